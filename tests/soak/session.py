"""One long session with the evaluator, as the tutor has it, and what its processes take.

    python -m tests.soak.session CELLS EVERY [leak]

runs so many cells, of which 5 in 100 run out of time and 2 in 100 end their process, and says after
every so many what each process has, one JSON document a line. With `leak` it keeps memory, a
descriptor and a process for each: the tests must see that.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import subprocess
import sys
from collections import Counter
from random import Random
from typing import Any

import psutil

from autograd_tutor.evaluator.client import AGAIN, LEARNER, LIVE, REFEREE, Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Lost, Outcome
from autograd_tutor.evaluator.playground import Playground
from autograd_tutor.evaluator.requests import Cell, Sketch

SPINS = [
    "while True: pass",
    "while True:\n try:\n  while True: pass\n except KeyboardInterrupt: pass",
    "import time; time.sleep(60)",
    "print('x' * 100_000)\nwhile True: torch.ones(3)",
]
CRASHES = [
    "import os; os._exit(1)",
    "import ctypes; ctypes.string_at(0)",
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
]
CELLS = [
    "x = torch.linspace(0, 5, 100, requires_grad=True)\n(x**3).sum().backward()\nplot(x, x.grad)",
    "x = torch.linspace(0, 5, 100, requires_grad=True)\n(x**3).sum().backward()",
    "plot([0, 1], [0, 1])\nx = torch.ones(9)",
    "print('x' * 100_000)",
    "import warnings; warnings.warn('once')\n1 / 0",
    "y.sum(",
    "exit()",
    "big = torch.ones(1_000_000)\nbig.sum()",
]
SESSIONS = [LEARNER, AGAIN, REFEREE]
LATE, LOST, OFTEN_KEPT = 20, 50, 0.2
"""One cell in so many runs out of time, ends its process; how likely it is the playground's."""
BRIEFLY = 0.05
QUIET, PATIENCE = 0.15, 20.0
SUBREAPER = 36


class Session:
    """Runs cells of every kind, and counts what became of them."""

    def __init__(self, evaluator: Evaluator, random: Random) -> None:
        self.evaluator = evaluator
        self.random = random
        self.playground = Playground(evaluator)
        self.counted = 0
        self.became: Counter[str] = Counter()

    async def run(self, number: int) -> None:
        """Run one cell."""
        if number % LOST == LOST // 4:
            await self._lose(self.random.choice(CRASHES), 5.0, "crashed")
        elif number % LATE == LATE // 4:
            await self._lose(self.random.choice(SPINS), BRIEFLY, "timeout")
        elif self.random.random() < OFTEN_KEPT:
            await self._count()
        elif self.random.random() < 0.5:
            await self._finish(Sketch(expression="x**2", low=0, high=1), LIVE)
        else:
            graph = self.random.choice(["", "*"])
            cell = Cell(code=self.random.choice(CELLS), look=True, graph=graph)
            await self._finish(cell, self.random.choice(SESSIONS))

    async def _lose(self, code: str, seconds: float, reason: str) -> None:
        """Run a cell that does not come to its end, in a step or in the playground."""
        cell = Cell(code=code, seconds=seconds)
        if self.random.random() < OFTEN_KEPT:
            outcome = await self.playground.run(cell, ignore)
        else:
            outcome = await self.evaluator.run(cell, ignore, self.random.choice(SESSIONS))
        assert told(outcome) == reason, (cell, outcome)
        self.became[reason] += 1

    async def _count(self) -> None:
        """Count on in the playground, whatever was lost meanwhile."""
        code = "n += 1; n" if self.counted else "n = 1; n"
        outcome = await self.playground.run(Cell(code=code, look=True), ignore)
        self.counted += 1
        assert not isinstance(outcome, Lost), outcome
        assert outcome.value == str(self.counted), outcome
        self.became["kept"] += 1

    async def _finish(self, request: Cell | Sketch, session: int) -> None:
        outcome: Outcome = await self.evaluator.run(request, ignore, session)
        assert not isinstance(outcome, Lost), (request, outcome)
        self.became["stopped with an error" if outcome.error else "ran"] += 1


def told(outcome: Outcome) -> str:
    """Why a cell did not come to its end."""
    if isinstance(outcome, Lost):
        return outcome.reason
    return "timeout" if outcome.error and outcome.error.type == "TimeLimit" else "ran"


class Watch:
    """The processes that last: this one, the server, the zygote; and how many workers there are."""

    def __init__(self) -> None:
        tutor = psutil.Process()
        (server,) = tutor.children()
        (zygote,) = server.children()
        self.lasting = {"tutor": tutor, "server": server, "zygote": zygote}

    async def sample(self) -> dict[str, Any]:
        """What they have, once nothing changes any more."""
        async with asyncio.timeout(PATIENCE):
            before = self._look()
            while True:
                await asyncio.sleep(QUIET)
                if before == (now := self._look()) and not now["zombies"]:
                    break
                before = now
        memory = {name: each.memory_info().rss for name, each in self.lasting.items()}
        tree = [self.lasting["tutor"], *self.lasting["tutor"].children(recursive=True)]
        return now | {"memory": memory, "all": sum(each.memory_full_info().pss for each in tree)}

    def _look(self) -> dict[str, Any]:
        workers = self.lasting["zygote"].children()
        everyone = self.lasting["tutor"].children(recursive=True)
        descriptors = {name: each.num_fds() for name, each in self.lasting.items()}
        descriptors["server"] -= 3 * len(workers)  # its three pipes to each
        return {
            "workers": len(workers),
            "others": len(everyone) - len(workers) - 2,
            "zombies": sum(each.status() == psutil.STATUS_ZOMBIE for each in everyone),
            "descriptors": descriptors,
            "threads": {name: each.num_threads() for name, each in self.lasting.items()},
        }


def leak(kept: list[object]) -> None:
    """Keep a little of everything."""
    kept.append(os.urandom(100_000))
    kept.append(os.open(os.devnull, os.O_RDONLY))
    kept.append(subprocess.Popen(["sleep", "600"], stdout=subprocess.DEVNULL))


def ignore(_: str) -> None:
    """Nobody reads what is printed."""


async def main(cells: int, every: int, *, leaks: bool) -> None:
    """Run the session."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)  # whoever loses its parent becomes our child
    kept: list[object] = []
    evaluator = Evaluator(Launcher())
    await evaluator.hello()
    session, watch = Session(evaluator, Random(7)), Watch()
    for cell in range(1, cells + 1):
        await session.run(cell)
        if leaks:
            leak(kept)
        if cell % every == 0:
            print(json.dumps({"cell": cell} | await watch.sample()), flush=True)
    server = watch.lasting["server"]
    seen = [server, *server.children(recursive=True)]
    await evaluator.close()
    _, left = psutil.wait_procs(seen, timeout=10)
    strays = [each.pid for each in (*left, *psutil.Process().children(recursive=True))]
    print(json.dumps({"became": session.became, "left": sorted(set(strays))}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), leaks="leak" in sys.argv[3:]))
