"""What is done line by line is there on the full screen, and the other way round."""

from __future__ import annotations

import pytest

from autograd_tutor.course.answers import first_order
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.lesson.steps import Order
from autograd_tutor.progress.store import Store
from tests.tui.kinds import FakeJudge, every
from tests.tui.pilots import desk, editor, piloted, press, text

from .scripts import EVERY, attend

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_drafts_picks_and_passes_are_shared(evaluator: Evaluator) -> None:
    store = Store()
    script = ["2", "write", "6 * 7", ".", "go pick", "1 3", "go sequence", "4 3 2 1", "go parabola"]
    await attend(evaluator, [*script, "x**2"], at=("every", "foresee"), store=store)
    app = every("foresee", store=store, lesson=EVERY, judge=FakeJudge())
    async with piloted(app) as pilot:
        assert editor(app).text == "6 * 7"
        assert desk(app).answer.places == [1]  # type: ignore[union-attr]
        assert "passed" in text(app)
        await press(pilot, "ctrl+n")
        assert desk(app).answer.places == [0, 2]  # type: ignore[union-attr]
        await press(pilot, "ctrl+n", "ctrl+n")
        order = next(step for step in EVERY.steps if isinstance(step, Order))
        assert desk(app).answer.places == first_order(EVERY, order)[::-1]  # type: ignore[union-attr]
        await press(pilot, "shift+down", "ctrl+p", "7", "enter", "ctrl+n", "ctrl+n", "ctrl+n")
        assert editor(app).text == "x**2"
    order_now = store.draft("every", "sequence#answer")
    assert order_now is not None

    said = await attend(evaluator, ["go value", "go sequence", "lessons"], store=store)
    assert said.splitlines()[2] == "Lesson 1: Every kind of step"
    assert "    x**2\n" in said
    assert "Your answer so far:\n7\n" in said
    assert "Your answer so far: 3 4 2 1" in said
