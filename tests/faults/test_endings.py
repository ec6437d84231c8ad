"""Ended from outside: by a signal, a dropped line, a closed terminal."""

from __future__ import annotations

import os
import signal
import subprocess

import psutil
import pytest

from tests.learner import TUTOR

from .home import BACK, NEXT, QUIT, STARTER, Home, is_restored

TYPED = f"{STARTER} + 123"
NOHUP = """
import signal, sys
from autograd_tutor.cli import main
signal.signal(signal.SIGHUP, signal.SIG_IGN)
sys.exit(main())
"""
"""Started so that nobody tells it that its terminal has gone."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_keeps_the_draft_and_restores_the_terminal(
    home: Home, number: signal.Signals
) -> None:
    """A signal that ends the tutor: all that was typed is kept, the terminal is as before, no
    process is left, and the exit status names the signal."""
    terminal = home.start_typing()
    terminal.send(" + 123")
    terminal.wait_for(TYPED)
    os.kill(terminal.tree[0].pid, number)
    assert terminal.wait() == 128 + number
    assert is_restored(terminal)
    assert home.draft() == TYPED
    assert home.is_empty()


def test_a_closed_terminal_keeps_the_draft(home: Home) -> None:
    """The terminal is closed, or the line drops: all that was typed is kept, no process is left,
    and the exit status is that of a hang-up."""
    terminal = home.start_typing()
    terminal.send(" + 123")
    terminal.wait_for(TYPED)
    assert terminal.hang_up() == 128 + signal.SIGHUP
    assert home.draft() == TYPED
    assert home.is_empty()


def test_a_terminal_that_goes_without_a_word(home: Home) -> None:
    """The terminal is gone and no signal says so (nohup): the same, and nothing spins."""
    terminal = home.start_typing(program=NOHUP)
    terminal.send(" + 123")
    terminal.wait_for(TYPED)
    assert terminal.hang_up() == 128 + signal.SIGHUP
    assert home.draft() == TYPED
    assert home.is_empty()


def test_a_suspended_tutor_whose_terminal_closes(home: Home) -> None:
    """The line drops while the tutor is suspended: what was typed is kept, no process is left."""
    terminal = home.start_typing()
    terminal.send(" + 123")
    terminal.wait_for(TYPED)
    terminal.send("\x1b")
    terminal.wait_for("━ Lesson")
    terminal.send("z")
    terminal.wait_for(lambda: not terminal.alternate)
    tutor = terminal.tree[0]
    while tutor.status() != psutil.STATUS_STOPPED:
        terminal.watch(0.01)
    terminal.hang_up()
    assert home.draft() == TYPED
    assert home.is_empty()


def test_a_terminal_that_takes_no_output(home: Home) -> None:
    """A terminal that stopped reading, as behind a dead line, does not keep SIGTERM from ending
    the tutor; what was on the screen is kept."""
    terminal = home.start_typing()
    terminal.send(" + 123")
    terminal.wait_for(TYPED)
    terminal.settle(1)
    for _ in range(40):
        terminal.send(NEXT + BACK)  # draws all of it anew; nobody reads
    os.kill(terminal.tree[0].pid, signal.SIGTERM)
    assert home.is_empty()
    assert home.draft() == TYPED


def test_bytes_that_are_no_utf8(home: Home) -> None:
    """A terminal of another encoding: what it sends does no harm, and is shown as unreadable."""
    terminal = home.start_typing()
    os.write(terminal.fd, b" + \xe91")
    terminal.wait_for(f"{STARTER} + \N{REPLACEMENT CHARACTER}1")
    terminal.send(QUIT)
    assert terminal.wait() == 0
    assert home.draft() == f"{STARTER} + \N{REPLACEMENT CHARACTER}1"


@pytest.mark.parametrize("closed", [False, True])
def test_no_terminal(home: Home, closed: bool) -> None:
    """Without a terminal, or with its input closed, the tutor says in a sentence what to use
    instead, and exits with 2."""
    command = ["sh", "-c", f"exec {TUTOR} <&-"] if closed else [TUTOR]
    done = subprocess.run(
        command, env=home.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "start it in a terminal" in done.stderr
    assert "Traceback" not in done.stderr


def test_errors_that_go_elsewhere(home: Home) -> None:
    """In a terminal, but with its errors going to a file, which is where Textual would draw: the
    tutor says so where it can be read, and does not wait for keys on an empty screen."""
    program = f"""
import os
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
os.execv({TUTOR!r}, [{TUTOR!r}])
"""
    terminal = home.start(program=program)
    assert terminal.wait() == 2
    assert "errors redirected" in " ".join(terminal.text.split())
