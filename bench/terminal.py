"""A terminal to run a full-screen program in: a real pty, with pyte as its screen."""

from __future__ import annotations

import codecs
import os
import re
import select
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil
import pyte
from ptyprocess import PtyProcess

ALTERNATE_SCREEN = 1049 << 5
SYNCHRONIZED_OUTPUT = "2026"
QUERY = re.compile(r"\x1b\[\?(\d+)\$p")
UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<=>][0-9;:]*[ -/]*[@-~]|\x1b[PX^_][^\x1b]*\x1b\\")
UNFINISHED = re.compile(r"\x1b(?:\[[0-9;:<=>?]*[ -/]*|[PX^_][^\x1b]*\x1b?)?\Z")
BLOCK = 65_536


class Timeout(Exception):
    """What was waited for did not come; the message shows the screen as it was."""


class Screen(pyte.Screen):
    """A pyte screen that answers the program's questions as terminals do."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        super().__init__(columns, rows)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        self._answer(data)

    def report_device_status(self, mode: int, **kwargs: bool) -> None:
        if not kwargs.get("private"):
            super().report_device_status(mode)


class Terminal:
    """One program in a pty.

    Times are `time.perf_counter()` seconds at which bytes arrived, before they were drawn, so
    that pyte's own slowness is not measured. It answers cursor position, device attributes and
    mode queries (synchronized output: supported; every other mode: not known), as a real
    terminal would.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
        directory: Path | None = None,
    ) -> None:
        self.received = 0
        self.started = time.perf_counter()
        self._process = PtyProcess.spawn(
            list(command),
            env={"TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
            dimensions=(rows, columns),
            cwd=str(directory) if directory else None,
        )
        os.set_blocking(self._process.fd, False)
        self.screen = Screen(columns, rows, self.send)
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._unfinished = ""
        self._ended = False

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def text(self) -> str:
        """The screen's characters, one line a row.

        Pyte's own `display` measures every character anew, and stumbles over half a wide one.
        """
        screen = self.screen
        rows = (screen.buffer[row] for row in range(screen.lines))
        return "\n".join(
            "".join(row[column].data for column in range(screen.columns)) for row in rows
        )

    @property
    def alternate(self) -> bool:
        """Whether the program is on the alternate screen."""
        return ALTERNATE_SCREEN in self.screen.mode

    @property
    def tree(self) -> list[psutil.Process]:
        """The program and all its descendants."""
        program = psutil.Process(self._process.pid)
        return [program, *program.children(recursive=True)]

    def send(self, keys: str) -> None:
        """Type, reading meanwhile what the program writes when it is slow to take the keys."""
        data = keys.encode()
        while data:
            _, writable, _ = select.select([], [self._process.fd], [], 10)
            if not writable:
                raise Timeout("the program takes no more keys")
            data = data[os.write(self._process.fd, data) :]

    def paste(self, text: str) -> None:
        """Paste as a terminal does where the program asked for bracketed paste."""
        self.send(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; the program gets SIGWINCH."""
        self.screen.resize(rows, columns)
        self._process.setwinsize(rows, columns)

    def wait_for(self, wanted: str | Callable[[], bool], timeout: float = 30) -> float:
        """Read until a text is on the screen, or a condition holds; when its bytes arrived.

        Raises:
            Timeout: it did not come, or the program ended before.
        """
        now = time.perf_counter()
        end = now + timeout
        while not (wanted in self.text if isinstance(wanted, str) else wanted()):
            chunk = self._read(end - time.perf_counter())
            if chunk is None:
                why = "the program ended" if self._ended else f"waited {timeout} s"
                raise Timeout(f"{why}; no {wanted!r} on:\n{self.text}")
            now, data = chunk
            self._draw(data)
        return now

    def settle(self, quiet: float, timeout: float = 30) -> float:
        """Read until nothing came for `quiet` seconds; when the last byte arrived (else now)."""
        last = time.perf_counter()
        end = last + timeout
        while chunk := self._read(quiet):
            last, data = chunk
            self._draw(data)
            if last > end:
                raise Timeout(f"still writing after {timeout} s:\n{self.text}")
        return last

    def watch(self, seconds: float) -> None:
        """Read for so long, whatever comes."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if chunk := self._read(left):
                self._draw(chunk[1])

    def wait(self, timeout: float = 30) -> int:
        """Read to the program's end and return its exit status, negative for a signal.

        Raises:
            Timeout: it did not end.
        """
        end = time.perf_counter() + timeout
        while chunk := self._read(end - time.perf_counter()):
            self._draw(chunk[1])
        if not self._ended:
            raise Timeout(f"still running after {timeout} s:\n{self.text}")
        self._process.wait()
        return self._status

    @property
    def fd(self) -> int:
        """Our side of the pty."""
        return int(self._process.fd)

    def hang_up(self, timeout: float = 30) -> int:
        """Close the terminal, as its window is closed; the program's exit status as of `wait`.

        Raises:
            Timeout: it did not end.
        """
        self._process.fileobj.close()
        self._ended = True
        end = time.perf_counter() + timeout
        while self._process.isalive():
            if time.perf_counter() > end:
                raise Timeout(f"still running after {timeout} s")
            time.sleep(0.01)
        return self._status

    @property
    def _status(self) -> int:
        status = self._process.exitstatus
        return -self._process.signalstatus if status is None else int(status)

    def kill(self) -> None:
        """End the program and its descendants, if they are still there."""
        if self._process.isalive():
            with suppress(psutil.NoSuchProcess):
                for process in self.tree:
                    with suppress(psutil.NoSuchProcess):
                        process.kill()
        self._process.close(force=True)

    def _read(self, timeout: float) -> tuple[float, bytes] | None:
        """The next bytes and when they came; None at the time limit or the program's end."""
        if self._ended:
            return None
        readable, _, _ = select.select([self._process.fd], [], [], max(0.0, timeout))
        now = time.perf_counter()
        if not readable:
            return None
        try:
            data = os.read(self._process.fd, BLOCK)
        except OSError:  # Linux says EIO where others say end of file
            data = b""
        if not data:
            self._ended = True
            return None
        self.received += len(data)
        return now, data

    def _draw(self, data: bytes) -> None:
        text = self._unfinished + self._decoder.decode(data)
        unfinished = UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        text, self._unfinished = text[:cut], text[cut:]
        for mode in QUERY.findall(text):
            self.send(f"\x1b[?{mode};{2 if mode == SYNCHRONIZED_OUTPUT else 0}$y")
        self._stream.feed(UNKNOWN_TO_PYTE.sub("", text))
