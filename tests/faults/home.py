"""A learner's home of its own: tutors started there, what they keep, and what is left of them."""

from __future__ import annotations

import sqlite3
import stat
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import psutil

from bench.terminal import Terminal
from tests.learner import LESSON, OPENED, STEP, TUTOR, environment

STARTER = "torch.cos(x**2)"
TITLE = "Type a function"
FIRST = "What autograd is"
RUN, NEXT, BACK, QUIT = "\x12", "\x0e", "\x10", "\x11"
EMPTY = "\x05\x15"  # ctrl+e, ctrl+u: empties an editor of one line
ENDED_WITHIN = 15.0
"""Seconds after which no process may be left: a server that still imports torch hears of the end
only once it has."""
NO_PYTHON = "/nonexistent/python"
MOUSE = {mode << 5 for mode in (1000, 1002, 1003, 1006, 1015)}
PASTE, FOCUS = 2004 << 5, 1004 << 5


class Home:
    """Every process started here is known by its HOME, whoever its parent is by now.

    Its tutors are sooner there where they need not run code.
    """

    def __init__(self, path: Path, *, runs_code: bool = True) -> None:
        self.path = path
        self.runs_code = runs_code
        self.state = path / ".local" / "state" / "autograd-tutor"
        self.progress = self.state / "progress.sqlite3"
        self.log = self.state / "log" / "tutor.log"
        self._terminals: list[Terminal] = []

    @property
    def environment(self) -> dict[str, str]:
        python = {} if self.runs_code else {"AUTOGRAD_TUTOR_PYTHON": NO_PYTHON}
        return environment(self.path, **python)

    def start(
        self, *arguments: str, program: str = "", environment: Mapping[str, str] = {}
    ) -> Terminal:
        """The tutor in a terminal; `program` is run in its place, and calls it."""
        command = [sys.executable, "-c", program] if program else [TUTOR]
        terminal = Terminal(
            [*command, *arguments], {**self.environment, **environment}, directory=self.path
        )
        self._terminals.append(terminal)
        return terminal

    def start_typing(self, program: str = "") -> Terminal:
        """The tutor at a step where something can be typed, once it is shown."""
        terminal = self.start(*OPENED, program=program)
        terminal.wait_for(STARTER)
        return terminal

    def draft(self, lesson: str = LESSON, step: str = STEP) -> str | None:
        """What is kept of a step, read as any program would; the file must be sound."""
        with closing(sqlite3.connect(self.progress, timeout=10)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = database.execute(
                "SELECT draft FROM step WHERE lesson = ? AND step = ?", (lesson, step)
            ).fetchall()
        return rows[0][0].decode() if rows and rows[0][0] is not None else None

    def passed(self) -> set[str]:
        """The steps that are passed."""
        with closing(sqlite3.connect(self.progress, timeout=10)) as database:
            return {
                row[0]
                for row in database.execute("SELECT step FROM attempt WHERE state = 'passed'")
            }

    def processes(self) -> list[psutil.Process]:
        """The processes that were started here and live, in no order."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            ours = process.environ().get("HOME") == str(self.path)
            return ours and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def is_empty(self) -> bool:
        """Whether no process is left, at once or after a while."""
        end = time.monotonic() + ENDED_WITHIN
        while self.processes():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def clear(self) -> None:
        """End what the test has left."""
        for terminal in self._terminals:
            terminal.kill()
        for process in self.processes():
            process.kill()


def is_restored(terminal: Terminal) -> bool:
    """Whether the terminal is as the shell gave it: its own screen, a cursor, no reports."""
    modes = terminal.screen.mode & (MOUSE | {PASTE, FOCUS})
    return not terminal.alternate and not terminal.screen.cursor.hidden and not modes


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
