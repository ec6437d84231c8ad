"""The terminal's driver: it hears of signals, and lives with terminals that go or talk nonsense."""

from __future__ import annotations

import os
import select
import signal
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, TextIO, cast

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from autograd_tutor.crash import STATUS

if TYPE_CHECKING:
    from io import TextIOWrapper

    from autograd_tutor.tui.ending import EndingApp

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
PATIENCE = 5.0
"""Seconds that an end unasked for may take, until the process ends whatever it waits for."""
GIVEN_BACK = (
    b"\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""What undoes all that Textual asked of the terminal."""


class Watch(Thread):
    """Waits for a signal, or for the terminal to go, beside a loop that may be held up.

    `end` is called on this thread, with the exit status; if it leads to none, so is `last`.
    """

    def __init__(
        self, terminal: int, end: Callable[[int], object], last: Callable[[], object]
    ) -> None:
        """Nothing is watched yet. `terminal`: its descriptor."""
        super().__init__(name="ending", daemon=True)
        self._terminal = terminal
        self._end = end
        self._last = last
        self._heard, self._said = os.pipe()

    def start(self) -> None:
        """Take the signals, from the main thread, and wait."""
        for number in SIGNALS:
            signal.signal(number, lambda number, _: self.say(128 + number))
        super().start()

    def say(self, status: int) -> None:
        """Have it end with this status."""
        os.write(self._said, bytes([status]))

    def run(self) -> None:
        """Wait, then see to it that the process ends."""
        status = self._awaited()
        try:
            with suppress(MemoryError):
                self._end(status)
            time.sleep(PATIENCE)
            self._last()
        finally:
            os._exit(status)

    def _awaited(self) -> int:
        poll = select.poll()
        poll.register(self._heard, select.POLLIN)
        poll.register(self._terminal, 0)  # that it has gone is told unasked
        ready = [fd for fd, _ in poll.poll()]
        return os.read(self._heard, 1)[0] if self._heard in ready else 128 + signal.SIGHUP


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
        app: EndingApp,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """As Textual makes it, and watched from then on."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast("TextIOWrapper", Lasting(self._file))
        self._failure: Exception | None = None

        def end(status: int) -> None:
            with suppress(RuntimeError):  # the loop is over
                self._loop.call_soon_threadsafe(app.leave, status, self._failure)

        self._watch = Watch(self.fileno, end, self._give_back)
        self._watch.start()

    def give_up(self) -> None:
        """See to it that the process ends soon, even if nothing else works any more."""
        self._watch.say(STATUS)

    def _give_back(self) -> None:
        """Leave the terminal as it was, if it takes that without waiting."""
        if select.select([], [self.fileno], [], 0)[1]:
            os.write(self.fileno, GIVEN_BACK)
        if self.attrs_before is not None:
            termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def run_input_thread(self) -> None:
        """Read keys. Bytes that are no UTF-8 are shown as such; without a terminal there are none.

        `Watch` sees to the end in that case, and where reading fails: the learner can't any more.
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
            except Exception as error:
                self._failure = error
                self.give_up()
                return
