"""The tutor steps aside for the shell and comes back."""

from __future__ import annotations

import os
import signal

import pytest

from bench.terminal import Terminal
from tests.learner import Start

from .test_end_to_end import NEXT, STARTER, quits

SUSPEND, LEAVE_CODE, EDIT = "\x1a", "\x1b", "e"  # ctrl+z, escape


@pytest.fixture
def terminal(start: Start) -> Terminal:
    return start()


def test_it_suspends_outside_the_code_and_comes_back(terminal: Terminal) -> None:
    terminal.wait_for("What autograd is")
    terminal.send(NEXT)
    terminal.wait_for(STARTER)
    terminal.send(" + 1")
    terminal.wait_for(f"{STARTER} + 1")
    terminal.send(SUSPEND)
    terminal.wait_for(lambda: f"{STARTER} + 1" not in terminal.text)
    assert terminal.alternate, "in the code, it undoes"
    terminal.send("2")
    terminal.wait_for(f"{STARTER}2")

    terminal.send(LEAVE_CODE)
    terminal.wait_for("━ Lesson")
    for key in (SUSPEND, "z"):
        terminal.send(key)
        terminal.wait_for(lambda: not terminal.alternate)
        assert not terminal.screen.cursor.hidden
        tutor = terminal.tree[0].pid
        _, status = os.waitpid(tutor, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        terminal.screen.erase_in_display(2)
        os.kill(tutor, signal.SIGCONT)
        terminal.wait_for(f"{STARTER}2")
        assert terminal.alternate
        terminal.settle(0.3)
    terminal.send(EDIT)
    terminal.wait_for("━ f(x)")
    terminal.send("3")
    terminal.wait_for(f"{STARTER}23")
    quits(terminal)
