"""The app on a terminal that is only in memory: waited for, resized, read as text."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from typing import Any

from rich.console import Console
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

_ADDRESS = re.compile("0x[0-9a-f]{8,}")


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until every worker has ended, or was called off, and every message is handled."""
    quiet = 0
    while quiet < 2:
        await pilot.pause()
        quiet += 1
        while busy := [worker for worker in pilot.app.workers if not worker.is_finished]:
            with suppress(WorkerCancelled):
                await pilot.app.workers.wait_for_complete(busy)
            quiet = 0


async def resize(pilot: Pilot[Any], size: tuple[int, int]) -> None:
    """Give the terminal so many columns and rows."""
    if pilot.app.size != size:
        await pilot.resize_terminal(*size)
        await settle(pilot)


def text(app: App[Any]) -> str:
    """What is on the screen, line by line; addresses in memory are written as zeros."""
    width, height = app.size
    console = Console(
        width=width, height=height, file=io.StringIO(), force_terminal=True, record=True
    )
    screen = app.screen
    console.print(
        screen._compositor.render_update(full=True, screen_stack=app._background_screens), end=""
    )
    shown = _ADDRESS.sub(lambda found: f"0x{0:0{len(found[0]) - 2}}", console.export_text())
    return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())
