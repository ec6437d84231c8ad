"""The command itself: pipes, files, signals and a dumb terminal."""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ptyprocess import PtyProcess

from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.lesson.load import catalogue, lesson_dir, load_lesson
from autograd_tutor.progress.store import Store
from tests.learner import TUTOR

from .scripts import right_through

COMMAND = [TUTOR, "plain"]
FIRST = load_lesson(catalogue(lesson_dir())[0].path)
PROMPT = f"{FIRST.id} 3 of {len(FIRST.steps)}> "

PATIENCE = 30
"""Seconds without a word after which a test gives up."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TERM": "dumb",
        "AUTOGRAD_TUTOR_STATE": str(tmp_path),
    }


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """What the command leaves behind."""
    opened = Store(tmp_path / "progress.sqlite3")
    yield opened
    opened.close()


class Dumb:
    """The command in a terminal that can do nothing but print."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self._process = PtyProcess.spawn([*COMMAND, *arguments], env=environment)
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.said = ""
        self.escaped = False

    def wait_for(self, words: str) -> None:
        """Read on until a text came after what was waited for before."""
        while words not in self.said:
            self._read(words)
        self.said = self.said.partition(words)[2]

    def _read(self, wanted: str) -> None:
        readable, _, _ = select.select([self._process.fd], [], [], PATIENCE)
        assert readable, f"no {wanted!r} after {self.said!r}"
        data = self._process.read()
        self.escaped |= b"\x1b" in data
        self.said += self._decoder.decode(data)

    def type(self, text: str) -> None:
        self._process.write(text.encode())

    def ends(self) -> int:
        """Read to the end; the exit status."""
        try:
            while True:
                self._read("an end")
        except EOFError:
            return int(self._process.wait())

    def kill(self, number: int) -> None:
        self._process.kill(number)


@pytest.fixture
def dumb(environment: dict[str, str]) -> Iterator[Dumb]:
    terminal = Dumb(["--lesson", FIRST.id, "--step", "mark"], environment | {"LANG": "C.UTF-8"})
    yield terminal
    terminal.kill(signal.SIGKILL)


def test_a_shipped_lesson_right_through_from_a_file_into_a_file(
    tmp_path: Path, environment: dict[str, str], store: Store
) -> None:
    script, said = tmp_path / "script", tmp_path / "said"
    script.write_text("\n".join([*right_through(FIRST), "quit"]), encoding="utf-8")
    with script.open("rb") as stdin, said.open("wb") as stdout:
        done = subprocess.run(
            [*COMMAND, "--lesson", FIRST.id],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=environment | {"LANG": "C"},
            timeout=60,
            check=False,
        )
    text = said.read_bytes().decode("ascii")
    exercises = {step.id for step in FIRST.steps if is_exercise(step)}
    assert (done.returncode, done.stderr) == (0, b"")
    assert text.count("\nRight.") == len(exercises)
    assert f"Lesson done: {len(exercises)} of {len(exercises)} exercises." in text
    assert store.passed(FIRST.id) == exercises
    assert store.position() == (FIRST.id, FIRST.steps[-1].id)
    assert not re.search(r"[^\x20-\x7e\n]", text)


def test_control_c_stops_a_cell_and_control_d_leaves(dumb: Dumb, store: Store) -> None:
    dumb.wait_for(PROMPT)
    dumb.type("write\nprint('begun')\nwhile True: pass\n.\n")
    dumb.wait_for("Kept: the code has 2 lines now.")
    dumb.type("run\n")
    dumb.wait_for("begun\r\n")
    dumb.type("\x03")
    dumb.wait_for("Interrupted: stopped by you")
    dumb.wait_for(PROMPT)
    dumb.type("half a li\x03")
    dumb.wait_for("Nothing is running. quit leaves.")
    dumb.type("insert 1\n# first\n")
    dumb.wait_for("2: ")
    dumb.type("\x03")
    dumb.wait_for("Kept: the code has 3 lines now.")
    dumb.type("edit 2\n")
    dumb.wait_for("2: ")
    dumb.type("\x03")
    dumb.wait_for("Nothing is changed.")
    dumb.wait_for(PROMPT)
    dumb.type("edit 2\nprint('half')\n")
    dumb.wait_for("3: ")
    dumb.type("\x04")
    assert dumb.ends() == 0
    assert not dumb.escaped
    assert store.draft(FIRST.id, "mark") == "# first\nprint('half')\nwhile True: pass"


def test_a_terminal_that_goes_away_takes_nothing_along(dumb: Dumb, store: Store) -> None:
    dumb.wait_for(PROMPT)
    dumb.type("write\nkept = 1\n")
    dumb.wait_for("2: ")
    dumb.kill(signal.SIGHUP)
    assert dumb.ends() == 0
    assert store.draft(FIRST.id, "mark") == "kept = 1"


def test_who_reads_no_more_gets_no_traceback(environment: dict[str, str]) -> None:
    done = subprocess.run(
        f"yes again | {COMMAND[0]} plain | head -n 3",
        shell=True,
        capture_output=True,
        env=environment | {"LANG": "C.UTF-8"},
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith(b"Type a command or an answer")
    assert done.stderr.replace(b"yes: standard output: Broken pipe\n", b"") == b""


def test_without_any_input_it_says_where_one_is(environment: dict[str, str]) -> None:
    done = subprocess.run(
        COMMAND, stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0
    assert done.stdout.endswith(f"{FIRST.id} 1 of {len(FIRST.steps)}> \n".encode())
