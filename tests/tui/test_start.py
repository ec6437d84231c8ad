"""What starting costs: the modules a first paint may not need."""

from __future__ import annotations

import subprocess
import sys

STARTED = """
import asyncio, sys
import autograd_tutor.tui.app
early = [name for name in {late} if name in sys.modules]
assert not early, early
from tests.tui.pilots import piloted, press, tutor
async def main():
    async with piloted(tutor()) as pilot:
        await press(pilot, "ctrl+r", "ctrl+n", "f1", "escape", "ctrl+g")
        print("torch" in sys.modules)
asyncio.run(main())
"""
LATE = [
    "torch",
    "numpy",
    "plotext",
    "tree_sitter_python",
    "yaml",
    "sqlite3",
    "textual.widgets._markdown",
    "textual.widgets._text_area",
    "autograd_tutor.grading",
    "autograd_tutor.plot",
    "autograd_tutor.tui.widgets.editor",
    "autograd_tutor.tui.widgets.choices",
    "autograd_tutor.tui.widgets.arrangement",
    "autograd_tutor.tui.screens.help",
    "autograd_tutor.tui.screens.devices",
]


def test_the_app_never_imports_torch_and_little_before_it_paints() -> None:
    code = STARTED.format(late=LATE)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.stderr == ""
    assert ended.stdout.strip() == "False"
