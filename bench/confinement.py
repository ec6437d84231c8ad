"""`python -m bench.confinement`: what confinement costs, and how fast an interrupt is.

The same evaluator twice in one run, its workers confined and not, interleaved.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Lost, Run
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.requests import Cell

CUBIC = """\
x = torch.linspace(0, 5, 200, requires_grad=True)
y = x**3 - 6*x**2 + 8*x
[dy] = torch.autograd.grad(y.sum(), [x])
plot(x.detach(), y.detach()); plot(x.detach(), dy)"""
LOOP = "print('on')\nwhile True: pass"
DEAF = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{LOOP}"

Timed = Callable[[Evaluator], Awaitable[float]]


async def round_trip(evaluator: Evaluator) -> float:
    """Seconds from a cell sent to its outcome, the spare being ready."""
    await asyncio.sleep(0.3)
    return await timed(evaluator, Cell(code=CUBIC))


async def kept_round_trip(evaluator: Evaluator) -> float:
    """The same in a worker that has run a cell before, and keeps its variables."""
    await timed(evaluator, Cell(code=CUBIC, keep=True))
    return await timed(evaluator, Cell(code=CUBIC, keep=True))


async def reset(evaluator: Evaluator) -> float:
    """Seconds from a reset asked for to the outcome of a cell after it."""
    await timed(evaluator, Cell(code=CUBIC, keep=True))
    await asyncio.sleep(0.3)
    started = time.perf_counter()
    await evaluator.reset()
    await timed(evaluator, Cell(code=CUBIC, keep=True))
    return time.perf_counter() - started


async def interrupt(evaluator: Evaluator) -> float:
    """Seconds from an interrupt to the end of a Python loop."""
    return await interrupted(evaluator, LOOP, Run)


async def hard_interrupt(evaluator: Evaluator) -> float:
    """Seconds from an interrupt to the end of a cell that ignores it."""
    return await interrupted(evaluator, DEAF, Lost)


async def timed(evaluator: Evaluator, cell: Cell) -> float:
    """Seconds to the outcome of a cell."""
    started = time.perf_counter()
    outcome = await evaluator.run(cell, lambda _: None)
    assert isinstance(outcome, Run), outcome
    assert outcome.error is None, outcome
    return time.perf_counter() - started


async def interrupted(evaluator: Evaluator, code: str, kind: type[Run] | type[Lost]) -> float:
    """Seconds from an interrupt of running code to its outcome."""
    begun = asyncio.Event()
    task = asyncio.create_task(evaluator.run(Cell(code=code), lambda _: begun.set()))
    await begun.wait()
    started = time.perf_counter()
    await evaluator.interrupt()
    assert isinstance(await task, kind)
    return time.perf_counter() - started


MEASURES: dict[str, Timed] = {
    "Cell, fresh worker": round_trip,
    "Cell, same worker": kept_round_trip,
    "Reset and cell": reset,
    "Interrupt of a Python loop": interrupt,
    "Interrupt of a deaf cell": hard_interrupt,
}


async def measure(rounds: int) -> dict[str, tuple[float, float]]:
    """The medians in seconds, confined and unconfined."""
    both = [Evaluator(Launcher(options=Options(kind))) for kind in ("full", "off")]
    samples: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in MEASURES}
    for _ in range(rounds):
        for name, once in MEASURES.items():
            for evaluator, kept in zip(both, samples[name], strict=True):
                await evaluator.hello()
                kept.append(await once(evaluator))
    for evaluator in both:
        await evaluator.close()
    return {name: (median(a), median(b)) for name, (a, b) in samples.items()}


def report(medians: dict[str, tuple[float, float]], rounds: int) -> str:
    """The table, and whether what is asked of it holds."""
    rows = [
        f"| {name} | {confined * 1e3:.1f} ms | {free * 1e3:.1f} ms | {confined / free:.2f} |"
        for name, (confined, free) in medians.items()
    ]
    aims = (
        ("confined cell <= 1.2x unconfined", ratio(medians["Cell, fresh worker"]), 1.2),
        ("confined reset <= 2x unconfined", ratio(medians["Reset and cell"]), 2.0),
        ("interrupt of a loop < 5 ms", medians["Interrupt of a Python loop"][0] * 1e3, 5.0),
        ("interrupt of a deaf cell < 300 ms", medians["Interrupt of a deaf cell"][0] * 1e3, 300.0),
    )
    verdicts = [
        f"- {aim}: {value:.2f}, {'reached' if value <= most else '**not reached**'}"
        for aim, value, most in aims
    ]
    return "\n".join(
        [
            "# What confinement costs",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, medians of {rounds} interleaved rounds.",
            "",
            "| | confined | unconfined | ratio |",
            "| --- | ---: | ---: | ---: |",
            *rows,
            "",
            *verdicts,
            "",
        ]
    )


def ratio(pair: tuple[float, float]) -> float:
    """Confined over unconfined."""
    return pair[0] / pair[1]


def main() -> None:
    """Measure, print and write bench/CONFINEMENT.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.confinement", description=__doc__)
    parser.add_argument("--rounds", type=int, default=31)
    rounds = parser.parse_args().rounds
    text = report(asyncio.run(measure(rounds)), rounds)
    print(text)
    Path(__file__).with_name("CONFINEMENT.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
