"""Lesson files that change, break or go while the tutor has them open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograd_tutor.lesson.load import catalogue, lesson_dir
from bench.terminal import Terminal
from tests.learner import LESSON, OPENED, STEP

from .home import NEXT, QUIT, STARTER, Home

PROGRAM = """
import sys
from pathlib import Path
from autograd_tutor.lesson import load

load.lesson_dir = lambda: Path.home() / "lessons"
from autograd_tutor.cli import main
sys.exit(main())
"""
LAST = "17/17"


@pytest.fixture
def runs_code() -> bool:
    """No test here runs any."""
    return False


@pytest.fixture
def lessons(home: Home) -> list[Path]:
    """The course, in a place where its files can be harmed."""
    shutil.copytree(lesson_dir(), home.path / "lessons")
    return [entry.path for entry in catalogue(home.path / "lessons")]


def test_the_next_lesson_is_harmed(home: Home, lessons: list[Path]) -> None:
    """The next lesson's file is removed, broken, or no file: the learner stays where they are and
    reads why; once it is there again, the way goes on."""
    second = lessons[1]
    whole = second.read_bytes()
    terminal = home.start("--lesson", LESSON, "--step", "recap", program=PROGRAM)
    terminal.wait_for(LAST)
    for harm, why in (
        (_removed, "there is no such file"),
        (_binary, "is not UTF-8"),
        (_cut, "has no `minutes`"),
        (_directory, "this is a directory"),
    ):
        harm(second)
        terminal.send(NEXT)
        terminal.wait_for(lambda why=why: _joined(why) in _notices(terminal))  # type: ignore[misc]
        assert second.name in _notices(terminal)
        assert LAST in _status(terminal)
        if second.is_dir():
            second.rmdir()
        second.write_bytes(whole)
    terminal.send(NEXT)
    terminal.wait_for(lambda: _status(terminal).startswith(" 1/"))
    terminal.send(QUIT)
    assert terminal.wait() == 0


def test_the_open_lesson_is_harmed(home: Home, lessons: list[Path]) -> None:
    """All files of the course go while a lesson is open: it can be worked on to its end, and what
    was typed is kept. The next start says what is missing, and exits with 1."""
    terminal = home.start(*OPENED, program=PROGRAM)
    terminal.wait_for(STARTER)
    shutil.rmtree(home.path / "lessons")
    terminal.send(" + 12")
    terminal.wait_for(f"{STARTER} + 12")
    terminal.send(NEXT)
    terminal.wait_for("3/17")
    terminal.send(QUIT)
    assert terminal.wait() == 0
    assert home.draft() == f"{STARTER} + 12"
    again = home.start(program=PROGRAM)
    assert again.wait() == 1
    assert "lessons" in again.text
    assert "Traceback" not in again.text


def test_a_lesson_that_lost_the_step(home: Home, lessons: list[Path]) -> None:
    """The step where the learner left is gone from the lesson: the lesson begins at its first
    step, and the draft of the old one is still kept."""
    terminal = home.start(*OPENED, program=PROGRAM)
    terminal.wait_for(STARTER)
    terminal.send(" + 12")
    terminal.wait_for(f"{STARTER} + 12")
    terminal.send(QUIT)
    assert terminal.wait() == 0
    text = lessons[0].read_text(encoding="utf-8")
    assert f"id: {STEP}\n" in text
    lessons[0].write_text(text.replace(f"id: {STEP}\n", "id: other-step\n"), encoding="utf-8")
    again = home.start(program=PROGRAM)
    again.wait_for("1/17")
    again.send(QUIT)
    assert again.wait() == 0
    assert home.draft() == f"{STARTER} + 12"


def _status(terminal: Terminal) -> str:
    return terminal.text.splitlines()[0]


def _notices(terminal: Terminal) -> str:
    """What the notices in the corner say, however it is wrapped, without blanks and borders."""
    lines = (line.rpartition("▌")[2].rstrip(" ─━") for line in terminal.text.splitlines())
    return "".join(map(_joined, lines))


def _joined(words: str) -> str:
    return "".join(words.split())


def _removed(path: Path) -> None:
    path.unlink()


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 16)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300])


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()
