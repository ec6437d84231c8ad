"""A lesson gone through step by step, each solved as its author says, on the real evaluator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from msgspec.structs import replace
from textual.pilot import Pilot

from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.course.lessons import Course
from autograd_tutor.evaluator.client import LEARNER, Evaluator, ignored
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Hello, Layer, Outcome, Run
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Step
from autograd_tutor.progress.store import Store
from autograd_tutor.testing.screens import resize, settle, text
from autograd_tutor.testing.solving import solve
from autograd_tutor.tui.app import TutorApp

Size: TypeAlias = tuple[int, int]
Screens: TypeAlias = dict[str, dict[str, str]]
"""By step id, and then by what was seen: size, characters, and before or after."""


class Unsolved(Exception):
    """A step is not passed by its own solution; the screen says why."""

    def __init__(self, step: str, screen: str) -> None:
        super().__init__(f"the step {step} is not passed by its own solution:\n{screen}")


class Steady(Evaluator):
    """The real evaluator, but with nothing in its answers that another day or machine changes."""

    async def hello(self, tell: Callable[[str], None] = ignored) -> Hello:
        """The greeting of a machine that confines everything: screens say so."""
        return replace(await super().hello(tell), confinement=(Layer("all", True),))

    async def run(
        self, request: Cell | Sketch, on_output: Callable[[str], None], session: int = LEARNER
    ) -> Outcome:
        """Run it; how long it took is not told."""
        outcome = await super().run(request, on_output, session)
        return replace(outcome, seconds=0.0) if isinstance(outcome, Run) else outcome

    async def close(self) -> None:
        """Stay, for the next app."""

    async def end(self) -> None:
        """End the server."""
        await super().close()


async def walk(path: Path, lesson: Lesson, sizes: Sequence[Size], ascii: Sequence[bool]) -> Screens:
    """Every screen of a lesson. Raises Unsolved, and EvaluatorError where there is no torch."""
    screens: Screens = {step.id: {} for step in lesson.steps}
    course = Course.of_one(path, lesson)
    evaluator = Steady(Launcher())
    try:
        await evaluator.hello()
        for plain in ascii:
            store = Store()
            app = TutorApp(evaluator, store, lesson=lesson.id, ascii=plain, course=course)
            async with app.run_test(size=sizes[0]) as pilot:
                await settle(pilot)
                async for step, seen in _steps(pilot, lesson, sizes, " ascii" * plain):
                    screens[step.id] |= seen
                    if is_exercise(step) and step.id not in store.passed(lesson.id):
                        raise Unsolved(step.id, text(app))
            store.close()
    finally:
        await evaluator.end()
    return screens


async def _steps(
    pilot: Pilot[Any], lesson: Lesson, sizes: Sequence[Size], plain: str
) -> AsyncIterator[tuple[Step, dict[str, str]]]:
    """Each step, and its screens before and after it was solved."""
    for number, step in enumerate(lesson.steps):
        if number:
            await resize(pilot, sizes[0])
            await pilot.press("ctrl+n")
            await settle(pilot)
        seen = await _seen(pilot, sizes, f"{plain}, opened")
        if await solve(pilot, step):
            seen |= await _seen(pilot, sizes, f"{plain}, done")
        yield step, seen


async def _seen(pilot: Pilot[Any], sizes: Sequence[Size], when: str) -> dict[str, str]:
    seen = {}
    for size in sizes:
        await resize(pilot, size)
        seen[f"{size[0]}x{size[1]}{when}"] = text(pilot.app)
    return seen
