"""What is run is judged: what is said, what is kept, and when it is not shown."""

from __future__ import annotations

import pytest

from autograd_tutor.evaluator.messages import Lost, Run
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.tui.widgets.status import Where

from .fakes import ERROR, FakeEvaluator, FakeStore
from .kinds import PASSED, SLOPE, WRONG, FakeJudge, every, passed_but
from .pilots import SMALL, WIDE, desk, editor, piloted, press, settle, status, text, until

RUN = Run(value="tensor(1.)", seconds=0.01)


async def test_a_right_answer_is_said_so_and_why() -> None:
    store, judge = FakeStore(), FakeJudge()
    async with piloted(every("slope", FakeEvaluator(RUN), store, judge)) as pilot:
        await press(pilot, "y", "ctrl+r")
        assert "= tensor(1.)" in text(pilot.app)
        assert "Right. One call gave a hundred slopes." in text(pilot.app)
        assert "passed" in status(pilot.app)
    assert judge.asked == [("y" + SLOPE.rstrip("\n"), RUN, "cpu")]
    assert store.attempts == [("every", "slope", "passed", "")]


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_wrong_answer_is_told_its_reason_as_plain_text(size: tuple[int, int]) -> None:
    store = FakeStore()
    app = every("slope", FakeEvaluator(RUN), store, FakeJudge(WRONG))
    async with piloted(app, size) as pilot:
        await press(pilot, "ctrl+r")
        assert "Not yet. The size is right, [b]the sign[/b] is not." in text(pilot.app)
        assert "hundred slopes" not in text(pilot.app)
        assert "not yet" in status(pilot.app)
    assert store.attempts == [("every", "slope", "wrong", "sign")]


async def test_a_right_expression_and_a_repair() -> None:
    async with piloted(every("parabola", judge=FakeJudge())) as pilot:
        await press(pilot, "enter")
        assert "Right. The slope is zero there, too." in text(pilot.app)
        await press(pilot, "ctrl+n", "ctrl+r")
        assert "Right. The sum has the same slopes." in text(pilot.app)


@pytest.mark.parametrize(
    ("state", "words", "attempts"),
    [
        ("unattempted", "Not tried yet. So it is.", 0),
        ("unchecked", "Not checked. So it is.", 0),
        ("error", "Not yet. So it is.", 1),
        ("timeout", "Not yet. So it is.", 1),
        ("crashed", "Not yet. So it is.", 1),
    ],
)
async def test_every_state_has_words_and_only_answers_count(
    state: str, words: str, attempts: int
) -> None:
    store = FakeStore()
    judge = FakeJudge(Judgement(state=state, say="So it is."))  # type: ignore[arg-type]
    async with piloted(every("slope", store=store, judge=judge)) as pilot:
        await press(pilot, "ctrl+r")
        assert words in text(pilot.app)
        assert "passed" not in status(pilot.app)
    assert len(store.attempts) == attempts


async def test_a_stopped_run_is_not_spoken_of_twice() -> None:
    store = FakeStore()
    evaluator = FakeEvaluator(Lost("interrupted", "You stopped the run."))
    judge = FakeJudge(Judgement(state="stopped", say="It was stopped."))
    async with piloted(every("slope", evaluator, store, judge)) as pilot:
        await press(pilot, "ctrl+r")
        assert "You stopped the run." in text(pilot.app)
        assert not desk(pilot.app).ruling.display
        assert "stopped" in status(pilot.app)
    assert store.attempts == []


async def test_what_the_output_explains_is_not_said_again() -> None:
    why = "`y` is not a single number, and backward has to start from one."
    judge = FakeJudge(Judgement(state="error", reason="error:E02", say=why))
    async with piloted(every("mend", FakeEvaluator(Run(error=ERROR)), judge=judge), WIDE) as pilot:
        await press(pilot, "ctrl+r")
        said = str(desk(pilot.app).ruling.query_one("Static").render())
        assert said == "Not yet."


async def test_keys_work_while_an_answer_is_judged() -> None:
    judge = FakeJudge()
    judge.held.clear()
    async with piloted(every("slope", judge=judge)) as pilot:
        await pilot.press("ctrl+r")
        await judge.begun.wait()
        await pilot.press(*"ab")
        assert editor(pilot.app).text.startswith("ab")
        await until(pilot, lambda: "Checking…" in text(pilot.app))
        judge.held.set()
        await settle(pilot)
        assert "Right." in text(pilot.app)
        assert "Checking" not in text(pilot.app)


