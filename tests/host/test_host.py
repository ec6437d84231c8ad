"""Learners of several accounts on one host's evaluator: what each of them gets."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psutil
import pytest

from autograd_tutor.cli import main
from autograd_tutor.evaluator.client import PLAYGROUND, EvaluatorError
from autograd_tutor.evaluator.messages import Lost, Run
from autograd_tutor.evaluator.pending import PATIENCE
from autograd_tutor.evaluator.requests import Cell
from tests.host.running import (
    ALICE,
    BOB,
    CAROL,
    RunningHost,
    gone,
    needs_root,
    open_directory,
    run,
    started,
)

pytestmark = needs_root
LOOP = "print('on')\nwhile True: pass"


async def value(host: RunningHost, uid: int, code: str) -> str | None:
    evaluator = host.evaluator(uid)
    outcome = await run(evaluator, code)
    await evaluator.close()
    assert isinstance(outcome, Run), outcome
    assert outcome.error is None, outcome.error
    return outcome.value


def facts(process: psutil.Process) -> dict[str, list[str]]:
    """What the kernel says of a process."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    return {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}


async def test_a_cell_runs_as_the_account_that_connected(host: RunningHost) -> None:
    code = "import os; (os.getuid(), os.geteuid(), os.getgid(), os.getegid())"
    for uid in (ALICE, BOB):
        assert await value(host, uid, code) == str((uid,) * 4)


async def test_processes_are_the_account_in_every_respect_and_stay_so(host: RunningHost) -> None:
    evaluator = host.evaluator(ALICE, [ALICE + 100, 7])
    await evaluator.hello()
    processes = [*host.servers(ALICE), *host.workers(ALICE)]
    assert len(processes) == 2
    for process in processes:
        told = facts(process)
        assert set(told["Uid"] + told["Gid"]) == {str(ALICE)}
        assert told["Groups"] == ["7", str(ALICE + 100)]
        reading = 1 << 2  # kept under Landlock, where Python lies in a private directory
        assert int(told["CapPrm"][0], 16) & ~reading == 0
        assert told["NoNewPrivs"] == ["1"]
    await evaluator.close()


async def test_all_accounts_share_the_one_process_that_has_torch(host: RunningHost) -> None:
    both = [host.evaluator(uid) for uid in (ALICE, BOB)]
    for evaluator in both:
        await evaluator.hello()
    assert host.workers(ALICE)
    assert host.workers(BOB)
    holders = [
        each
        for each in host.host.children()
        if any("libtorch" in region.path for region in each.memory_maps())
    ]
    assert holders == [host.zygote]
    for evaluator in both:
        await evaluator.close()


async def test_interrupt_reset_hold_and_devices(host: RunningHost) -> None:
    evaluator = host.evaluator(ALICE)
    for stop in (evaluator.interrupt, evaluator.reset):
        task = await started(evaluator, LOOP)
        await evaluator.hold()
        await evaluator.resume()
        await stop()
        outcome = await task
        told = outcome.error.type if isinstance(outcome, Run) and outcome.error else outcome
        assert told == "Interrupted" or (isinstance(told, Lost) and told.reason == "reset")
    assert (await evaluator.devices())[0].name == "cpu"
    await evaluator.close()


async def test_a_playground_keeps_its_variables(host: RunningHost) -> None:
    evaluator = host.evaluator(ALICE)
    for code in ("kept = 20", "kept + 1"):
        cell = await evaluator.run(Cell(code=code, keep=True), lambda _: None, PLAYGROUND)
    assert isinstance(cell, Run)
    assert cell.value == "21"
    await evaluator.close()


async def test_no_secret_of_who_started_it_is_in_a_cell(host: RunningHost) -> None:
    code = "import os; sorted(name for name in os.environ if 'SECRET' in name), os.environ['HOME']"
    assert await value(host, ALICE, code) == "([], '/nonexistent')"


