"""An expression is drawn while it is typed: the newest text, quietly, beside what is run."""

from __future__ import annotations

import asyncio
from array import array

import pytest
from textual.app import App
from textual.pilot import Pilot

from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Curve, Figure, Lost, Outcome, Run
from autograd_tutor.evaluator.requests import Cell, Sketch

from .fakes import CURVES, ERROR, FakeEvaluator
from .pilots import (
    SMALL,
    WIDE,
    desk,
    editor,
    lesson_screen,
    piloted,
    press,
    settle,
    text,
    tutor,
    until,
)

CUBIC = ("slopes", "cubic")
LINE = Figure((Curve("f", array("d", [0, 5]), array("d", [0, 5]), 2),))
ARCH = Figure((Curve("f", array("d", [0, 2, 5]), array("d", [0, 5, 0]), 3),))
DATED = "Plot of the text before"
NO_CURVE = (
    Run(error=ERROR),
    Run(),
    Lost("timeout", "Time is up."),
    EvaluatorError("The evaluator is gone."),
)


class Sketcher(FakeEvaluator):
    """Answers what is asked live when it is told to, and counts what is under way at once."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.waiting: list[asyncio.Future[Outcome]] = []
        self.most = 0

    async def draw(self, request: Cell | Sketch) -> Outcome:
        assert isinstance(request, Sketch)
        self.asked.append(request.expression)
        self.waiting.append(asyncio.get_running_loop().create_future())
        self.most = max(self.most, len(self.waiting))
        return await self.waiting[0]

    def answer(self, outcome: Outcome | EvaluatorError) -> None:
        told = self.waiting.pop(0)
        if isinstance(outcome, EvaluatorError):
            told.set_exception(outcome)
        else:
            told.set_result(outcome)


def drawn(app: App[None]) -> Figure | None:
    return desk(app).results.plot.figure


def curves(app: App[None]) -> dict[str, list[float]]:
    """What is drawn, by name."""
    figure = drawn(app)
    return {each.label: list(each.y) for each in figure.curves} if figure is not None else {}


def is_still(pilot: Pilot[None]) -> bool:
    """Whether the last change was seen, and its pause is over."""
    screen = lesson_screen(pilot.app)
    return screen._typed == screen._text and screen._pause is None


async def test_what_is_typed_is_drawn_after_a_pause_and_nothing_else_is_asked() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        for typed in "+x+1":
            editor(pilot.app).insert(typed)
        await until(pilot, lambda: bool(evaluator.waiting))
        assert evaluator.asked == ["x**3 - 6*x**2 + 8*x+x+1"]
        evaluator.answer(Run(figure=LINE))
        await settle(pilot)
        assert drawn(pilot.app) is LINE
        assert desk(pilot.app).results.plot.size.height > 8
        assert DATED not in text(pilot.app)
        await press(pilot, "left", "escape", "e", "ctrl+n")
        await press(pilot, "x")
        assert is_still(pilot)
        assert len(evaluator.asked) == 1
        assert evaluator.requests == []


async def test_one_question_at_a_time_the_newest_next_and_stale_curves_dropped() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        for typed in ("1", "2", "3"):
            editor(pilot.app).load_text(typed)
            await until(pilot, lambda: is_still(pilot))
        evaluator.answer(Run(figure=LINE))
        await until(pilot, lambda: bool(evaluator.waiting))
        assert drawn(pilot.app) is None
        evaluator.answer(Run(figure=ARCH))
        await settle(pilot)
        assert evaluator.asked == ["1", "3"]
        assert evaluator.most == 1
        assert drawn(pilot.app) is ARCH


@pytest.mark.parametrize("outcome", NO_CURVE)
@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_text_without_a_curve_is_silent_and_the_picture_stays(
    outcome: Outcome | EvaluatorError, size: tuple[int, int]
) -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC), size) as pilot:
        await pilot.press("1")
        await until(pilot, lambda: bool(evaluator.waiting))
        evaluator.answer(Run(figure=LINE))
        await settle(pilot)
        before = text(pilot.app).splitlines()
        await pilot.press("+")
        await until(pilot, lambda: bool(evaluator.waiting))
        evaluator.answer(outcome)
        await settle(pilot)
        after = text(pilot.app).splitlines()
        (title, typed) = [row for old, row in zip(before, after, strict=True) if old != row][::-1]
        assert DATED in title
        assert "8*x1+" in typed
        await pilot.press("1")
        await until(pilot, lambda: bool(evaluator.waiting))
        evaluator.answer(Run(figure=LINE))
        await settle(pilot)
        assert DATED not in text(pilot.app)


async def test_no_text_asks_nothing() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        await press(pilot, "enter")
        editor(pilot.app).load_text("  ")
        await until(pilot, lambda: DATED in text(pilot.app))
        assert drawn(pilot.app) is CURVES
        assert evaluator.asked == []


async def test_a_late_curve_is_said_to_be_missing_and_keys_go_on() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        await press(pilot, "enter")
        await pilot.press("1")
        await until(pilot, lambda: DATED in text(pilot.app))
        await pilot.press("2", "3")
        await until(pilot, lambda: "8*x123" in text(pilot.app))
        evaluator.answer(Run(figure=LINE))
        await until(pilot, lambda: bool(evaluator.waiting))
        evaluator.answer(Run(figure=ARCH))
        await settle(pilot)
        assert drawn(pilot.app) is ARCH
        assert DATED not in text(pilot.app)


async def test_a_run_comes_first_and_text_typed_meanwhile_is_drawn_after_it() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        await pilot.press("1")
        await until(pilot, lambda: bool(evaluator.waiting))
        evaluator.held.clear()
        await pilot.press("enter")
        await evaluator.started.wait()
        evaluator.answer(Run(figure=LINE))
        await pilot.press("2")
        await until(pilot, lambda: is_still(pilot))
        assert drawn(pilot.app) is None
        evaluator.held.set()
        await until(pilot, lambda: bool(evaluator.waiting))
        assert drawn(pilot.app) is CURVES
        evaluator.answer(Run(figure=ARCH))
        await settle(pilot)
        assert drawn(pilot.app) is ARCH
        assert [asked[-2:] for asked in evaluator.asked] == ["x1", "12"]
        assert len(evaluator.requests) == 1


@pytest.mark.parametrize("key", ["ctrl+l", "ctrl+p"])
async def test_neither_a_reset_nor_another_step_shows_a_curve_under_way(key: str) -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        await pilot.press("1")
        await until(pilot, lambda: bool(evaluator.waiting))
        await pilot.press(key)
        evaluator.answer(Run(figure=LINE))
        await settle(pilot)
        assert is_still(pilot)
        assert drawn(pilot.app) is None
        assert len(evaluator.asked) == 1


async def test_the_real_evaluator_draws_what_is_typed_and_forgives_half_of_it() -> None:
    """The second derivative, too, once it is wanted."""
    async with piloted(tutor(Evaluator(Launcher()), at=CUBIC), WIDE) as pilot:
        editor(pilot.app).load_text("sin(x)")
        await until(pilot, lambda: drawn(pilot.app) is not None)
        figure = drawn(pilot.app)
        assert figure is not None
        f, slope = figure.curves
        assert (f.label, slope.label) == ("f", "f'")
        assert (f.y[0], slope.y[0]) == (0.0, 1.0)
        for half in ("sin(x)*", "sin(x)*y", "sin(x)*1/"):
            editor(pilot.app).load_text(half)
            await until(pilot, lambda: is_still(pilot))
            await settle(pilot)
            assert DATED in text(pilot.app)
            assert drawn(pilot.app) is figure
        editor(pilot.app).load_text("sin(x)*2")
        await until(pilot, lambda: drawn(pilot.app) is not figure)
        assert DATED not in text(pilot.app)
        await press(pilot, "alt+d")
        await until(pilot, lambda: len(curves(pilot.app)) == 3)
        assert curves(pilot.app)["f''"] == pytest.approx([-y for y in curves(pilot.app)["f"]])
        await press(pilot, "enter")
        assert "Nothing was printed." in text(pilot.app)
        assert len(curves(pilot.app)) == 3
