"""The terminal's driver: it hears of signals, and lives with terminals that go or talk nonsense."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, TextIO, cast

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from io import TextIOWrapper

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
PATIENCE = 5.0
"""Seconds that an end by a signal may take, until the process ends whatever it waits for."""


class Watch(Thread):
    """Waits for a signal, or for the terminal to go, beside a loop that may be held up.

    `end` is called on this thread, with the number of the signal.
    """

    def __init__(self, terminal: int, end: Callable[[int], object]) -> None:
        """Nothing is watched yet. `terminal`: its descriptor."""
        super().__init__(name="ending", daemon=True)
        self._terminal = terminal
        self._end = end
        self._heard, self._said = os.pipe()

    def start(self) -> None:
        """Take the signals, from the main thread, and wait."""
        for number in SIGNALS:
            signal.signal(number, lambda number, _: os.write(self._said, bytes([number])))
        super().start()

    def run(self) -> None:
        """Wait, then see to it that the process ends."""
        number = self._awaited()
        self._end(number)
        time.sleep(PATIENCE)
        os._exit(128 + number)

    def _awaited(self) -> int:
        poll = select.poll()
        poll.register(self._heard, select.POLLIN)
        poll.register(self._terminal, 0)  # that it has gone is told unasked
        ready = [fd for fd, _ in poll.poll()]
        return os.read(self._heard, 1)[0] if self._heard in ready else signal.SIGHUP


class Lasting:
    """A terminal's output. When the terminal has gone, what is written is dropped.

    Were it an error, it would end the thread that writes, and who waits for that thread hangs.
    """

    def __init__(self, file: TextIO | None) -> None:
        """Write to this file while there is someone to read it."""
        assert file is not None
        self._file = file

    def write(self, text: str) -> None:
        """Write text."""
        try:
            self._file.write(text)
        except OSError:
            self._drop()

    def flush(self) -> None:
        """Hand over what was written."""
        try:
            self._file.flush()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        """Have all that is written go nowhere, what waits in buffers at the end too."""
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self.fileno())
        os.close(null)

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._file.fileno()


class TerminalDriver(LinuxDriver):
    """Textual's own, but no error of the terminal's is one of the tutor."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """As Textual makes it, and watched from then on."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast("TextIOWrapper", Lasting(self._file))

        def end(number: int) -> None:
            with suppress(RuntimeError):  # the loop is over
                self._loop.call_soon_threadsafe(lambda: app.exit(return_code=128 + number))

        Watch(self.fileno, end).start()

    def run_input_thread(self) -> None:
        """Read keys. Bytes that are no UTF-8 are shown as such; a terminal that has gone is quiet.

        `Watch` sees to the end in that case.
        """
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except UnicodeDecodeError as error:
                text = bytes(error.object).decode("utf-8", "replace")
                for message in XTermParser().feed(text):
                    self.process_message(message)
            except OSError:
                return
