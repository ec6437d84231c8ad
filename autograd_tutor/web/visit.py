"""One visitor's tutor: a process of its own, and what goes between it and the page."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from autograd_tutor.web.works import held

PATIENCE = 5.0
"""Seconds that a tutor has to write what was typed and end, before it is killed."""
DRIVER = "autograd_tutor.tui.browser:BrowserDriver"
LEFT_OUT = {"AUTOGRAD_TUTOR_TOKEN", "NO_COLOR", "TMUX", "LC_ALL", "LC_CTYPE"}
"""What of the server's environment a tutor must not know, or take for its own terminal's."""
WIDTHS, HEIGHTS = (20, 500), (8, 200)


class Nonsense(Exception):
    """The page sent what no page of ours sends."""


class Visit(AppService):
    """Starts the tutor without a shell, and ends it in any case."""

    def __init__(
        self,
        command: Sequence[str],
        state: Path | None,
        socket: web.WebSocketResponse,
        downloads: DownloadManager,
    ) -> None:
        """Nothing is started yet.

        Args:
            command: What runs a tutor.
            state: Where it keeps its work; None is where the account's own is.
            socket: The page.
            downloads: What hands files to the page.
        """

        async def send_bytes(data: bytes) -> None:
            with suppress(ConnectionError):
                await socket.send_bytes(data)

        async def send_str(text: str) -> None:
            with suppress(ConnectionError):
                await socket.send_str(text)

        async def close() -> None:
            await socket.close()

        super().__init__(
            command[0],
            write_bytes=send_bytes,
            write_str=send_str,
            close=close,
            download_manager=downloads,
        )
        self._arguments = command
        self.state = state
        self.ended = asyncio.Event()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        own = {} if self.state is None else {"AUTOGRAD_TUTOR_STATE": str(self.state)}
        return {
            **kept,
            **own,
            "TEXTUAL_DRIVER": DRIVER,
            "TEXTUAL_COLOR_SYSTEM": "truecolor",
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONUTF8": "1",
            "COLUMNS": str(width),
            "ROWS": str(height),
        }

    async def _open_app_process(
        self, width: int = 80, height: int = 24
    ) -> asyncio.subprocess.Process:
        """Start the tutor, in a session of its own: the server's terminal is not its."""
        with held(self.state) as descriptors:
            self._process = await asyncio.create_subprocess_exec(
                *self._arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=self._build_environment(width, height),
                start_new_session=True,
                pass_fds=descriptors,
            )
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Pass on what the tutor writes, and close the page's socket when it ends."""
        try:
            await super().run()
        finally:
            await self.remote_close()

    async def stop(self) -> None:
        """End the tutor, and wait until it has ended. It is killed if it takes too long."""
        process = self._process
        if process is None or self._task is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self.send_meta({"type": "quit"})
                await process.wait()
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        await self._task

    async def obey(self, text: str) -> None:
        """Do what the page asks for. Raises Nonsense."""
        try:
            message: Any = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Nonsense from error
        match message:
            case ["stdin", str(keys)]:
                await self.send_bytes(keys.encode(errors="replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                await self.set_terminal_size(*within(width, height))
            case ["ping", str(sent)]:
                await self.remote_write_str(json.dumps(["pong", sent]))
            case ["focus"]:
                await self.focus()
            case ["blur"]:
                await self.blur()
            case _:
                raise Nonsense


def within(width: int, height: int) -> tuple[int, int]:
    """A terminal's size that can be drawn for, whatever the page says."""
    (least, most), (lowest, highest) = WIDTHS, HEIGHTS
    return min(max(width, least), most), min(max(height, lowest), highest)
