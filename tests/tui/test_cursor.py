"""The cursor on the curve, by keys and mouse, and the second derivative."""

from __future__ import annotations

from array import array
from functools import partial
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from autograd_tutor.evaluator.evidence import Graph, Node
from autograd_tutor.evaluator.messages import Curve, Figure, Outcome, Run
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.tui.widgets.plot import FAR, HINT, Plot

from .fakes import FakeEvaluator
from .pilots import WIDE, desk, editor, lesson_screen, piloted, press, settle, text, tutor, until

CUBIC = ("slopes", "cubic")
XS = [n / 20 for n in range(101)]
DATED = "Plot of the text before"


def expression(shift: float = 0.0, order: int = 1) -> Figure:
    """What x**2 + shift is drawn as."""
    curves = [("f", [x * x + shift for x in XS]), ("f'", [2 * x for x in XS])]
    if order == 2:
        curves.append(("f''", [2.0] * len(XS)))
    return Figure(tuple(Curve(n, array("d", XS), array("d", y), len(XS)) for n, y in curves))


RECORD = Graph((Node("Pow", False, (), (1,)), Node("x", True, (), ())), 2)


class Sketcher(FakeEvaluator):
    """Draws what it is asked to at once, as a record too if that is asked for."""

    def __init__(self) -> None:
        super().__init__(Run(figure=expression()))
        self.asked: list[Sketch] = []
        self.next: Outcome | None = None

    async def draw(self, request: Cell | Sketch) -> Outcome:
        assert isinstance(request, Sketch)
        self.asked.append(request)
        figure = expression(len(self.asked), request.order)
        graph = RECORD if request.at is not None else None
        return self.next or Run(figure=figure, graph=graph)


def plot(app: App[None]) -> Plot:
    return desk(app).results.plot


def readout(app: App[None]) -> str:
    return next((row for row in text(app).splitlines() if row.lstrip().startswith("x = ")), "")


def is_drawn(pilot: Pilot[None], evaluator: Sketcher, times: int) -> bool:
    """Whether so many sketches were asked for, and none is waited for."""
    screen = lesson_screen(pilot.app)
    return len(evaluator.asked) == times and screen._pause is None


async def begin(pilot: Pilot[None], *keys: str) -> None:
    """Run the expression, go to its plot, and press keys there."""
    await press(pilot, "ctrl+r")
    plot(pilot.app).focus()
    await settle(pilot)
    await pilot.press(*keys)


async def test_arrows_move_the_cursor_and_what_it_tells_follows() -> None:
    async with piloted(tutor(Sketcher(), at=CUBIC)) as pilot:
        await begin(pilot)
        before = text(pilot.app).splitlines()
        assert (plot(pilot.app).x, readout(pilot.app)) == (None, "")
        assert sum(HINT in row for row in before) == 1
        assert HINT not in plot(pilot.app).as_text()
        await pilot.press("right")
        middle = plot(pilot.app).x
        assert middle is not None and 2.4 < middle < 2.6
        assert f"x = {middle:g} " in readout(pilot.app)
        await pilot.press("end")
        assert "x = 5 " in readout(pilot.app)
        assert "f = 25 " in readout(pilot.app)
        assert "f' = 10 " in readout(pilot.app)
        assert "y = 10x - 25" in readout(pilot.app)
        await pilot.press("right")
        assert plot(pilot.app).x == 5
        await pilot.press("home", *["right"] * FAR)
        walked = plot(pilot.app).x
        await pilot.press("home")
        assert plot(pilot.app).x == 0
        await pilot.press("shift+right")
        assert plot(pilot.app).x == walked
        await pilot.press("left", "shift+left")
        assert plot(pilot.app).x == 0
        await pilot.press("escape")
        assert text(pilot.app).splitlines() == before


async def test_escape_takes_the_cursor_away_and_only_then_leaves_the_panel() -> None:
    async with piloted(tutor(Sketcher(), at=CUBIC)) as pilot:
        await begin(pilot, "left")
        assert plot(pilot.app).x is not None
        await pilot.press("escape")
        assert plot(pilot.app).x is None
        assert plot(pilot.app).has_focus
        await pilot.press("escape")
        assert desk(pilot.app).reading.has_focus
        assert HINT not in text(pilot.app)


