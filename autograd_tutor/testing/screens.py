"""The app on a terminal that is only in memory: waited for, resized, read as text."""

from __future__ import annotations

import asyncio
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
    """Wait until every worker has ended, or was called off, and all is handled and drawn.

    Raises TimeoutError where that is not so within a minute.
    """
    quiet = 0
    async with asyncio.timeout(60):
        while quiet < 2:
            await pilot.pause()
            while busy := [worker for worker in pilot.app.workers if not worker.is_finished]:
                with suppress(WorkerCancelled):
                    await pilot.app.workers.wait_for_complete(busy)
            quiet = quiet + 1 if pilot.app._exit or _is_quiet(pilot.app) else 0


def _is_quiet(app: App[Any]) -> bool:
    """Whether nothing waits to be handled, laid out or drawn.

    `pause` takes a process for idle that only did not get its turn on a busy machine.
    """
    screen = app.screen
    pumps = [app, *screen.walk_children(with_self=True)]
    undone = (
        app._resize_event,
        screen._repaint_required,
        screen._dirty_widgets,
        screen._layout_widgets,
        screen._callbacks,
        screen._layout_required,
        screen._scroll_required,
        app._animator._animations,
        app._animator._scheduled,
    )
    handled = all(pump._message_queue.empty() and not pump._next_callbacks for pump in pumps)
    return handled and not any(undone) and all(worker.is_finished for worker in app.workers)


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
