"""A lesson gone through step by step, each solved as its author says, on the real evaluator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from msgspec.structs import replace
from textual.pilot import Pilot

from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.course.lessons import Course
from autograd_tutor.evaluator.client import LEARNER, Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Cell, Hello, Layer, Outcome, Run, Sketch
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.progress.store import Store
from autograd_tutor.testing.screens import resize, settle, text
from autograd_tutor.testing.solving import solve
from autograd_tutor.tui.app import TutorApp

Size: TypeAlias = tuple[int, int]
Screens: TypeAlias = dict[str, dict[str, str]]
"""By step id, and then by what was seen: size, characters, and before or after."""


class Unsolved(Exception):
    """A step does not take its own solution for right."""


class Steady(Evaluator):
    """The real evaluator, but with nothing in its answers that another day or machine changes."""

    async def hello(self) -> Hello:
        """The greeting of a machine that confines everything: screens say so."""
        return replace(await super().hello(), confinement=(Layer("all", True),))

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
    evaluator = Steady(Launcher())
    try:
        await evaluator.hello()
        for plain in ascii:
            store = Store()
            app = TutorApp(
                evaluator,
                store,
                lesson=lesson.id,
                ascii=plain,
                course=Course.of_one(path, lesson),
            )
            async with app.run_test(size=sizes[0]) as pilot:
                await settle(pilot)
                await _through(pilot, lesson, sizes, " ascii" if plain else "", screens)
            _check(lesson, store)
            store.close()
    finally:
        await evaluator.end()
    return screens


async def _through(
    pilot: Pilot[Any], lesson: Lesson, sizes: Sequence[Size], plain: str, screens: Screens
) -> None:
    for number, step in enumerate(lesson.steps):
        if number:
            await resize(pilot, sizes[0])
            await pilot.press("ctrl+n")
            await settle(pilot)
        seen = screens[step.id]
        for size in sizes:
            await resize(pilot, size)
            seen[f"{size[0]}x{size[1]}{plain}, opened"] = text(pilot.app)
        if await solve(pilot, step):
            for size in sizes:
                await resize(pilot, size)
                seen[f"{size[0]}x{size[1]}{plain}, done"] = text(pilot.app)


def _check(lesson: Lesson, store: Store) -> None:
    passed = store.passed(lesson.id)
    for step in lesson.steps:
        if is_exercise(step) and step.id not in passed:
            raise Unsolved(f"the step {step.id} does not take its own solution for right")
