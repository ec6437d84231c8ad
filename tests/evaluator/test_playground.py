import asyncio
import os
import select
import signal

import pytest

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.messages import Lost, Run, TraceLine
from autograd_tutor.evaluator.playground import NOT_BEGUN, Playground
from autograd_tutor.evaluator.requests import Cell

from .conftest import RunCell, ignore

pytestmark = pytest.mark.asyncio(loop_scope="session")

CRASH = "import os; os._exit(1)"


async def value(playground: Playground, code: str, heard: list[str] | None = None) -> str | None:
    said = heard if heard is not None else []
    outcome = await playground.run(Cell(code=code), said.append)
    assert isinstance(outcome, Run)
    return outcome.error.type if outcome.error else outcome.value


async def test_variables_stay_from_cell_to_cell(evaluator: Evaluator, run: RunCell) -> None:
    playground = Playground(evaluator)
    assert await value(
        playground, "sorted(name for name in globals() if name.isidentifier() and name[0] != '_')"
    ) == ("['plot', 'torch']")
    assert await value(playground, "a = 1") is None
    assert (await run("'a step in between'")).value is not None
    assert await value(playground, "a + 1") == "2"
    await playground.reset()
    assert await value(playground, "a") == "NameError"


async def test_a_lost_worker_is_made_good_and_said(evaluator: Evaluator) -> None:
    playground = Playground(evaluator)
    heard: list[str] = []
    await value(playground, "print('loud'); a = 1")
    await value(playground, "a = a + 1")
    await value(playground, "a = 99; 1 / 0")
    assert isinstance(await playground.run(Cell(code=CRASH), ignore), Lost)
    assert await value(playground, "a", heard) == "2"
    assert heard == [
        "2 earlier cells were run again: the process that held their variables is gone.\n"
    ]
    assert await value(playground, "a", heard) == "2"
    assert len(heard) == 1
    await playground.reset()


async def test_a_cell_that_fails_the_second_time_is_said(evaluator: Evaluator) -> None:
    playground = Playground(evaluator)
    heard: list[str] = []
    await value(playground, "a = 1")
    assert await value(playground, "b = 2; 1 / 0") == "ZeroDivisionError"
    await value(playground, "c = b")
    assert isinstance(await playground.run(Cell(code=CRASH), ignore), Lost)
    assert await value(playground, "a", heard) == "1"
    assert heard[0] == "A cell that ran before failed when it was run again:\nc = b\n"
    assert heard[1].startswith("1 earlier cell was run again")
    await playground.reset()


async def test_an_interrupt_keeps_variables_where_python_gets_the_chance(
    evaluator: Evaluator,
) -> None:
    playground = Playground(evaluator)
    heard: list[str] = []
    begun = asyncio.Event()
    await value(playground, "a = 1")
    code = "a = 2\nprint('on')\nwhile True: pass"
    task = asyncio.create_task(playground.run(Cell(code=code), lambda _: begun.set()))
    await begun.wait()
    await playground.interrupt()
    outcome = await task
    assert isinstance(outcome, Run)
    assert await value(playground, "a", heard) == "2"
    assert heard == []
    await playground.reset()


async def test_another_device_starts_from_the_same_cells(evaluator: Evaluator) -> None:
    playground = Playground(evaluator)
    heard: list[str] = []
    await value(playground, "a = torch.ones(1)")
    outcome = await playground.run(Cell(code="a", device="cpu:0"), heard.append)
    assert isinstance(outcome, Run)
    assert outcome.value == "tensor([1.])"
    assert heard[0].startswith("1 earlier cell was run again")
    await playground.reset()


async def test_a_worker_that_dies_between_two_cells_is_made_good_and_said(
    evaluator: Evaluator, run: RunCell
) -> None:
    playground = Playground(evaluator)
    heard: list[str] = []
    pid = await value(playground, "import os; a = 1\nos.getpid()")
    assert pid is not None
    watch = os.pidfd_open(int(pid))
    os.kill(int(pid), signal.SIGKILL)
    await asyncio.to_thread(select.select, [watch], [], [])
    os.close(watch)
    for _ in range(3):  # the last takes a worker that the zygote names after it named the dead
        await run("1")
    assert await value(playground, "a", heard) == "1"
    assert heard[0].startswith("1 earlier cell was run again")
    await playground.reset()


async def test_what_is_stopped_while_cells_are_run_again_keeps_them(evaluator: Evaluator) -> None:
    playground = Playground(evaluator)
    heard: list[str] = []
    await value(playground, "a = 1")
    await value(playground, "import time; time.sleep(0.3)")
    assert isinstance(await playground.run(Cell(code=CRASH), ignore), Lost)
    task = asyncio.create_task(playground.run(Cell(code="a"), ignore))
    await asyncio.sleep(0)
    await playground.interrupt()
    assert await task == NOT_BEGUN
    assert await value(playground, "a", heard) == "1"
    assert heard[0].startswith("2 earlier cells were run again")
    await playground.reset()


async def test_an_empty_cell_is_not_run_again(evaluator: Evaluator) -> None:
    playground = Playground(evaluator)
    heard: list[str] = []
    await value(playground, "a = 1")
    await value(playground, "")
    assert isinstance(await playground.run(Cell(code=CRASH), ignore), Lost)
    assert await value(playground, "a", heard) == "1"
    assert heard[0].startswith("1 earlier cell was run again")
    await playground.reset()


async def test_an_error_in_what_an_earlier_cell_defined_shows_that_cells_line(
    evaluator: Evaluator,
) -> None:
    playground = Playground(evaluator)
    await value(playground, "import warnings\ndef f(x):\n    warnings.warn('w')\n    return 1 / x")
    outcome = await playground.run(Cell(code="'one'\nf(0)\n'three'\n'four'"), ignore)
    assert isinstance(outcome, Run) and outcome.error is not None
    assert outcome.error.trace == (
        TraceLine("cell", 2, "<module>", "f(0)"),
        TraceLine("earlier", 4, "f", "    return 1 / x"),
    )
    assert [(each.message, each.line) for each in outcome.warnings] == [("w", 0)]
    outcome = await playground.run(Cell(code="x = ="), ignore)
    assert isinstance(outcome, Run) and outcome.error is not None
    assert outcome.error.trace == (TraceLine("cell", 1, "<module>", "x = ="),)
    await playground.reset()
