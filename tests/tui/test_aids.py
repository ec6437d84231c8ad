"""Hints one by one, the solution when it may be seen; pictures and records drawn when opened."""

from __future__ import annotations

import pytest

from autograd_tutor.course import aids
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.lesson.steps import Choice, Code, Option
from autograd_tutor.progress.standing import Standing

from .fakes import CURVES, FakeEvaluator, FakeStore
from .kinds import DRAWN, EXERCISES, SLOPE, WRONG, FakeJudge, every, passed_but
from .pilots import SMALL, WIDE, desk, editor, piloted, press, settle, text

PLACE = ("every", "slope")


@pytest.mark.parametrize("keys", [["alt+h"], ["escape", "h"]])
async def test_hints_come_one_at_a_time_in_order_and_are_counted(keys: list[str]) -> None:
    store = FakeStore()
    async with piloted(every("slope", store=store)) as pilot:
        await press(pilot, *keys)
        assert "Hint 1 of 3. What is the slope of x**2?" in text(pilot.app)
        assert "Hint 2" not in text(pilot.app)
        await press(pilot, *keys)
        assert "Hint 2 of 3. Each call adds to .grad." in text(pilot.app)
        await press(pilot, *keys, *keys, *keys)
        assert "Hint 3 of 3. It is 6, and 6 more." in text(pilot.app)
        assert editor(pilot.app).text == SLOPE.rstrip("\n")
        assert "That was the last hint." in text(pilot.app)
    assert store.hints[PLACE] == 3


async def test_a_hint_seen_before_is_not_counted_again() -> None:
    store = FakeStore()
    store.hints[PLACE] = 1
    async with piloted(every("slope", store=store)) as pilot:
        assert "Hint 1" not in text(pilot.app)
        await press(pilot, "alt+h")
        assert "Hint 1 of 3" in text(pilot.app)
        assert store.hints[PLACE] == 1
        await press(pilot, "alt+h")
        assert store.hints[PLACE] == 2
        await press(pilot, "ctrl+p", "ctrl+n")
        assert "Hint" not in desk(pilot.app).reading.query_one("Markdown").source  # type: ignore[attr-defined]
        assert desk(pilot.app).reading.aids == 0


async def test_a_hint_can_be_read_beside_code_output_and_judgement() -> None:
    output = "".join(f"line {n}\n" for n in range(40))
    evaluator = FakeEvaluator(Run(seconds=0.1), output=output)
    async with piloted(every("slope", evaluator, judge=FakeJudge(WRONG))) as pilot:
        await press(pilot, "ctrl+r", "alt+h")
        shown = text(pilot.app)
        assert "Hint 1 of 3. What is the slope of x**2?" in shown
        assert "2  y = torch.cos(x**2)" in shown
        assert "line 39" in shown
        assert "Not yet. The size is right" in shown


@pytest.mark.parametrize("keys", [["alt+s"], ["escape", "s"]])
async def test_the_solution_comes_after_attempts_and_not_into_the_editor(keys: list[str]) -> None:
    store = FakeStore()
    judge = FakeJudge(WRONG)
    async with piloted(every("slope", store=store, judge=judge), WIDE) as pilot:
        await press(pilot, *keys)
        assert "The solution can be seen after 3 attempts." in text(pilot.app)
        await press(pilot, "ctrl+r", *keys)
        assert "Not yet. The size is right" in text(pilot.app)
        assert "The solution can be seen after 2 more attempts." in text(pilot.app)
        await press(pilot, "ctrl+r", "ctrl+r", *keys)
        assert "Solution." in text(pilot.app)
        assert "dydx = torch.autograd.grad(y.sum(), x)[0]" in text(pilot.app)
        assert editor(pilot.app).text == SLOPE.rstrip("\n")
        await press(pilot, *keys)
        assert desk(pilot.app).reading.aids == 1
    assert store.shown == {PLACE}


