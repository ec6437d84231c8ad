"""`python -m bench.host`: what a learner costs on a host's evaluator, in memory and at the start.

Beside IPython with torch, and beside tutors that have an evaluator each, in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psutil

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from bench.confinement import CUBIC

AIM = 0.25
STARTS = 20
FEW, MANY = 2, 12
IN_IPYTHON = CUBIC.replace("plot(", "print(")
IPYTHON = (sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "--quick", "-i", "-c")
READY = "ready-to-measure"


@contextmanager
def host() -> Iterator[tuple[Path, psutil.Process]]:
    """A host's evaluator, and where it listens."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "socket")
        command = [sys.executable, "-m", "autograd_tutor", "serve-evaluator", "--socket", str(path)]
        process = subprocess.Popen([*command, "--per-user", "100"], stdout=subprocess.PIPE)
        assert process.stdout
        with process:
            assert process.stdout.readline().startswith(b"serving")
            try:
                yield path, psutil.Process(process.pid)
            finally:
                process.terminate()


def pss(processes: list[psutil.Process]) -> float:
    """Bytes of memory, shared ones by their share."""
    return float(sum(process.memory_full_info().pss for process in processes))


async def learners_on_host() -> float:
    """Bytes that one more learner takes, who has run a cell."""
    with host() as (path, running):
        evaluators: list[Evaluator] = []
        totals = []
        for count in (FEW, MANY):
            while len(evaluators) < count:
                evaluators.append(Evaluator(Launcher(socket=str(path))))
                outcome = await evaluators[-1].run(Cell(code=CUBIC), lambda _: None)
                assert isinstance(outcome, Run), outcome
            await settled(running, count)
            totals.append(pss([running, *running.children(recursive=True)]))
        for evaluator in evaluators:
            await evaluator.close()
    return (totals[1] - totals[0]) / (MANY - FEW)


async def settled(running: psutil.Process, learners: int) -> None:
    """Return once each learner has a server, a worker and a spare, and nothing is computed."""
    while True:
        family = running.children(recursive=True)
        before = sum(process.cpu_times().user for process in family)
        await asyncio.sleep(0.5)
        after = running.children(recursive=True)
        calm = sum(process.cpu_times().user for process in after) - before < 0.05
        if calm and len(after) == len(family) == 1 + 3 * learners:
            return


def learners_in_ipython() -> float:
    """Bytes that one more IPython takes, which has imported torch and run the same cell."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as home:
        totals = []
        processes: list[psutil.Process] = []
        for count in (1, 3):
            while len(processes) < count:
                process = stack.enter_context(ipython(home))
                processes.append(psutil.Process(process.pid))
            totals.append(pss(processes))
        return (totals[1] - totals[0]) / 2


@contextmanager
def ipython(home: str) -> Iterator[subprocess.Popen[bytes]]:
    """An IPython that waits at its prompt."""
    code = f"import torch\n{IN_IPYTHON}\nprint({READY!r})"
    environment = dict(os.environ) | {"IPYTHONDIR": home}
    process = subprocess.Popen(
        [*IPYTHON, code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert process.stdout
    with process:
        while READY.encode() not in process.stdout.readline():
            assert process.poll() is None
        try:
            yield process
        finally:
            process.kill()


async def together(launcher: Callable[[], Launcher]) -> float:
    """Seconds until all of twenty tutors that start at once have their evaluator."""
    evaluators = [Evaluator(launcher()) for _ in range(STARTS)]
    started = time.perf_counter()
    await asyncio.gather(*(evaluator.hello() for evaluator in evaluators))
    taken = time.perf_counter() - started
    for evaluator in evaluators:
        await evaluator.close()
    return taken


async def starts(rounds: int) -> tuple[float, float]:
    """The medians in seconds: on a host's evaluator, and each with its own."""
    shared, own = [], []
    with host() as (path, _):
        for _ in range(rounds):
            shared.append(await together(lambda: Launcher(socket=str(path))))
            own.append(await together(Launcher))
    return median(shared), median(own)


def row(name: str, ours: str, theirs: str, ratio: float) -> str:
    """One line of the table, with its verdict."""
    verdict = "reached" if ratio <= AIM else "**not reached**"
    return f"| {name} | {ours} | {theirs} | {ratio:.3f} | {AIM} {verdict} |"


async def measure(rounds: int) -> str:
    """Measure everything; the report."""
    memory, peer = await learners_on_host(), learners_in_ipython()
    shared, own = await starts(rounds)
    lines = [
        "# What a learner costs on a host's evaluator",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, `python -m bench.host`.",
        f"Memory (PSS) of one more: the slope from {FEW} learners to {MANY}, from one IPython to "
        f"three. Starts: medians of {rounds} rounds, interleaved.",
        "",
        "| | on the host's evaluator | beside | ratio | aim |",
        "| --- | ---: | ---: | ---: | --- |",
        row(
            "One more learner, who has run a cell; IPython with torch, likewise",
            f"{memory / 2**20:.1f} MiB",
            f"{peer / 2**20:.1f} MiB",
            memory / peer,
        ),
        row(
            f"{STARTS} tutors at once, until all can run cells; each with an evaluator of its own",
            f"{shared:.2f} s",
            f"{own:.2f} s",
            shared / own,
        ),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, print and write bench/HOST.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.host", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    text = asyncio.run(measure(parser.parse_args().rounds))
    print(text)
    Path(__file__).with_name("HOST.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
