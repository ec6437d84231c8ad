"""The playground as text, moment after moment. `make goldens` keeps it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_tutor.evaluator.messages import Outcome, Run
from autograd_tutor.testing import UPDATE, goldens
from autograd_tutor.testing.screens import resize

from .fakes import CONFINED, CURVES, ERROR, FakeEvaluator, FakeStore
from .pilots import LEAST, SMALL, drawn, piloted, press, tutor

KEPT = Path(__file__).parents[1] / "goldens" / "playground"
SIZES = (SMALL, (160, 45), LEAST)
MOMENTS: dict[str, tuple[Outcome, str]] = {
    "earlier": (Run(), ""),
    "failed": (Run(error=ERROR, figure=CURVES), "ctrl+r"),
    "forgotten": (Run(), "ctrl+l y"),
}
"""What a run gives, and the keys, each going on from the one before, at the first size."""


@pytest.mark.parametrize("ascii", [False, True])
async def test_playground(ascii: bool, pytestconfig: pytest.Config) -> None:
    store, evaluator = FakeStore(), FakeEvaluator()
    store.kept = ["x = torch.linspace(0, 1, 5)", "def f(x):\n    return [b]x[/b]\n"]
    evaluator.greeting = CONFINED
    file = KEPT / f"{'ascii' if ascii else 'unicode'}.txt"
    screens, kept = {}, goldens.kept(file)
    app = tutor(evaluator, store, ascii=ascii)
    async with piloted(app, SMALL) as pilot:
        await press(pilot, "alt+p")
        for moment, (outcome, keys) in MOMENTS.items():
            evaluator.outcome = outcome
            await resize(pilot, SMALL)
            await press(pilot, *keys.split())
            for size in SIZES[: 1 if ascii else 3]:
                await resize(pilot, size)
                title = f"{moment}, {size[0]}x{size[1]}"
                screens[title] = await drawn(pilot, kept.get(title))
    update = bool(pytestconfig.getoption(UPDATE))
    wrong = goldens.compare(file, screens, update=update)
    assert not wrong, wrong
