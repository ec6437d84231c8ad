"""Every screen as text, at three sizes. `make goldens` writes them anew: read the diff."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_tutor.evaluator.messages import Run

from .fakes import CURVES, ERROR, FakeEvaluator
from .pilots import LEAST, SMALL, WIDE, piloted, press, text, tutor

GOLDENS = Path(__file__).parent.parent / "goldens" / "tui"


OUTPUT = "a = tensor(3., requires_grad=True)\n"
SCREENS = {
    "read": ("slopes", "tape", Run(), []),
    "demo": ("slopes", "first", Run(), []),
    "expression": ("slopes", "cubic", Run(), []),
    "code": ("scalars", "sum", Run(), []),
    "curve": ("slopes", "cubic", Run(figure=CURVES, seconds=0.1), ["ctrl+r"]),
    "value": ("slopes", "first", Run(value="tensor(6.)", seconds=2.5), ["ctrl+r"]),
    "error": ("scalars", "sum", Run(error=ERROR), ["ctrl+r"]),
    "zoom": ("slopes", "cubic", Run(figure=CURVES), ["ctrl+r", "escape", "shift+tab", "f"]),
    "help": ("slopes", "first", Run(), ["f1"]),
    "devices": ("slopes", "first", Run(), ["ctrl+g"]),
}


SIZES = {f"{width}x{height}": (width, height) for width, height in (SMALL, WIDE, LEAST)}
ODD = ("ascii-80x24", "notice-59x17")


def check(name: str, screen: str, config: pytest.Config) -> None:
    """Compare with the golden, or write it anew."""
    path = GOLDENS / f"{name}.txt"
    if config.getoption("--snapshot-update"):
        path.write_text(screen, encoding="utf-8")
    assert screen == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SCREENS)
async def test_screen(name: str, size: str, pytestconfig: pytest.Config) -> None:
    lesson, step, outcome, keys = SCREENS[name]
    output = OUTPUT if name in ("value", "error") else ""
    app = tutor(FakeEvaluator(outcome, output), at=(lesson, step))
    async with piloted(app, SIZES[size]) as pilot:
        await press(pilot, *keys)
        check(f"{name}-{size}", text(pilot.app), pytestconfig)


async def test_ascii_curve(pytestconfig: pytest.Config) -> None:
    async with piloted(tutor(at=("slopes", "cubic"), ascii=True)) as pilot:
        await press(pilot, "ctrl+r")
        check("ascii-80x24", text(pilot.app), pytestconfig)


async def test_too_small(pytestconfig: pytest.Config) -> None:
    async with piloted(tutor(), (59, 17)) as pilot:
        check("notice-59x17", text(pilot.app), pytestconfig)


def test_no_golden_is_left_over() -> None:
    expected = {f"{name}-{size}" for name in SCREENS for size in SIZES} | set(ODD)
    assert {path.stem for path in GOLDENS.iterdir()} == expected
