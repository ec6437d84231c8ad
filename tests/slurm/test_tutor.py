"""The tutor in a terminal, its cells on a real Slurm."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bench.subjects import has_curve
from bench.terminal import Terminal
from tests.learner import OPENED, TUTOR, tutor

from .cluster import Cluster

RUN, STOP, QUIT = "\x12", "\x03", "\x11"  # ctrl+r, ctrl+c, ctrl+q
QUEUED = ": srun: job"


@pytest.fixture
def terminal(cluster: Cluster, tmp_path: Path) -> Iterator[Terminal]:
    """At the step whose function is drawn, while others use the node."""
    cluster.fill()
    with tutor(
        tmp_path,
        *OPENED,
        SLURM_CONF=cluster.environment["SLURM_CONF"],
        AUTOGRAD_TUTOR_LAUNCH="srun",
        AUTOGRAD_TUTOR_PYTHON=sys.executable,
    ) as terminal:
        yield terminal


def quits(terminal: Terminal, cluster: Cluster) -> None:
    tree = terminal.tree
    terminal.send(QUIT)
    assert terminal.wait() == 0
    assert not psutil.wait_procs(tree, timeout=10)[1]
    cluster.wait_jobs("PENDING", 0)


@pytest.mark.long
def test_the_queue_is_shown_and_left_by_stop_and_by_quit(
    terminal: Terminal, cluster: Cluster
) -> None:
    terminal.wait_for(QUEUED)
    cluster.wait_jobs("PENDING", 1)
    terminal.wait_for("^c Stop")
    terminal.send(STOP)
    terminal.wait_for("You stopped waiting for the evaluator")
    cluster.wait_jobs("PENDING", 0)
    terminal.send(RUN)
    terminal.wait_for(QUEUED)
    cluster.wait_jobs("PENDING", 1)
    quits(terminal, cluster)


@pytest.mark.long
def test_what_is_typed_is_drawn_when_its_turn_comes_and_outlives_the_job(
    terminal: Terminal, cluster: Cluster
) -> None:
    terminal.wait_for(QUEUED)
    terminal.send(f"\x05\x15x**3 - 6*x**2{RUN}")
    terminal.wait_for("x**3 - 6*x**2")
    cluster.ask("scancel", "--name=filler")
    terminal.wait_for(lambda: has_curve(terminal), timeout=120)
    cluster.ask("scancel", "--user=root")
    cluster.wait_jobs("RUNNING", 0)
    terminal.send(RUN)
    terminal.wait_for("CANCELLED")
    assert "x**3 - 6*x**2" in terminal.text
    terminal.send(RUN)
    terminal.wait_for(lambda: has_curve(terminal), timeout=120)
    quits(terminal, cluster)


@pytest.mark.long
def test_a_tutor_that_is_killed_leaves_the_queue(terminal: Terminal, cluster: Cluster) -> None:
    terminal.wait_for(QUEUED)
    cluster.wait_jobs("PENDING", 1)
    terminal.tree[0].kill()
    cluster.wait_jobs("PENDING", 0)


@pytest.mark.long
def test_line_by_line_the_queue_is_told_and_left(cluster: Cluster, tmp_path: Path) -> None:
    cluster.fill()
    with subprocess.Popen(
        [TUTOR, "plain", "--launch", "srun", *OPENED],
        env={**cluster.environment, "AUTOGRAD_TUTOR_STATE": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as plain:
        assert plain.stdin is not None
        assert plain.stdout is not None
        for ending in (signal.SIGINT, signal.SIGTERM):
            print("run", file=plain.stdin, flush=True)
            assert any("queued and waiting for resources" in line for line in plain.stdout)
            cluster.wait_jobs("PENDING", 1)
            plain.send_signal(ending)
            assert any(line == "Stopped.\n" for line in plain.stdout)
            cluster.wait_jobs("PENDING", 0)
    assert plain.returncode == 0


@pytest.mark.long
async def test_a_command_waits_in_words_and_leaves_the_queue_when_stopped(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.fill()
    command = [TUTOR, "--launch", "srun", "--python", sys.executable, "doctor"]
    doctor = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    assert doctor.stderr is not None
    assert b"queued and waiting" in await doctor.stderr.readline()
    cluster.wait_jobs("PENDING", 1)
    doctor.send_signal(2)
    assert await doctor.wait() == 130
    cluster.wait_jobs("PENDING", 0)
