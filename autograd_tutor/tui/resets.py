"""Forgets a step, a lesson or all, once the learner has said yes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from autograd_tutor.course.answers import Key, answer_key
from autograd_tutor.course.progress import Chapter, forget_all, forget_lesson, forget_step
from autograd_tutor.tui.screens.confirm import Confirm
from autograd_tutor.tui.widgets.editor import Editor
from autograd_tutor.tui.work import begin

if TYPE_CHECKING:
    from textual.screen import Screen

    from autograd_tutor.lesson.steps import Step
    from autograd_tutor.tui.guide import Guide
    from autograd_tutor.tui.storage import Storage
    from autograd_tutor.tui.widgets.works import Works

FORGOTTEN = "Forgotten."
UNDO = " Undo still brings back text of steps that you opened since the start."
JUDGING = ("answer", "judge")
"""Groups of workers that would keep an attempt after all."""
Then: TypeAlias = Callable[[], object]


def nothing() -> None:
    """After a reset, do no more."""


class Resets:
    """Each method asks; after a yes it forgets, and calls `then`.

    The step that is shown is opened anew where it was reset, or the course's first after all was.
    Editors show the step's own code then; what was typed in them is in their undo history.
    """

    def __init__(self, screen: Screen[None], storage: Storage, guide: Guide, works: Works) -> None:
        """Work for this screen, in workers of its group `forget`."""
        self._screen = screen
        self._storage = storage
        self._guide = guide
        self._works = works

    async def step(self, lesson: str, step: Step, then: Then = nothing) -> None:
        """Reset one step."""
        standing, _ = await self._storage.stand((lesson, step.id))
        self._ask(forget_step(step, standing), lesson, step.id, then)

    async def lesson(self, chapter: Chapter, then: Then = nothing) -> None:
        """Reset a lesson, whether or not it can be read."""
        self._ask(forget_lesson(chapter), chapter.entry.id, None, then)

    async def all(self, chapters: Sequence[Chapter], then: Then = nothing) -> None:
        """Reset everything."""
        self._ask(forget_all(sum(chapter.done for chapter in chapters)), None, None, then)

    async def here(self) -> None:
        """Reset the step that is shown."""
        if place := self._guide.place:
            await self.step(place.lesson.id, place.step)

    async def this_lesson(self) -> None:
        """Reset its lesson."""
        if place := self._guide.place:
            await self.lesson(await self._storage.chapter(self._guide.course, place.number))

    async def course(self) -> None:
        """Reset everything; how far the learner is must be read first."""
        course = self._guide.course
        numbers = range(len(course.entries))
        await self.all([await self._storage.chapter(course, each) for each in numbers])

    def _ask(self, question: str, lesson: str | None, step: str | None, then: Then) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                work = partial(self._forget, lesson, step, then)
                begin(self._screen, "forget", work)

        self._screen.app.push_screen(Confirm(question), answered)

    async def _forget(self, lesson: str | None, step: str | None, then: Then) -> None:
        for group in JUDGING:
            self._screen.workers.cancel_group(self._screen, group)
        await self._storage.reset(lesson, step)
        typed = False
        for work in self._works.all:
            if _covers(lesson, step, work.key):
                typed |= work.restart() and isinstance(work, Editor)
                work.noted = work.draft
        place = self._guide.place
        if place is not None and _covers(lesson, step, place.key):
            await self._guide.start(*(place.key if lesson is not None else (None, None)))()
        self._screen.notify(FORGOTTEN + UNDO * typed)
        then()


def _covers(lesson: str | None, step: str | None, key: Key) -> bool:
    """Whether what lies under a key is reset with a step, with a lesson or with all."""
    return lesson in (None, key[0]) and (
        step is None or key in ((key[0], step), answer_key((key[0], step)))
    )
