"""Steps solved on the screen, as their author says."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from autograd_tutor.lesson import steps
from autograd_tutor.testing.screens import settle
from autograd_tutor.tui.widgets.arrangement import Arrangement
from autograd_tutor.tui.widgets.choices import Choices
from autograd_tutor.tui.widgets.desk import Desk


async def solve(pilot: Pilot[Any], step: steps.Step) -> bool:
    """Run a step's own code, or give the right answer. Whether there was anything to do."""
    desk = pilot.app.screen.query_one(Desk)
    match step:
        case steps.Read() | steps.Plot() | steps.Graph():
            return False
        case steps.Explain():
            _type(desk, " ".join(step.points))
            await _run(pilot)
            _pick(desk, range(len(step.points)))
        case steps.Predict() | steps.Choice():
            _pick(desk, [at for at, option in enumerate(step.options) if option.right])
        case steps.Order():
            assert isinstance(desk.answer, Arrangement)
            desk.answer.put(range(len(step.items)))
        case steps.Number():
            _type(desk, f"{step.answer:.10g}")
        case steps.Expression() if step.answer:
            _type(desk, step.answer)
        case steps.Code() | steps.Fix() if step.solution:
            _type(desk, step.solution[0])
    await _run(pilot)
    return True


async def _run(pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+r")
    await settle(pilot)


def _type(desk: Desk, text: str) -> None:
    assert desk.editor is not None
    desk.editor.load_text(text.rstrip("\n"))
    desk.editor.move_cursor(desk.editor.document.end)


def _pick(desk: Desk, places: range | list[int]) -> None:
    assert isinstance(desk.answer, Choices)
    for place in places:
        desk.answer.action_pick(place)
