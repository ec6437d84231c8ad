"""The map of the course in words, going anywhere, and forgetting on a real progress file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograd_tutor.course.lessons import Course
from autograd_tutor.evaluator.messages import Device
from autograd_tutor.plain.commands import parse
from autograd_tutor.plain.console import Console
from autograd_tutor.plain.session import Session
from autograd_tutor.plain.voice import Voice
from autograd_tutor.progress.standing import Standing
from autograd_tutor.progress.store import Store

from ..tui.fakes import SCALARS
from ..tui.kinds import EVERY
from ..tui.progressed import ENTRIES, TAUGHT, fill, load


class Script:
    """Lines, and then the end."""

    def __init__(self, *lines: str) -> None:
        self._lines = [*lines]

    async def next(self) -> str | None:
        return self._lines.pop(0) if self._lines else None


class Idle:
    """An engine that is never asked to run."""

    device = "cpu"

    async def devices(self) -> tuple[Device, ...]:
        return ()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "progress.sqlite3")
    fill(store)
    store.set_position(EVERY.id, "sequence")
    yield store
    store.close()


async def said(store: Store, *lines: str) -> str:
    """What is said to these lines."""
    out = io.StringIO()
    console = Console(Script(*lines), Voice(out, 80, ascii=False), echo=False)  # type: ignore[arg-type]
    session = Session(Course(lambda: ENTRIES, load), store, Idle(), console)  # type: ignore[arg-type]
    assert await session.attend(None, None) == 0
    return " ".join(out.getvalue().split())


async def test_the_map_tells_lessons_and_then_steps(store: Store) -> None:
    words = await said(store, "map", "map 2", "map broken")
    assert "1. slopes: Slopes by autograd, seen. Teaches tracking, leaf, gradient slot," in words
    assert "2. every: Every kind of step, here, 3/8 exercises." in words
    assert "3. broken: A lesson with a fault, can't be read. 03-broken.yaml:7:3:" in words
    assert "3. foresee: Say what comes, passed" in words
    assert "6. sequence: One step of descent, here, seen" in words
    assert words.count("03-broken.yaml") == 2


async def test_go_takes_a_lesson_and_a_step_in_one_word(store: Store) -> None:
    await said(store, "go slopes/2")
    assert store.position() == (TAUGHT.id, "first")
    words = await said(store, "go slopes/nowhere", "go 4/sum")
    assert "There is no step nowhere." in words
    assert store.position() == (SCALARS.id, "sum")


async def test_forgetting_asks_first(store: Store) -> None:
    words = await said(store, "forget step", "n", "forget all", "n")
    assert "1 attempt and 1 hint? All other steps stay. It can't be undone. Forget it?" in words
    assert "3 passed exercises? You begin again" in words
    assert store.standing(EVERY.id, "sequence") == Standing(attempts=1, hints=1)


async def test_forgetting(store: Store) -> None:
    await said(store, "forget step", "y")
    assert store.standing(EVERY.id, "sequence") == Standing()
    assert store.passed(EVERY.id) == {"foresee", "pick", "value"}
    await said(store, "forget lesson", "y")
    assert store.passed(EVERY.id) == frozenset()
    assert store.reached(EVERY.id) == {"sequence"}
    assert store.reached(TAUGHT.id) == {"tape", "first", "cubic"}
    await said(store, "forget all", "y")
    assert store.reached(EVERY.id) == frozenset()
    assert store.position() == (TAUGHT.id, "tape")


def test_only_three_things_can_be_forgotten() -> None:
    assert parse("forget it") is None
    assert parse("x all") == ("forget", ["all"])
