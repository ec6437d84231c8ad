"""Resets on a real progress file: asked first, exact, and what was typed comes back with undo."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from autograd_tutor.progress.standing import Standing
from autograd_tutor.progress.store import Store
from autograd_tutor.tui.screens.confirm import Confirm

from .kinds import EVERY, SLOPE, FakeJudge
from .pilots import desk, editor, lesson_screen, piloted, press, settle, status, text
from .progressed import TAUGHT, fill, progressed

HERE = EVERY.id, "slope"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "progress.sqlite3")
    fill(store)
    yield store
    store.close()


@asynccontextmanager
async def at_slope(store: Store, judge: FakeJudge | None = None) -> AsyncIterator[Pilot[None]]:
    """At the step with code, after a pass, a hint, and a key typed just now."""
    app = progressed(store, at=HERE, judge=judge)
    async with piloted(app, notifications=True) as pilot:
        await press(pilot, "ctrl+r", "alt+h", "z")
        assert editor(app).text == f"z{SLOPE}".rstrip()
        yield pilot


def asked(pilot: Pilot[None]) -> str:
    """What is on the screen, as if no line had an end."""
    return " ".join(text(pilot.app).replace("│", " ").split())


async def command(pilot: Pilot[None], label: str) -> None:
    """What the palette does for this label."""
    for each in pilot.app.get_system_commands(pilot.app.screen):
        if each.title == label:
            each.callback()
    await settle(pilot)


async def test_a_step(store: Store) -> None:
    async with at_slope(store) as pilot:
        await press(pilot, "alt+m", "x")
        assert isinstance(pilot.app.screen, Confirm)
        assert "1 attempt, that you passed it and 1 hint?" in asked(pilot)
        await press(pilot, "y", "escape")
        assert store.standing(*HERE) == Standing()
        assert store.draft(*HERE) is None
        assert HERE[1] in store.reached(EVERY.id)
        assert store.passed(EVERY.id) == {"foresee", "pick", "value"}
        assert editor(pilot.app).text == SLOPE.rstrip()
        assert "passed" not in status(pilot.app)
        await press(pilot, "ctrl+z")
        assert editor(pilot.app).text == f"z{SLOPE}".rstrip()
        lesson_screen(pilot.app).note_drafts()
    assert store.draft(*HERE) == f"z{SLOPE}".rstrip()


async def test_a_lesson_with_picks_and_an_order(store: Store) -> None:
    async with piloted(progressed(store, at=(EVERY.id, "pick"))) as pilot:
        await press(pilot, "1", "ctrl+n", "ctrl+n", "space", "down", "ctrl+p")
        await command(pilot, "Reset lesson")
        assert "3 passed exercises?" in asked(pilot)
        await press(pilot, "down", "enter")
        assert store.passed(EVERY.id) == frozenset()
        assert store.reached(EVERY.id) == {"value"}
        assert store.reached(TAUGHT.id) != frozenset()
        await press(pilot, "ctrl+n")
        answer = desk(pilot.app).answer
        assert answer is not None
        assert answer.draft is None
        await press(pilot, "ctrl+p", "ctrl+p")
        answer = desk(pilot.app).answer
        assert answer is not None
        assert answer.places == []
    assert [store.draft(EVERY.id, f"{id}#answer") for id in ("pick", "sequence")] == [None, None]


async def test_everything(store: Store) -> None:
    store.add_cell("1 + 1")
    async with at_slope(store) as pilot:
        await press(pilot, "alt+m", "X", "y")
        assert "1/3 · A tape of operations" in status(pilot.app)
        assert store.position() == (TAUGHT.id, "tape")
        assert store.reached(EVERY.id) == store.passed(EVERY.id) == frozenset()
        assert store.cells() == ["1 + 1"]
    assert store.draft(*HERE) is None


async def test_nothing_is_done_without_a_yes(store: Store) -> None:
    async with at_slope(store) as pilot:
        for keys in (["enter"], ["escape"], ["n"], ["down", "up", "enter"]):
            await command(pilot, "Reset all")
            assert len(pilot.app.screen_stack) == 2
            await press(pilot, *keys)
            assert pilot.app.screen is lesson_screen(pilot.app)
            assert store.standing(*HERE).passed


async def test_an_answer_that_is_being_judged_is_forgotten_too(store: Store) -> None:
    judge = FakeJudge()
    judge.held.clear()
    app = progressed(store, at=HERE, judge=judge)
    async with piloted(app) as pilot:
        await pilot.press("ctrl+r")
        await judge.begun.wait()
        lesson_screen(app).action_reset_step()
        while not isinstance(app.screen, Confirm):
            await pilot.pause()
        await pilot.press("y")
        judge.held.set()
        await settle(pilot)
        assert store.standing(*HERE) == Standing()


async def test_what_another_tutor_wrote_is_reset_as_well(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "progress.sqlite3")
    async with piloted(progressed(store, at=HERE)) as pilot:
        other.save_draft(*HERE, "elsewhere")
        other.record(*HERE, "passed", "")
        await command(pilot, "Reset step")
        await press(pilot, "y")
        assert other.draft(*HERE) is None
        assert not other.standing(*HERE).passed
    other.close()
