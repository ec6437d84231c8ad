"""From step to step, and back to where the learner was."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_tutor.course.lessons import Course, CourseError, Entry
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.tui.app import TutorApp

from .fakes import CONFINED, ENTRIES, LESSONS, FakeEvaluator, FakeStore
from .kinds import every
from .pilots import WIDE, editor, piloted, press, settle, status, text, tutor, until


async def test_next_and_previous_cross_lessons_and_stop_at_the_ends() -> None:
    store = FakeStore()
    async with piloted(tutor(store=store, at=None)) as pilot:
        assert "1/3 · A tape of operations" in status(pilot.app)
        assert "^p Back" not in text(pilot.app)
        await press(pilot, "ctrl+p")
        assert store.at == ("slopes", "tape")
        await press(pilot, "ctrl+n", "ctrl+n", "ctrl+n")
        assert store.at == ("scalars", "sum")
        assert "^n Next" not in text(pilot.app)
        await press(pilot, "ctrl+n")
        assert store.at == ("scalars", "sum")
        await press(pilot, "ctrl+p")
        assert "3/3 · Your own function" in status(pilot.app)


async def test_the_tutor_opens_where_it_was_left_unless_told_otherwise() -> None:
    left = FakeStore(position=("slopes", "cubic"))
    async with piloted(tutor(store=left, at=None)) as pilot:
        assert "Your own function" in status(pilot.app)
    async with piloted(tutor(store=left, at=("scalars", "sum"))) as pilot:
        assert "Make it a scalar" in status(pilot.app)


async def test_a_position_the_course_no_longer_has_opens_its_beginning() -> None:
    async with piloted(tutor(store=FakeStore(position=("gone", "sum")), at=None)) as pilot:
        assert "A tape of operations" in status(pilot.app)
    async with piloted(tutor(store=FakeStore(position=("scalars", "gone")), at=None)) as pilot:
        assert "Make it a scalar" in status(pilot.app)


async def test_what_is_typed_is_kept_and_comes_back() -> None:
    store = FakeStore()
    async with piloted(tutor(store=store)) as pilot:
        await press(pilot, "a", "b")
        await press(pilot, "ctrl+n")
        assert store.drafts["slopes", "first"].startswith("abx = torch")
        await press(pilot, "ctrl+p")
        assert editor(pilot.app).text.startswith("abx = torch")
        await pilot.press("c")
    assert store.drafts["slopes", "first"].startswith("abcx = torch")
    async with piloted(tutor(store=store)) as pilot:
        assert editor(pilot.app).text.startswith("abcx = torch")


async def test_typing_just_before_quitting_is_kept() -> None:
    store = FakeStore()
    async with piloted(tutor(store=store)) as pilot:
        editor(pilot.app).insert("last words", (0, 0))
        pilot.app.exit()
    assert store.drafts["slopes", "first"].startswith("last wordsx = ")


async def test_a_draft_like_the_starter_is_not_kept() -> None:
    store = FakeStore()
    async with piloted(tutor(store=store)) as pilot:
        await press(pilot, "a", "ctrl+n", "ctrl+p", "ctrl+z", "ctrl+n")
    assert store.drafts == {}


async def test_typing_is_written_without_leaving_the_step() -> None:
    written = FakeStore()
    app = tutor(store=written)
    async with piloted(app) as pilot:
        await pilot.press("a")
        timer = app.screen._saving  # type: ignore[attr-defined]
        assert timer is not None
        assert timer._interval <= 0.5
        app.screen._save()  # type: ignore[attr-defined]
        await pilot.app.workers.wait_for_complete()
        assert written.drafts["slopes", "first"].startswith("ax")


async def test_trouble_with_the_store_is_told_once() -> None:
    store = FakeStore()
    store.trouble = "Your work can't be saved in [bold]/home: it is kept only until you quit."
    evaluator = FakeEvaluator()
    evaluator.greeting = CONFINED
    async with piloted(tutor(evaluator, store), WIDE, notifications=True) as pilot:
        assert "in [bold]/home" in text(pilot.app)
        await press(pilot, "ctrl+n", "ctrl+p")
        assert len(pilot.app._notifications) == 1


async def test_a_lesson_that_cant_be_read_leaves_the_learner_where_they_are() -> None:
    def load(path: Path) -> Lesson:
        if path == Path("02"):
            raise CourseError("02.yaml:3:1: [b]titel[/b] is not known\n  write title")
        return LESSONS[path]

    course = Course(lambda: ENTRIES, load)
    app = TutorApp(FakeEvaluator(), FakeStore(), lesson="slopes", step="cubic", course=course)
    async with piloted(app, WIDE, notifications=True) as pilot:
        await press(pilot, "ctrl+n")
        assert "02.yaml:3:1: [b]titel[/b]" in text(pilot.app)
        assert "Your own function" in status(pilot.app)


async def test_presses_in_quick_succession_are_all_obeyed() -> None:
    store = FakeStore()
    async with piloted(tutor(store=store, at=("slopes", "tape"))) as pilot:
        await pilot.press("n", "ctrl+n", "ctrl+n", "ctrl+p")
        await settle(pilot)
        assert store.at == ("slopes", "cubic")
        assert "Your own function" in status(pilot.app)


async def test_a_course_that_cant_be_read_at_all_ends_the_tutor_with_the_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken() -> list[Entry]:
        raise CourseError("01.yaml:1:1: [b]format[/b] is missing")

    app = TutorApp(FakeEvaluator(), FakeStore(), course=Course(broken))
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 1
    assert capsys.readouterr().err.strip() == "01.yaml:1:1: [b]format[/b] is missing"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("nowhere", None), "There is no lesson nowhere. These are there: "),
        (("slopes", "nowhere"), "There is no step nowhere in slopes. These are there: "),
        ((None, "nowhere"), "There is no step nowhere in slopes. These are there: "),
    ],
)
async def test_a_place_that_is_not_there_is_refused(
    asked: tuple[str | None, str | None], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = FakeStore(("slopes", "cubic"))
    lesson, step = asked
    course = Course(lambda: ENTRIES, LESSONS.__getitem__)
    app = TutorApp(FakeEvaluator(), store, lesson=lesson, step=step, course=course)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 2
    assert " ".join(capsys.readouterr().err.split()).startswith(words)


@pytest.mark.parametrize("left", [None, ("slopes", "cubic")])
async def test_a_step_alone_is_one_of_the_lesson_that_was_left(
    left: tuple[str, str] | None,
) -> None:
    store = FakeStore(left)
    course = Course(lambda: ENTRIES, LESSONS.__getitem__)
    async with piloted(TutorApp(FakeEvaluator(), store, step="first", course=course)):
        assert store.at == ("slopes", "first")


async def test_a_course_without_lessons_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    app = TutorApp(FakeEvaluator(), FakeStore(), course=Course(list))
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.return_code is not None)
    assert "There are no lessons" in capsys.readouterr().err


async def test_points_to_tick_stay_at_their_own_step() -> None:
    async with piloted(every("words")) as pilot:
        await press(pilot, *"It adds up.", "ctrl+r", "space", "ctrl+n")
        assert "`backward` adds" not in text(pilot.app)
        await press(pilot, "ctrl+p")
        assert "[x] `backward` adds" in text(pilot.app)