async def test_who_quits_leaves_nothing_running(host: RunningHost) -> None:
    evaluator = host.evaluator(ALICE)
    task = await started(evaluator, LOOP)
    mine = [*host.servers(ALICE), *host.workers(ALICE)]
    assert mine
    await evaluator.close()
    with pytest.raises(EvaluatorError):
        await task
    assert gone(mine)


async def test_a_run_that_still_waits_for_the_server_hears_at_once_that_it_was_closed(
    host: RunningHost,
) -> None:
    evaluator = host.evaluator(ALICE)

    async def greet_and_close() -> None:
        await evaluator.hello()
        await evaluator.close()

    closing = asyncio.create_task(greet_and_close())
    task = asyncio.create_task(run(evaluator, "1"))
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(EvaluatorError, match="Run again"):
            await task
    await closing


async def test_a_server_that_dies_takes_its_workers_along_and_nobody_elses(
    host: RunningHost,
) -> None:
    alice, bob = host.evaluator(ALICE), host.evaluator(BOB)
    await bob.hello()
    task = await started(alice, LOOP)
    [server] = host.servers(ALICE)
    workers = host.workers(ALICE)
    server.kill()
    with pytest.raises(EvaluatorError, match="Run again"):
        await task
    assert gone(workers)
    assert isinstance(await run(bob, "1"), Run)
    assert isinstance(await run(alice, "1"), Run)
    for evaluator in (alice, bob):
        await evaluator.close()


async def test_an_account_has_so_many_places_and_no_more(host: RunningHost) -> None:
    taken = [host.evaluator(ALICE) for _ in range(5)]
    for evaluator in taken:
        await evaluator.hello()
    with pytest.raises(EvaluatorError, match="your account has 5 tutors open here already"):
        await host.evaluator(ALICE).hello()
    assert await value(host, BOB, "1") == "1"
    assert gone(host.servers(BOB))
    taken += [host.evaluator(BOB) for _ in range(2)]
    for evaluator in taken[5:]:
        await evaluator.hello()
    with pytest.raises(EvaluatorError, match="all places on this host are taken"):
        await host.evaluator(CAROL).hello()
    servers = [*host.servers(ALICE), *host.servers(BOB)]
    assert len(servers) == 7
    for evaluator in taken:
        await evaluator.close()
    assert gone(servers)


async def test_root_is_served_as_ever(host: RunningHost) -> None:
    """Its worker is an account that no other process has."""
    assert int(await value(host, 0, "import os; os.getuid()") or 0) > CAROL


def test_run_doctor_and_devices_work_through_it(
    host: RunningHost, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cell.py").write_text("print('one')\n1 + 1", encoding="ascii")
    assert main(["--socket", str(host.path), "run", str(tmp_path / "cell.py")]) == 0
    assert capsys.readouterr().out == "one\n2\n"
    assert main(["doctor", "--socket", str(host.path)]) in (0, 1)
    assert "Landlock".lower() in capsys.readouterr().out
    assert main(["devices", "--socket", str(host.path)]) == 0
    assert "cpu" in capsys.readouterr().out


async def test_a_host_dies_and_is_started_anew() -> None:
    """All that it had ends with it, and what it left at its path is replaced."""
    with open_directory() as directory:
        path = directory / "socket"
        first = RunningHost(path, "--socket", str(path))
        evaluator = first.evaluator(ALICE)
        task = await started(evaluator, LOOP)
        family = first.host.children(recursive=True)
        assert len(family) > 2
        first.process.kill()
        first.process.communicate()
        with pytest.raises(EvaluatorError):
            await task
        assert gone(family)
        with pytest.raises(EvaluatorError, match="No evaluator is reached"):
            await run(evaluator, "1")
        anew = RunningHost(path, "--socket", str(path))
        assert isinstance(await run(evaluator, "1"), Run)
        await evaluator.close()
        assert anew.end() == (0, "")
        assert not path.exists()
