"""The tutor's own mistakes: a screen that fails, a worker that fails, one before any screen."""

from __future__ import annotations

import pytest

from bench.terminal import Terminal

from .home import QUIT, STARTER, Home, is_restored, permissions

SECRET = "x*271828"
FAILING = """
import sys
from autograd_tutor import cli
from autograd_tutor.tui.screens.keeping import KeepingScreen

def fail(self):
    code = self._desk.editor.text
    raise RuntimeError(f"cannot do anything with {code}")

KeepingScreen.action_help = fail
sys.exit(cli.main())
"""
STUMBLING = FAILING.replace(
    "action_help = fail", "action_help = lambda self: self._do('x', go(self))"
).replace("def fail", "async def go")
EARLY = """
import sys
from autograd_tutor import cli, starts

def fail(*_, **__):
    raise RuntimeError("x*271828")

starts.start_tutor = fail
sys.exit(cli.main())
"""
HELP = "\x1bOP"  # F1


@pytest.fixture
def runs_code() -> bool:
    """No test here runs any."""
    return False


def logged(home: Home) -> str:
    text = home.log.read_text(encoding="utf-8")
    assert permissions(home.log) == 0o600
    assert permissions(home.log.parent) == 0o700
    return text


def typed(home: Home, program: str) -> Terminal:
    terminal = home.start_typing(program)
    terminal.send(f" + {SECRET}")
    terminal.wait_for(SECRET)
    return terminal


def test_a_crash_restores_the_terminal_and_keeps_the_draft(home: Home) -> None:
    """A crash of the tutor: the terminal is as before, one sentence says where the log is, what
    was typed is kept, no process is left, the exit status is 70; the log has no learner's code."""
    terminal = typed(home, FAILING)
    terminal.send(HELP)
    assert terminal.wait() == 70
    assert is_restored(terminal)
    said = terminal.text[terminal.text.index("The tutor itself") :]
    assert said.startswith("The tutor itself failed (RuntimeError).")
    assert str(home.log) in "".join(said.split())
    assert "Traceback" not in said
    assert SECRET not in said
    assert home.draft() == f"{STARTER} + {SECRET}"
    assert home.is_empty()
    log = logged(home)
    assert "RuntimeError" in log
    assert "in fail" in log
    assert SECRET not in log


def test_a_mistake_that_is_survived_is_logged_too(home: Home) -> None:
    """What the tutor only owns up to is in the log as well, without the learner's code."""
    terminal = typed(home, STUMBLING)
    terminal.send(HELP)
    terminal.wait_for("The tutor itself failed")
    terminal.send(QUIT)
    assert terminal.wait() == 0
    assert "in go" in logged(home)
    assert SECRET not in logged(home)


def test_a_crash_before_there_is_a_screen(home: Home) -> None:
    """The same sentence and log where the tutor fails before it draws anything."""
    terminal = home.start(program=EARLY)
    assert terminal.wait() == 70
    assert "The tutor itself failed (RuntimeError)" in terminal.text
    assert SECRET not in logged(home)
