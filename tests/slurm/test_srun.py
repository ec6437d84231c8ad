"""The evaluator as a step of a real Slurm: run, queue, cancel, and jobs that are ended."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable

import pytest

from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.messages import Outcome, Run
from autograd_tutor.evaluator.requests import Cell

from .cluster import PATIENCE, Cluster
from .conftest import Through

LOOP = Cell(code="print('on')\nwhile True: pass", seconds=100)
SUM = Cell(code="torch.ones(3).sum()")


class Queued:
    """Hears what the evaluator waits for, and knows when Slurm has said that it queues."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._event = asyncio.Event()

    def hear(self, line: str) -> None:
        self.lines.append(line)
        if "queued and waiting for resources" in line:
            self._event.set()

    async def wait(self) -> None:
        """Return when it does."""
        async with asyncio.timeout(PATIENCE):
            await self._event.wait()


def ignore(_: str) -> None:
    """For tests that look at something else."""


async def under_way(evaluator: Evaluator) -> asyncio.Task[Outcome]:
    """A cell that never ends, once it has begun."""
    on = asyncio.Event()
    task = asyncio.create_task(evaluator.run(LOOP, lambda _: on.set()))
    await asyncio.wait([task, asyncio.create_task(on.wait())], return_when="FIRST_COMPLETED")
    assert not task.done()
    return task


async def why(task: Awaitable[object]) -> str:
    with pytest.raises(EvaluatorError) as caught:
        await task
    return str(caught.value)


async def test_a_queue_is_told_and_can_be_left(cluster: Cluster, through: Through) -> None:
    cluster.fill()
    queued = Queued()
    evaluator = through("srun", sys.executable, queued.hear)
    told: list[str] = []
    started = asyncio.create_task(evaluator.hello(told.append))
    await queued.wait()
    assert len(cluster.jobs("PENDING")) == 1
    assert queued.lines[-1].startswith("srun: job ")
    await evaluator.stop_waiting()
    assert "You stopped waiting" in await why(started)
    await asyncio.to_thread(cluster.wait_jobs, "PENDING", 0)

    again = asyncio.create_task(evaluator.hello(told.append))
    await asyncio.to_thread(cluster.wait_jobs, "PENDING", 1)
    await evaluator.close()
    assert "was closed" in await why(again)
    assert cluster.jobs("PENDING") == []
    assert told[0].startswith("waiting ")


async def test_a_job_that_is_cancelled_is_said_and_the_next_run_starts_another(
    cluster: Cluster, through: Through
) -> None:
    evaluator = through("srun", sys.executable, ignore)
    task = await under_way(evaluator)
    cluster.ask("scancel", "--user=root")
    assert "srun: Job step aborted" in await why(task)
    outcome = await evaluator.run(SUM, ignore)
    assert isinstance(outcome, Run)
    assert outcome.value == "tensor(3.)"
    await evaluator.close()
    await asyncio.to_thread(cluster.wait_jobs, "RUNNING", 0)


@pytest.mark.long
async def test_a_run_waits_for_its_turn_in_the_queue(cluster: Cluster, through: Through) -> None:
    cluster.fill()
    queued = Queued()
    evaluator = through("srun", sys.executable, queued.hear)
    task = asyncio.create_task(evaluator.run(SUM, ignore))
    await queued.wait()
    cluster.ask("scancel", "--name=filler")
    outcome = await task
    assert isinstance(outcome, Run)
    assert outcome.value == "tensor(3.)"


@pytest.mark.long
@pytest.mark.parametrize("lose", [Cluster.lose_node, Cluster.take_node_down])
async def test_a_lost_node_is_said_and_the_next_run_waits_for_it(
    lose: Callable[[Cluster], None], cluster: Cluster, through: Through
) -> None:
    queued = Queued()
    evaluator = through("srun", sys.executable, queued.hear)
    task = await under_way(evaluator)
    await asyncio.to_thread(lose, cluster)
    assert "Node failure" in await why(task)
    again = asyncio.create_task(evaluator.run(SUM, ignore))
    await queued.wait()
    await asyncio.to_thread(cluster.repair_node)
    outcome = await again
    assert isinstance(outcome, Run)
    assert outcome.value == "tensor(3.)"


@pytest.mark.long
async def test_the_time_limit_of_a_job_is_said(cluster: Cluster, through: Through) -> None:
    evaluator = through("srun --time=1", sys.executable, ignore)
    assert "DUE TO TIME LIMIT" in await why(await under_way(evaluator))


@pytest.mark.long
async def test_a_job_that_ends_between_two_runs_is_said_at_the_next(
    cluster: Cluster, through: Through
) -> None:
    evaluator = through("srun", sys.executable, ignore)
    await evaluator.run(SUM, ignore)
    cluster.ask("scancel", "--user=root")
    await asyncio.to_thread(cluster.wait_jobs, "RUNNING", 0)
    assert "CANCELLED AT" in await why(told_by(evaluator))
    assert isinstance(await evaluator.run(SUM, ignore), Run)


async def told_by(evaluator: Evaluator) -> None:
    """Run until it is known that the server has gone."""
    while True:
        await evaluator.run(SUM, ignore)


@pytest.mark.long
async def test_srun_behind_a_command_that_hands_no_variables_on(
    cluster: Cluster, through: Through
) -> None:
    variables = f"PATH={os.environ['PATH']} SLURM_CONF={cluster.environment['SLURM_CONF']}"
    outcome = await through(f"env -i {variables} srun", sys.executable, ignore).run(SUM, ignore)
    assert isinstance(outcome, Run)
    assert outcome.value == "tensor(3.)"


@pytest.mark.long
async def test_what_srun_refuses_is_said(cluster: Cluster, through: Through) -> None:
    words = "Invalid partition name specified"
    assert words in await why(through("srun -p nonesuch", sys.executable, ignore).hello())
