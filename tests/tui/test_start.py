"""What starting costs: the modules a first paint may not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
    "zipfile",
    "autograd_tutor.commands",
    "autograd_tutor.evaluator.far",
    "autograd_tutor.grading",
    "autograd_tutor.plot",
    "autograd_tutor.tui.widgets.editor",
    "autograd_tutor.tui.widgets.choices",
    "autograd_tutor.tui.widgets.arrangement",
    "autograd_tutor.tui.screens.help",
    "autograd_tutor.tui.screens.devices",
]


PAINTED = """
import os, sys
from functools import partialmethod
from textual.app import App
from autograd_tutor import cli, starts
display = App._display
def first(app, screen, update):
    if update is not None and not app._batch_count:
        print(*sorted(sys.modules), flush=True)
        os._exit(0)
    display(app, screen, update)
App._display = first
App.run = partialmethod(App.run, headless=True, size=(80, 24))
starts.on_terminal = lambda: True
starts.available_cores = lambda: 1
cli.main([])
"""
SCREENS = {"copying", "course", "judging", "keeping", "lesson", "moving", "running", "sketching"}
UNUSED = ("grading", "plot", "plain", "headless", "doctor", "progress.store", "progress.database")


def test_before_the_first_paint_only_what_it_needs_is_imported(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PAINTED],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(tmp_path), "AUTOGRAD_TUTOR_STATE": str(tmp_path)},
    )
    modules = ended.stdout.split()
    assert "autograd_tutor.tui.app" in modules, ended.stderr
    ours = [name.removeprefix("autograd_tutor.") for name in modules if "autograd_tutor." in name]
    screens = {name.removeprefix("tui.screens.") for name in ours if "tui.screens." in name}
    assert screens == SCREENS
    assert [name for name in ours if name.startswith(UNUSED)] == []
    assert [name for name in LATE if name in modules] == []
    assert len(ours) <= 83, ours


def test_the_app_never_imports_torch_and_little_before_it_paints() -> None:
    code = STARTED.format(late=LATE)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.stderr == ""
    assert ended.stdout.strip() == "False"
