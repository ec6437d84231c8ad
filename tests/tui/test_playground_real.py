"""The playground on the real evaluator, to the store on disk and back."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from pathlib import Path

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.progress.store import Store
from autograd_tutor.tui.screens.playground import PlaygroundScreen

from .kinds import every
from .pilots import piloted, press, text, until
from .test_playground import cell, run, screen


async def test_variables_stay_survive_a_stop_and_a_killed_worker(tmp_path: Path) -> None:
    store = Store(tmp_path / "progress.sqlite3")
    evaluator = Evaluator(Launcher())
    async with piloted(every("pick", evaluator, store), (120, 40)) as pilot:
        await press(pilot, "alt+p")
        await run(pilot, "x = torch.tensor([1.0, 2.0], requires_grad=True)")
        await run(pilot, "y = (x**2).sum()\nplot(x.detach(), x.detach(), label='line')")
        assert "drew line" in text(pilot.app)
        await press(pilot, "ctrl+t")
        assert "Pow" in text(pilot.app)
        await run(pilot, "y.backward()\nx.grad")
        assert "= tensor([2., 4.])" in text(pilot.app)

        screen(pilot.app)._desk.editor.load_text("z = 7\nprint('begun')\nwhile True: pass")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "begun\n" in screen(pilot.app)._desk.results.output.printed)
        await press(pilot, "ctrl+c")
        assert "stopped" in text(pilot.app)
        assert "while True" in cell(pilot.app)
        await run(pilot, "import os\nz, os.getpid()")
        assert "= (7, " in text(pilot.app)

        await _kill(evaluator, screen(pilot.app))
        await run(pilot, "x.grad[1]")
        shown = text(pilot.app)
        assert "A cell that ran before failed when it was run again:" in shown
        assert "3 earlier cells were run again" in shown
        assert "= tensor(4.)" in text(pilot.app)
        await run(pilot, "z")
        assert "NameError" in text(pilot.app)
        await press(pilot, "alt+p")
        assert "Which of them?" in text(pilot.app)
    store.close()

    store = Store(tmp_path / "progress.sqlite3")
    async with piloted(every("pick", Evaluator(Launcher()), store)) as pilot:
        await press(pilot, "alt+p")
        assert cell(pilot.app) == "z"
        assert "From an earlier session." in text(pilot.app)
        await press(pilot, "up")
        assert cell(pilot.app) == "x.grad[1]"
    store.close()


async def _kill(evaluator: Evaluator, playground: PlaygroundScreen) -> None:
    """Kill the worker of the playground, as the system does where memory is short."""
    shown = playground._desk.reading.as_text()
    pid = int(shown.rpartition("= (7, ")[2].partition(")")[0])
    watch = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    await asyncio.to_thread(select.select, [watch], [], [])
    os.close(watch)
    for _ in range(3):  # the last takes a worker that the zygote names after it named the dead
        await evaluator.run(Cell(code="1"), lambda _: None)
