"""Every screen as text, at three sizes. `make goldens` writes them anew: read the diff."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_tutor.evaluator.messages import Run

from .fakes import CURVES, ERROR, FakeEvaluator
from .kinds import DRAWN, PASSED, WRONG, FakeJudge, every, passed_but
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


KINDS = {
    "picture": ("picture", Run(figure=CURVES), []),
    "record": ("record", DRAWN, []),
    "foresee": ("foresee", Run(value="tensor(12.)"), []),
    "foreseen": ("foresee", Run(value="tensor(12.)"), ["2", "enter"]),
    "pick": ("pick", Run(), ["2", "enter"]),
    "value": ("value", Run(), ["minus", "6", "enter"]),
    "sequence": ("sequence", Run(), ["space", "down"]),
    "words": ("words", Run(), [*"It adds up.", "ctrl+r", "space"]),
    "parabola": ("parabola", Run(figure=CURVES, seconds=0.1), ["ctrl+r"]),
    "mend": ("mend", Run(error=ERROR), ["alt+h", "ctrl+r"]),
    "slope": ("slope", Run(value="tensor(6.)", seconds=0.1), ["ctrl+r"]),
    "hinted": ("slope", Run(value="tensor(6.)"), ["ctrl+r", "alt+h", "alt+h", "alt+s"]),
}
"""Of the lesson with every kind of step: step, outcome, keys."""
SIZES = {f"{width}x{height}": (width, height) for width, height in (SMALL, WIDE, LEAST)}
ODD = ("ascii-80x24", "ascii-kinds-80x24", "notice-59x17")


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


@pytest.mark.parametrize("size", ["80x24", "120x40"])
@pytest.mark.parametrize("name", KINDS)
async def test_kind(name: str, size: str, pytestconfig: pytest.Config) -> None:
    step, outcome, keys = KINDS[name]
    judge = FakeJudge(WRONG if name in ("mend", "hinted") else PASSED)
    app = every(step, FakeEvaluator(outcome), passed_but("value", step), judge)
    async with piloted(app, SIZES[size]) as pilot:
        await press(pilot, *keys)
        check(f"kind-{name}-{size}", text(pilot.app), pytestconfig)


async def test_ascii_kinds(pytestconfig: pytest.Config) -> None:
    screens = []
    for name in ("record", "foreseen", "pick", "sequence"):
        step, outcome, keys = KINDS[name]
        async with piloted(every(step, FakeEvaluator(outcome), ascii=True)) as pilot:
            await press(pilot, *keys)
            screens.append(text(pilot.app))
    check("ascii-kinds-80x24", "\n".join(screens), pytestconfig)


async def test_ascii_curve(pytestconfig: pytest.Config) -> None:
    async with piloted(tutor(at=("slopes", "cubic"), ascii=True)) as pilot:
        await press(pilot, "ctrl+r")
        check("ascii-80x24", text(pilot.app), pytestconfig)


async def test_too_small(pytestconfig: pytest.Config) -> None:
    async with piloted(tutor(), (59, 17)) as pilot:
        check("notice-59x17", text(pilot.app), pytestconfig)


def test_no_golden_is_left_over() -> None:
    expected = {f"{name}-{size}" for name in SCREENS for size in SIZES} | set(ODD)
    expected |= {f"kind-{name}-{size}" for name in KINDS for size in ("80x24", "120x40")}
    assert {path.stem for path in GOLDENS.iterdir()} == expected
