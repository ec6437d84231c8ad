"""The app under test: made from fakes, driven by keys, read as text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from autograd_tutor.course.lessons import Course
from autograd_tutor.testing.screens import settle as settle
from autograd_tutor.testing.screens import text as text
from autograd_tutor.tui.app import TutorApp
from autograd_tutor.tui.ports import EvaluatorLike
from autograd_tutor.tui.screens.lesson import LessonScreen
from autograd_tutor.tui.widgets.desk import Desk
from autograd_tutor.tui.widgets.editor import Editor

from .fakes import ENTRIES, LESSONS, FakeEvaluator, FakeStore

MOVES = ("ctrl+n", "ctrl+p")
LOOKS = 40
FOR_EVER = 1e6
SMALL, WIDE, LEAST = (80, 24), (120, 40), (60, 18)


def tutor(
    evaluator: EvaluatorLike | None = None,
    store: FakeStore | None = None,
    at: tuple[str, str] | None = ("slopes", "first"),
    *,
    device: str = "cpu",
    ascii: bool = False,
) -> TutorApp:
    """The app on the fake course, at a step of it."""
    lesson, step = at or (None, None)
    return TutorApp(
        evaluator or FakeEvaluator(),
        store or FakeStore(),
        lesson=lesson,
        step=step,
        device=device,
        ascii=ascii,
        course=Course(lambda: ENTRIES, LESSONS.__getitem__),
    )


@asynccontextmanager
async def piloted(
    app: TutorApp, size: tuple[int, int] = SMALL, *, notifications: bool = False
) -> AsyncIterator[Pilot[None]]:
    """Start the app and wait until its first step is shown. Notices stay, however long it takes."""
    notify = app.notify

    def lasting(message: str, **options: Any) -> None:
        notify(message, **{**options, "timeout": FOR_EVER})

    setattr(app, "notify", lasting)  # noqa: B010
    async with app.run_test(size=size, notifications=notifications) as pilot:
        await settle(pilot)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they started; for another step before the key after it."""
    for key in keys:
        await pilot.press(key)
        if key in MOVES:
            await settle(pilot)
    await settle(pilot)


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait for what a timer of the app's own will bring."""
    async with asyncio.timeout(20):
        while not true():
            await pilot.pause(0.01)


async def drawn(pilot: Pilot[None], kept: str | None) -> str:
    """The screen, once it is as it was kept; where it does not come to that, as it is then.

    On a busy machine a screen may seem to be at rest between two steps of its layout.
    """
    for _ in range(LOOKS):
        if kept is None or text(pilot.app) == kept:
            break
        await settle(pilot)
    return text(pilot.app)


def desk(app: App[None]) -> Desk:
    return app.screen_stack[0].query_one(Desk)


def editor(app: App[None]) -> Editor:
    found = desk(app).editor
    assert found is not None
    return found


def lesson_screen(app: App[None]) -> LessonScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, LessonScreen)
    return screen


def status(app: App[None]) -> str:
    return text(app).partition("\n")[0]