@pytest.mark.parametrize("ascii", [False, True])
async def test_the_mouse_sets_the_cursor_and_drags_it(ascii: bool) -> None:
    app = tutor(Sketcher(), at=CUBIC, ascii=ascii)
    async with piloted(app, WIDE) as pilot:
        await press(pilot, "ctrl+r")
        width = plot(app).size.width
        await pilot.mouse_down(plot(app), offset=(width // 2, 5))
        first = plot(app).x
        assert first is not None and 2 < first < 3
        await pilot.hover(plot(app), offset=(width // 2 + 10, 5))
        second = plot(app).x
        assert second is not None and second > first
        await pilot.hover(plot(app), offset=(width + 1, 5))
        await pilot.mouse_up(plot(app), offset=(width + 1, 5))
        assert plot(app).x == 5
        await pilot.hover(plot(app), offset=(width // 2, 5))
        assert plot(app).x == 5
        assert f"x = {5}" in text(app)


async def test_only_the_rows_that_change_are_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with piloted(tutor(Sketcher(), at=CUBIC), WIDE) as pilot:
        await begin(pilot, "right")
        drawn: list[Any] = []
        refresh = Plot.refresh

        def record(self: Plot, *regions: Any, **options: Any) -> Any:
            drawn.append(regions)
            return refresh(self, *regions, **options)

        monkeypatch.setattr(Plot, "refresh", record)
        await press(pilot, "right")
        assert drawn
        assert all(len(regions) == 1 and regions[0].height == 1 for regions in drawn)
        assert len(drawn) < plot(pilot.app).size.height


async def test_the_cursor_keeps_its_x_while_the_curve_changes_under_it() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC), WIDE) as pilot:
        await begin(pilot, "end")
        editor(pilot.app).focus()
        for times in (1, 2):
            await pilot.press("1")
            await until(pilot, partial(is_drawn, pilot, evaluator, times))
            await settle(pilot)
            assert f"x = 5      ⠤ f = {25 + times} " in readout(pilot.app)
        assert evaluator.asked[-1].at is None


async def test_half_an_expression_leaves_curve_and_cursor_with_another_title() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC), WIDE) as pilot:
        await begin(pilot, "end")
        before = text(pilot.app)
        evaluator.next = Run()
        editor(pilot.app).focus()
        await pilot.press("+")
        await until(pilot, lambda: DATED in text(pilot.app))
        changed = [
            new
            for old, new in zip(before.splitlines(), text(pilot.app).splitlines(), strict=True)
            if old.replace("━", "─") != new.replace("━", "─")
        ]
        assert len(changed) == 2
        assert "8*x+" in changed[0]
        assert DATED in changed[1]


async def test_the_second_derivative_comes_and_goes_with_a_key_and_stays_for_runs() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        await begin(pilot, "end", "d")
        assert [each.order for each in evaluator.asked] == [2]
        assert "f'' = 2" in text(pilot.app)
        editor(pilot.app).focus()
        await press(pilot, "ctrl+r")
        assert isinstance(evaluator.requests[-1], Sketch)
        assert evaluator.requests[-1].order == 2
        await press(pilot, "alt+d")
        assert [each.order for each in evaluator.asked] == [2, 1]
        assert "f''" not in text(pilot.app).partition("^r Run")[0]


async def test_the_second_derivative_wanted_during_a_run_is_drawn_after_it() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        evaluator.held.clear()
        await pilot.press("ctrl+r")
        await evaluator.started.wait()
        await pilot.press("alt+d")
        assert evaluator.asked == []
        evaluator.held.set()
        await until(pilot, lambda: is_drawn(pilot, evaluator, 1))
        assert evaluator.asked[-1].order == 2


async def test_only_an_expression_has_a_second_derivative_to_draw() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "alt+d", "escape", "d")
        assert evaluator.asked == []


async def test_the_record_is_asked_for_at_the_cursor_while_it_is_seen() -> None:
    evaluator = Sketcher()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        await begin(pilot, "end", "left", "right")
        assert lesson_screen(pilot.app)._pause is None
        assert evaluator.asked == []
        await press(pilot, "ctrl+t", "ctrl+t")
        assert desk(pilot.app).results.sees("tape")
        await until(pilot, lambda: is_drawn(pilot, evaluator, 1))
        assert evaluator.asked[-1].at == 5
        await settle(pilot)
        assert desk(pilot.app).results.tape.graph is RECORD
        plot(pilot.app).post_message(Plot.Moved(5))
        await until(pilot, lambda: is_drawn(pilot, evaluator, 2))


async def test_another_step_begins_without_a_cursor() -> None:
    async with piloted(tutor(Sketcher(), at=CUBIC)) as pilot:
        await begin(pilot, "end")
        await press(pilot, "ctrl+p", "ctrl+n")
        assert plot(pilot.app).x is None
        await begin(pilot, "end", "R")
        assert plot(pilot.app).x is None
