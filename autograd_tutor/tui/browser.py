"""The driver of a tutor that is seen in a browser: two pipes to the web server, and no terminal."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from textual.drivers.web_driver import WebDriver
from textual.events import Resize
from textual.geometry import Size

if TYPE_CHECKING:
    from autograd_tutor.tui.ending import EndingApp

BEGINS = b"__GANGLION__\n"
"""What textual-serve waits for before it reads packets."""
SCREEN = "\x1b[?1049h\x1b[?25l"
"""The alternate screen, without a cursor."""


class BrowserDriver(WebDriver):
    """Textual's own, but packets stay whole, and the tutor ends where the server has gone."""

    def __init__(
        self,
        app: EndingApp,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """As Textual makes it."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._write = partial(_written, Lock(), self.fileno)
        self._leave = app.leave

    def start_application_mode(self) -> None:
        """Set the page's terminal up, and listen.

        Textual would take the page for one in the background. Its focus comes only once, and may
        come before that.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            self._loop.add_signal_handler(number, self._leave, 128 + number, None)
        self._write(BEGINS)
        self.write(SCREEN)
        if self._mouse:
            self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._request_terminal_sync_mode_support()
        size = Size(*(self._size or (80, 24)))
        self.send_message(Resize(size, size))
        self._key_thread.start()

    def run_input_thread(self) -> None:
        """Read keys until the app ends, or else the server."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            with suppress(RuntimeError):  # the loop is over
                self._loop.call_soon_threadsafe(self._leave, 128 + signal.SIGHUP, None)


def _written(lock: Lock, pipe: int, data: bytes) -> int:
    """Write all of a packet; where the server has gone, nobody reads it.

    A file is handed over from another thread than what is drawn: their packets must not mix.
    """
    length = len(data)
    with lock, suppress(OSError):
        while data:
            data = data[os.write(pipe, data) :]
    return length
