"""While the tutor is suspended, what runs is held, and its seconds are not counted."""

from __future__ import annotations

import pytest

from autograd_tutor.tui.screens import keeping
from autograd_tutor.tui.widgets import status

from .fakes import FakeEvaluator
from .pilots import piloted, press, text, tutor, until


async def test_what_runs_is_held_and_its_clock_stands_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    for module in (keeping, status):
        monkeypatch.setattr(module, "monotonic", lambda: now)
    evaluator = FakeEvaluator()
    evaluator.held.clear()
    app = tutor(evaluator)

    def away() -> None:
        nonlocal now
        assert evaluator.calls == ["hold"]
        now += 3600

    monkeypatch.setattr(app, "action_suspend_process", away)
    async with piloted(app) as pilot:
        await pilot.press("ctrl+r")
        await evaluator.started.wait()
        await pilot.press("escape", "z")
        await until(pilot, lambda: "resume" in evaluator.calls)
        assert evaluator.calls == ["hold", "resume"]
        now += 2
        await until(pilot, lambda: "running 2 s of 10 s" in text(app))
        evaluator.held.set()
        await press(pilot)
