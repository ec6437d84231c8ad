"""The programs that are measured, and how each is handled from its keyboard."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from bench.peers.ipython import CELL
from bench.terminal import Terminal

BRAILLE = range(0x2801, 0x2900)
CURVE_CELLS = 40
LESSON, STEP = "first-derivative", "type-a-function"
CODE_STEP = "your-curve"
EDITOR_TITLE = "f(x) ="
EMPTY = "\x05\x15"  # ctrl+e, ctrl+u: empties an editor of one line
LAST = "x"
"""The last character of every expression."""


@dataclass(frozen=True)
class Subject:
    """One program in a terminal. Once the text `ready` is on the screen it takes a cell."""

    name: str
    command: tuple[str, ...]
    ready: str
    enter: Callable[[Terminal, str], None] | None = None
    submit: str = ""
    reset: str = ""
    again: str = ""
    """The keys that run the same cell once more."""
    coding: Subject | None = None
    """The program started at an editor of code, where it is another than that for expressions."""

    def start(self, home: Path) -> Terminal:
        """Start it in a home that lasts over rounds, with nothing kept of earlier drafts."""
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(home),
            "IPYTHONDIR": str(home / "ipython"),
            "AUTOGRAD_TUTOR_STATE": mkdtemp(dir=home),
        }
        return Terminal(self.command, environment, directory=home)


def expression(number: int) -> str:
    """The cubic of the course and its neighbours, so that every submit draws another curve."""
    return f"x**3 - 6*x**2 + {8 + number}*{LAST}"


def curve(terminal: Terminal) -> tuple[tuple[int, int, str], ...]:
    """The braille characters on the screen and where they are."""
    return tuple(
        (row, column, character)
        for row, line in enumerate(terminal.screen.display)
        for column, character in enumerate(line)
        if ord(character) in BRAILLE
    )


def has_curve(terminal: Terminal) -> bool:
    """Whether a curve is drawn."""
    return len(curve(terminal)) >= CURVE_CELLS


def _enter_expression(terminal: Terminal, text: str) -> None:
    """Empty the editor, see it empty, and paste all but the last character.

    Textual runs bound keys after plain ones that came in the same breath, hence the look. The
    tutor draws what is typed whole by itself, so the last character is part of the submit.
    """
    terminal.send(EMPTY)
    terminal.wait_for(lambda: _edited(terminal) == "")
    terminal.paste(text[: -len(LAST)])


def _edited(terminal: Terminal) -> str | None:
    """What is in the tutor's editor of one line, the row below its title."""
    rows = terminal.text.splitlines()
    titles = [row for row, text in enumerate(rows) if EDITOR_TITLE in text]
    return rows[titles[0] + 1].strip() if titles else None


def _enter_cell(terminal: Terminal, text: str) -> None:
    terminal.paste(CELL.format(expression=text))


STARTED = (str(Path(sys.executable).with_name("autograd-tutor")), "--lesson", LESSON, "--step")
TUTOR = Subject(
    name="autograd-tutor",
    command=(*STARTED, STEP),
    ready="torch.cos(x**2)",
    enter=_enter_expression,
    submit=f"{LAST}\x12",
    reset="\x0c",
    again="\x12",
    coding=Subject("autograd-tutor", (*STARTED, CODE_STEP), ready="1  "),
)
BARE = Subject(
    name="bare Textual",
    command=(sys.executable, str(Path(__file__).parent / "peers" / "bare_textual.py")),
    ready="A function and its slope",
)
IPYTHON = Subject(
    name="IPython + plotext",
    command=(sys.executable, "-m", "IPython", "--no-banner", "--no-confirm-exit"),
    ready="In [1]:",
    enter=_enter_cell,
    submit="\r",
)