async def test_leaving_the_step_drops_the_words_and_keeps_the_pass() -> None:
    store, judge = FakeStore(), FakeJudge()
    judge.held.clear()
    async with piloted(every("mend", store=store, judge=judge)) as pilot:
        await pilot.press("ctrl+r")
        await judge.begun.wait()
        await pilot.press("ctrl+n")
        await until(pilot, lambda: pilot.app.screen.query_one(Where).step == "Your turn")
        judge.held.set()
        await settle(pilot)
        assert "Right." not in text(pilot.app)
        await press(pilot, "ctrl+p")
        assert "passed" in status(pilot.app)
    assert store.attempts == [("every", "mend", "passed", "")]


@pytest.mark.parametrize("key", ["ctrl+l", "ctrl+r"])
async def test_a_judgement_of_what_is_gone_is_not_shown(key: str) -> None:
    judge = FakeJudge(WRONG)
    judge.held.clear()
    evaluator = FakeEvaluator(RUN)
    async with piloted(every("slope", evaluator, judge=judge)) as pilot:
        await pilot.press("ctrl+r")
        await judge.begun.wait()
        evaluator.held.clear()
        evaluator.started.clear()
        await pilot.press(key)
        if key == "ctrl+r":
            await evaluator.started.wait()
        judge.held.set()
        await until(pilot, lambda: not _judging(pilot.app))
        await pilot.pause()
        assert "Not yet." not in text(pilot.app)
        evaluator.held.set()


def _judging(app: object) -> bool:
    return any(worker.group == "judge" for worker in app.workers)  # type: ignore[attr-defined]


async def test_a_pass_stays_when_a_later_answer_is_wrong() -> None:
    store, judge = passed_but(), FakeJudge(WRONG)
    async with piloted(every("mend", store=store, judge=judge)) as pilot:
        assert "passed" in status(pilot.app)
        await press(pilot, "ctrl+r")
        assert "not yet" in status(pilot.app)
        await press(pilot, "ctrl+n", "ctrl+p")
        assert "passed" in status(pilot.app)


async def test_the_chosen_device_is_judged_on() -> None:
    judge = FakeJudge()
    async with piloted(every("slope", judge=judge)) as pilot:
        await press(pilot, "ctrl+g", "down", "enter", "ctrl+r")
    assert judge.asked[0][2] == "cuda:0"


async def test_a_judge_that_fails_is_owned_up_to() -> None:
    class Broken(FakeJudge):
        async def judge(self, *_: object) -> Judgement:
            raise ValueError("[b]oops[/b]")

    async with piloted(every("slope", judge=Broken()), WIDE) as pilot:
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "failed: ValueError('[b]oops[/b]')" in text(pilot.app))


async def test_steps_without_checks_are_only_run() -> None:
    from autograd_tutor.lesson.steps import Code

    from .kinds import EVERY

    free = Code(id="free", title="Free", text="Play.", starter="1 + 1")
    lesson = type(EVERY)(format=1, id="f", title="F", aims=["a"], minutes=1, steps=[free])
    store, judge = FakeStore(), FakeJudge(PASSED)
    async with piloted(every("free", FakeEvaluator(RUN), store, judge, lesson=lesson)) as pilot:
        await press(pilot, "ctrl+r")
        assert "done in" in status(pilot.app)
        assert "alt+h Hint" not in text(pilot.app)
    assert judge.asked == []
    assert store.attempts == []


async def test_a_lesson_is_done_when_all_is_passed_and_its_last_step_reached() -> None:
    store = passed_but("slope")
    async with piloted(every("mend", store=store, judge=FakeJudge())) as pilot:
        await press(pilot, "ctrl+n")
        assert "7 of 8 exercises passed. Still open: Your turn." in text(pilot.app)
        await press(pilot, "ctrl+r")
        assert "Right. One call gave a hundred slopes." in text(pilot.app)
        assert "Lesson done: 8 of 8 exercises." in text(pilot.app)
        assert "lesson done" in status(pilot.app)
        await press(pilot, "ctrl+p")
        assert "lesson done" not in status(pilot.app)
        await press(pilot, "ctrl+n")
        assert "Lesson done: 8 of 8 exercises." in text(pilot.app)
        assert "lesson done" in status(pilot.app)


async def test_what_is_still_open_is_named() -> None:
    async with piloted(every("slope", store=passed_but("pick", "words"))) as pilot:
        shown = " ".join(text(pilot.app).split())
        assert "6 of 8 exercises passed." in shown
        assert "Still open: Which of them?; In your own words." in shown
    async with piloted(every("slope")) as pilot:
        shown = " ".join(text(pilot.app).split())
        assert "Say what comes; Which of them?; The slope at a point; 5 more." in shown
