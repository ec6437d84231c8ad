"""Tensors are printed 75 columns wide, which is what the output panel of a small terminal has."""

from __future__ import annotations

from autograd_tutor.evaluator.messages import Run

from .fakes import FakeEvaluator
from .pilots import SMALL, piloted, press, text, tutor

ROWS = [f"{row:02} {'x' * 69} {row:02}" for row in range(30)]


async def test_what_torch_prints_is_not_broken_again_beside_the_scrollbar() -> None:
    assert {len(row) for row in ROWS} == {75}
    evaluator = FakeEvaluator(Run(value="\n".join(ROWS)))
    async with piloted(tutor(evaluator), SMALL) as pilot:
        await press(pilot, "ctrl+r")
        shown = [line.strip() for line in text(pilot.app).splitlines() if "xxx" in line]
    assert len(shown) > 2
    assert all(any(row in line for row in ROWS) for line in shown)
