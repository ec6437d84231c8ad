"""A learner in a terminal, whose cells run on the host's evaluator."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograd_tutor.evaluator.elsewhere import SOCKET_VARIABLE
from bench.subjects import has_curve
from bench.terminal import Terminal
from tests.host.running import ALICE, RunningHost, as_account, gone, needs_root, open_directory
from tests.learner import OPENED, environment

ROOT = Path(__file__).parents[2]
RUN, LEAVE_CODE, SUSPEND, QUIT = "\x12", "\x1b", "\x1a", "\x11"


@pytest.fixture
def home() -> Iterator[Path]:
    with open_directory() as directory:
        os.chown(directory, ALICE, ALICE)
        yield directory


@pytest.fixture
def terminal(host: RunningHost, home: Path, request: pytest.FixtureRequest) -> Terminal:
    started = Terminal(
        [*as_account(ALICE), sys.executable, "-m", "autograd_tutor", *OPENED],
        environment(home, PYTHONPATH=str(ROOT), **{SOCKET_VARIABLE: str(host.path)}),
        directory=home,
    )
    request.addfinalizer(started.kill)
    return started


@needs_root
def test_an_account_runs_suspends_loses_its_server_and_goes_on(
    host: RunningHost, terminal: Terminal
) -> None:
    terminal.wait_for("cos(x**2)")
    terminal.send(RUN)
    terminal.wait_for(lambda: has_curve(terminal))
    tutor = terminal.tree[0]
    assert set(tutor.uids()) == {ALICE}
    assert tutor.children() == [], "nothing of it runs here"
    [server] = host.servers(ALICE)

    terminal.send(LEAVE_CODE)
    terminal.wait_for("━ Lesson")
    terminal.send(SUSPEND)
    terminal.wait_for(lambda: not terminal.alternate)
    os.waitpid(tutor.pid, os.WUNTRACED)
    terminal.screen.erase_in_display(2)
    os.kill(tutor.pid, signal.SIGCONT)
    terminal.wait_for(lambda: terminal.alternate and has_curve(terminal))

    server.kill()
    assert gone([server])
    terminal.send(RUN)
    terminal.wait_for(lambda: host.servers(ALICE) != [] or "Run again" in terminal.text)
    if not host.servers(ALICE):
        terminal.send(RUN)
        terminal.wait_for(lambda: host.servers(ALICE) != [])
    terminal.wait_for(lambda: has_curve(terminal))
    family = [*host.servers(ALICE), *host.workers(ALICE)]
    terminal.send(QUIT)
    assert terminal.wait() == 0
    assert gone(family)