def test_when_a_solution_may_be_seen() -> None:
    words, mend, value = EXERCISES[4], EXERCISES[6], EXERCISES[2]
    assert aids.withheld(words, Standing(attempts=9)) == (
        "The solution can be seen once you have passed."
    )
    assert aids.withheld(words, Standing(attempts=9, passed=True)) == ""
    assert "to itself" in aids.withheld(mend, Standing(attempts=9, passed=True))
    assert aids.withheld(value, Standing(attempts=1)) == (
        "The solution can be seen after 1 more attempt."
    )
    assert aids.withheld(value, Standing(attempts=2)) == ""
    assert aids.withheld(value, Standing(shown=True)) == ""


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("foresee", "12"),
        ("pick", "plot(x, y)"),
        ("value", "2*1 - 8"),
        ("sequence", "loss.backward()"),
        ("words", "What is left over counts again."),
        ("parabola", "(x - 2)**2"),
    ],
)
async def test_every_kind_has_a_solution_to_read(step: str, words: str) -> None:
    async with piloted(every(step, store=passed_but()), WIDE) as pilot:
        await press(pilot, "alt+s")
        reading = desk(pilot.app).reading
        shown = text(pilot.app)[: reading.region.height * 121]
        left = "\n".join(line[: reading.region.width] for line in shown.splitlines())
        assert words in left.partition("Solution.")[2]


def test_an_option_is_shown_as_it_is_written() -> None:
    option = Option(text="2*x*y and __init__ or `a*b*c` [x]", right=True)
    step = Choice(id="c", title="C", text="c", options=[option, Option(text="no")])
    assert aids.solution(step) == "- 2\\*x\\*y and \\_\\_init\\_\\_ or `a*b*c` \\[x\\]"


def test_a_solution_that_holds_a_fence_stays_code() -> None:
    step = Code(id="s", title="S", text="s", solution=["s = '''\n```\n'''"])
    assert aids.solution(step).startswith("````python\n")


async def test_a_picture_is_drawn_when_it_is_opened_and_told_in_words() -> None:
    evaluator = FakeEvaluator(Run(figure=CURVES))
    async with piloted(every("picture", evaluator)) as pilot:
        assert desk(pilot.app).results.plot.figure is CURVES
        assert "f'(x)" in text(pilot.app)
        await press(pilot, "ctrl+t")
        assert "The cubic rises from 0, slowly at first." in text(pilot.app)
        await press(pilot, "ctrl+n", "ctrl+p")
        assert len(evaluator.requests) == 3
    async with piloted(every("picture", evaluator), WIDE) as pilot:
        assert "The cubic rises from 0, slowly at first." in text(pilot.app)
        assert "f'(x)" in text(pilot.app)


async def test_a_record_is_drawn_when_it_is_opened() -> None:
    evaluator = FakeEvaluator(DRAWN)
    async with piloted(every("record", evaluator)) as pilot:
        (cell,) = evaluator.requests
        assert isinstance(cell, Cell)
        assert cell.graph == "s"
        lines = [line.strip() for line in text(pilot.app).splitlines()]
        at = lines.index("● Sum  []")
        assert lines[at : at + 3] == ["● Sum  []", "● Mul  [3]", "├─╮"]
        assert "A sum, of a product of w and x." in lines
        before = editor(pilot.app).text
        await press(pilot, "escape", "tab", *"abc", "delete")
        assert editor(pilot.app).text == before
    async with piloted(every("record", FakeEvaluator(DRAWN), ascii=True)) as pilot:
        assert "* Sum  []" in text(pilot.app)


async def test_a_record_is_drawn_anew_at_another_width() -> None:
    async with piloted(every("record", FakeEvaluator(DRAWN)), WIDE) as pilot:
        await pilot.resize_terminal(*SMALL)
        await settle(pilot)
        assert "├─╮" in text(pilot.app)


async def test_letters_are_commands_where_nothing_can_be_typed() -> None:
    async with piloted(every("foresee"), WIDE) as pilot:
        await press(pilot, "escape", "tab", "h")
        assert editor(pilot.app).has_focus
        assert "Hint 1 of 3" in text(pilot.app)
        await press(pilot, "n")
        assert "Which of them?" in text(pilot.app)
