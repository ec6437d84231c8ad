"""Checks that want a card. Without one they are skipped, and `make cuda DEVICE=cpu:0` runs those
that do not need CUDA itself: to the evaluator, whatever is not `cpu` is a card."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from autograd_tutor.devices import ask
from autograd_tutor.evaluator.choosing import refusal
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.options import Options

from .table import Table

VARIABLE = "AUTOGRAD_TUTOR_TEST_DEVICE"
DRIVER = Path("/proc/driver/nvidia/version")
PAGE = Path(__file__).parents[2] / "docs" / "cuda.md"

Opened = Callable[[Options], AbstractAsyncContextManager[Evaluator]]


def chosen() -> str:
    """The device to check."""
    return os.environ.get(VARIABLE) or "cuda:0"


def is_card(device: str) -> bool:
    """Whether it is CUDA's, and no stand-in."""
    return device.startswith("cuda")


def why_not(device: str) -> str:
    """Why nothing can be checked on a device; empty if it can.

    What was not asked for by name costs no start of an evaluator where there is no driver.
    """
    if VARIABLE not in os.environ and not DRIVER.exists():
        return "no NVIDIA driver is loaded here"
    said = refusal(device, asyncio.run(ask(Launcher()))).partition("\n")[0]
    return said.removesuffix(" These are there:").removesuffix(".")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what wants a card, and what wants CUDA itself, where there is none."""
    marked = [item for item in items if item.get_closest_marker("cuda")]
    why = why_not(chosen()) if marked else ""
    for item in marked:
        if why:
            item.add_marker(pytest.mark.skip(reason=f"no CUDA device: {why}"))
        elif "card" in getattr(item, "fixturenames", ()) and not is_card(chosen()):
            item.add_marker(pytest.mark.skip(reason=f"{chosen()} is no CUDA device"))


@pytest.fixture
def device() -> str:
    """A card, or what stands in for one."""
    return chosen()


@pytest.fixture
def card() -> str:
    """A card, nothing else."""
    return chosen()


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """What was measured: a page of the docs if a card was asked for by name, as `make cuda` does,
    else of a throw-away directory."""
    measured = Table(chosen())
    yield measured
    named = is_card(os.environ.get(VARIABLE, ""))
    page = PAGE if named else tmp_path_factory.mktemp("cuda") / PAGE.name
    measured.write(page)
    assert page.read_text(encoding="utf-8").count("\n| ") >= len(measured.rows)


@pytest.fixture
async def opened() -> Opened:
    """Starts an evaluator for one test, with these options."""

    @asynccontextmanager
    async def start(options: Options) -> AsyncIterator[Evaluator]:
        evaluator = Evaluator(Launcher(options=options))
        try:
            yield evaluator
        finally:
            await evaluator.close()

    return start
