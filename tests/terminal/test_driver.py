"""The terminal that other tests and the benchmark look through."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

import pytest

from bench.terminal import Terminal, Timeout

RAW = "import sys, tty; tty.setraw(0); "
Start = Callable[[str], Terminal]


@pytest.fixture
def start(request: pytest.FixtureRequest) -> Start:
    def started(program: str) -> Terminal:
        terminal = Terminal([sys.executable, "-c", program], os.environ, columns=40, rows=10)
        request.addfinalizer(terminal.kill)
        return terminal

    return started


def test_it_shows_what_the_program_writes_and_counts_it(start: Start) -> None:
    terminal = start(RAW + r"print('\x1b[3;5Hhere ⣿', end='')")
    arrived = terminal.wait_for("here ⣿")
    assert terminal.text.splitlines()[2].startswith("    here ⣿ ")
    assert terminal.received == len("\x1b[3;5Hhere ⣿".encode())
    assert arrived > terminal.started
    assert terminal.wait() == 0


def test_keys_reach_the_program(start: Start) -> None:
    terminal = start("print('you said', input())")
    terminal.send("x**3\r")
    terminal.wait_for("you said x**3")


def test_it_answers_where_the_cursor_is(start: Start) -> None:
    program = r"sys.stdout.write('\x1b[4;7H\x1b[6n'); sys.stdout.flush(); "
    terminal = start(RAW + program + "print(repr(sys.stdin.read(6)))")
    terminal.wait_for(r"'\x1b[4;7R'")


@pytest.mark.parametrize(("mode", "answer"), [(2026, 2), (2048, 0)])
def test_it_answers_which_modes_it_knows(start: Start, mode: int, answer: int) -> None:
    program = rf"sys.stdout.write('\x1b[?{mode}$p'); sys.stdout.flush(); "
    terminal = start(RAW + program + "print(repr(sys.stdin.read(11)))")
    terminal.wait_for(rf"'\x1b[?{mode};{answer}$y'")


def test_what_pyte_does_not_know_is_not_drawn(start: Start) -> None:
    terminal = start(r"print('a\x1b[>1ub\x1b[<uc\x1bPtmux\x1b\\d\x1b[>4;2me\x1b[=5uf')")
    terminal.wait_for("abcdef")


def test_a_sequence_in_two_writes_is_one(start: Start) -> None:
    program = (
        "import sys, time; write = lambda s: (sys.stdout.write(s), sys.stdout.flush()); "
        r"write('a\x1b[>'); input(); write('1ub')"
    )
    terminal = start("import tty; tty.setcbreak(0); " + program)
    terminal.wait_for("a")
    terminal.send("\n")
    terminal.wait_for(lambda: "b" in terminal.text)
    assert ">" not in terminal.text
    assert "1" not in terminal.text


def test_the_program_learns_of_another_size(start: Start) -> None:
    terminal = start(
        "import os, signal; "
        "signal.signal(signal.SIGWINCH, lambda *_: print(os.get_terminal_size())); "
        "print('ready'); [signal.pause() for _ in range(2)]"
    )
    terminal.wait_for("ready")
    terminal.resize(160, 45)
    terminal.wait_for("columns=160, lines=45")
    assert len(terminal.text.splitlines()) == 45


def test_the_alternate_screen_is_noticed(start: Start) -> None:
    terminal = start(r"print('\x1b[?1049hin'); input(); print('\x1b[?1049lout'); input()")
    terminal.wait_for("in")
    assert terminal.alternate
    terminal.send("\r")
    terminal.wait_for("out")
    assert not terminal.alternate


def test_the_exit_status(start: Start) -> None:
    assert start("raise SystemExit(3)").wait() == 3
    assert start("import os; os.kill(os.getpid(), 15)").wait() == -signal.SIGTERM


def test_waiting_in_vain_shows_the_screen(start: Start) -> None:
    terminal = start("print('only this')")
    with pytest.raises(Timeout, match="only this"):
        terminal.wait_for("that")


def test_a_kill_takes_the_descendants_too(start: Start) -> None:
    terminal = start(
        "import subprocess, sys; print('ready' if subprocess.Popen("
        "[sys.executable, '-c', 'import signal; signal.pause()']) else ''); input()"
    )
    terminal.wait_for("ready")
    tree = terminal.tree
    assert len(tree) == 2
    terminal.kill()
    for process in tree:
        process.wait(timeout=10)
