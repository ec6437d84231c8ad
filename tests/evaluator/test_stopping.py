import asyncio

import psutil
import pytest

from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Lost, Outcome, Run
from autograd_tutor.evaluator.requests import Cell

from .conftest import RunCell, ignore

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEAF = (
    "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('deaf')\nwhile True: pass"
)
LOOP = "print('on')\nwhile True: pass"


async def started(evaluator: Evaluator, cell: Cell) -> asyncio.Task[Outcome]:
    """Run a cell and wait until it has printed something."""
    heard = asyncio.Event()
    task = asyncio.create_task(evaluator.run(cell, lambda _: heard.set()))
    await heard.wait()
    return task


def error_type(outcome: Outcome) -> str | None:
    assert isinstance(outcome, Run)
    return outcome.error.type if outcome.error else None


async def test_the_time_limit_interrupts(evaluator: Evaluator) -> None:
    outcome = await evaluator.run(Cell(code=LOOP, seconds=0.2), ignore)
    assert isinstance(outcome, Run)
    assert outcome.error is not None
    assert outcome.error.type == "TimeLimit"
    assert outcome.error.message == "still running after 0.2 s, so it was stopped"
    assert outcome.error.trace[-1].text == "while True: pass"


async def test_the_time_limit_kills_what_will_not_be_interrupted(
    evaluator: Evaluator, run: RunCell
) -> None:
    outcome = await evaluator.run(Cell(code=DEAF, seconds=0.2), ignore)
    assert isinstance(outcome, Lost)
    assert outcome.reason == "timeout"
    assert "after 0.2 s" in outcome.detail
    assert (await run("1 + 1")).value == "2"


async def test_an_interrupt_kills_what_will_not_be_interrupted(evaluator: Evaluator) -> None:
    task = await started(evaluator, Cell(code=DEAF))
    await evaluator.interrupt()
    outcome = await task
    assert isinstance(outcome, Lost)
    assert outcome.reason == "interrupted"


async def test_an_interrupt_keeps_variables(evaluator: Evaluator, run: RunCell) -> None:
    task = await started(evaluator, Cell(code=f"a = 1\n{LOOP}"))
    await evaluator.interrupt()
    assert error_type(await task) == "Interrupted"
    assert (await run("a", keep=True)).value == "1"


async def test_an_interrupt_with_nothing_running_does_nothing(
    evaluator: Evaluator, run: RunCell
) -> None:
    await evaluator.interrupt()
    assert (await run("1")).value == "1"
    await evaluator.interrupt()
    assert (await run("2", keep=True)).value == "2"


async def test_a_reset_ends_the_run(evaluator: Evaluator, run: RunCell) -> None:
    task = await started(evaluator, Cell(code=LOOP))
    await evaluator.reset()
    outcome = await task
    assert isinstance(outcome, Lost)
    assert outcome.reason == "reset"
    assert (await run("1")).value == "1"


async def test_a_cancelled_run_leaves_no_answer_to_the_next(
    evaluator: Evaluator, run: RunCell
) -> None:
    for number in range(20):
        task = asyncio.create_task(evaluator.run(Cell(code="'stale'"), ignore))
        for _ in range(number % 4):
            await asyncio.sleep(0)
        task.cancel()
        assert (await run(f"{number}")).value == f"{number}"


async def test_a_crash_is_told_and_the_next_run_works(evaluator: Evaluator, run: RunCell) -> None:
    for code, how in [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "Segmentation fault"),
        ("import os; os._exit(3)", "exit status 3"),
    ]:
        outcome = await evaluator.run(Cell(code=code), ignore)
        assert isinstance(outcome, Lost)
        assert outcome.reason == "crashed"
        assert how in outcome.detail
        assert (await run("1")).value == "1"


async def test_a_worker_that_hangs_up_and_stays_is_killed(
    evaluator: Evaluator, run: RunCell
) -> None:
    code = "import os; os.closerange(3, 99)\nwhile True: pass"
    outcome = await evaluator.run(Cell(code=code), ignore)
    assert isinstance(outcome, Lost)
    assert outcome.reason == "crashed"
    assert (await run("1")).value == "1"


@pytest.mark.parametrize(
    "spoof",
    [
        "b'x' * 100",
        "b'\\xff\\xff\\xff\\xff' + bytes(3)",
        "bytes(7)",
        "encode(FINAL, 0, b'{}')",
        "encode(FINAL, 0, b'[' * 100_000)",
        "encode(FINAL, 0, b'\\xff')",
        "encode_raw(FINAL, 0, b'')",
        "encode(NOTICE, 0, b'{}')",
        "encode(OUTPUT, 0, b'{}')",
    ],
)
async def test_what_a_cell_writes_into_our_channel_is_refused(
    evaluator: Evaluator, run: RunCell, spoof: str
) -> None:
    code = f"from autograd_tutor.evaluator.frames import *\nimport os; os.write(4, {spoof})\nLOOP()"
    outcome = await evaluator.run(Cell(code=code), ignore)
    assert isinstance(outcome, Lost)
    assert outcome.reason == "protocol"
    assert (await run("1")).value == "1"


async def test_a_second_answer_is_refused(evaluator: Evaluator, run: RunCell) -> None:
    code = "import os, threading\nw = os.write\nos.write = lambda fd, b: w(fd, bytes(b) * 2) // 2"
    await evaluator.run(Cell(code=code), ignore)
    assert (await run("1")).value == "1"


async def test_nothing_runs_between_runs(evaluator: Evaluator, run: RunCell) -> None:
    code = (
        "import os, threading\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()"
    )
    outcome = await run(f"{code}\nos.getpid()")
    assert outcome.value is not None
    worker = psutil.Process(int(outcome.value))
    await asyncio.to_thread(wait_until_stopped, worker)
    assert (await run("threading.active_count()", keep=True)).value == "2"


def wait_until_stopped(process: psutil.Process) -> None:
    """Return when the kernel has stopped it; the test's own time limit is the other end."""
    while process.status() != psutil.STATUS_STOPPED:
        pass


async def test_devices_can_be_listed_while_a_cell_runs(evaluator: Evaluator) -> None:
    task = await started(evaluator, Cell(code=LOOP))
    cpu = (await evaluator.devices())[0]
    assert cpu.name == "cpu"
    assert cpu.usable
    assert 0 < cpu.free <= cpu.total
    await evaluator.interrupt()
    assert error_type(await task) == "Interrupted"


async def own_server() -> tuple[Evaluator, psutil.Process]:
    """An evaluator that shares its server with no other test, and that server."""
    before = psutil.Process().children()
    own = Evaluator(Launcher())
    await own.hello()
    (server,) = [each for each in psutil.Process().children() if each not in before]
    return own, server


async def test_closing_leaves_no_process_behind() -> None:
    own, server = await own_server()
    task = await started(own, Cell(code=DEAF))
    family = [server, *server.children(recursive=True)]
    assert len(family) >= 2
    await own.close()
    with pytest.raises(EvaluatorError):
        await task
    assert not psutil.wait_procs(family, timeout=5)[1]


async def test_a_killed_server_takes_its_workers_along_and_is_started_again() -> None:
    own, server = await own_server()
    task = await started(own, Cell(code=LOOP))
    workers = server.children(recursive=True)
    server.kill()
    with pytest.raises(EvaluatorError, match="Run again to restart it"):
        await task
    assert not psutil.wait_procs(workers, timeout=5)[1]
    outcome = await own.run(Cell(code="1 + 1"), ignore)
    assert isinstance(outcome, Run)
    assert outcome.value == "2"
    await own.close()
