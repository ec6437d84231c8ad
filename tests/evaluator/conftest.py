import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Protocol, TypeAlias

import pytest
import pytest_asyncio

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Failure, Outcome, Run
from autograd_tutor.evaluator.requests import Cell

MakeScript: TypeAlias = Callable[[str, str], str]
Through: TypeAlias = Callable[..., Evaluator]


class RunCell(Protocol):
    """Runs code and insists that it came to an end of its own."""

    def __call__(self, code: str, **fields: object) -> Awaitable[Run]: ...


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def evaluator() -> AsyncIterator[Evaluator]:
    """A real server, shared: each run gets a process of its own anyway."""
    shared = Evaluator(Launcher())
    await shared.hello()
    yield shared
    await shared.close()


@pytest_asyncio.fixture(loop_scope="session")
async def run(evaluator: Evaluator) -> RunCell:
    async def run_cell(code: str, **fields: object) -> Run:
        outcome: Outcome = await evaluator.run(Cell(code=code, **fields), ignore)  # type: ignore[arg-type]
        assert isinstance(outcome, Run), outcome
        return outcome

    return run_cell


@pytest_asyncio.fixture(loop_scope="session")
async def fail(run: RunCell) -> Callable[..., Awaitable[Failure]]:
    async def run_failing(code: str, **fields: object) -> Failure:
        outcome = await run(code, **fields)
        assert outcome.error is not None, outcome
        return outcome.error

    return run_failing


def ignore(_: str) -> None:
    """An `on_output` for tests that look at something else."""


@pytest.fixture
def script(tmp_path: Path) -> MakeScript:
    """Writes programs, by name and text; gives their paths."""

    def made(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o755)
        return str(path)

    return made


@pytest_asyncio.fixture
async def through() -> AsyncIterator[Through]:
    """Evaluators behind prefixes, closed at the end."""
    made: list[Evaluator] = []

    def evaluator(prefix: str, *, python: str = sys.executable) -> Evaluator:
        made.append(Evaluator(Launcher(python, prefix=prefix)))
        return made[-1]

    yield evaluator
    for each in made:
        await each.close()
