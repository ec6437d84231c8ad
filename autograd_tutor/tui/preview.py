"""The tutor on one lesson file, shown anew at the same step whenever the file is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd_tutor.authoring.watch import Watched
from autograd_tutor.course.lessons import Course, Place
from autograd_tutor.lesson.source import LessonError
from autograd_tutor.progress.store import Store
from autograd_tutor.tui.app import TutorApp
from autograd_tutor.tui.colours import THEME
from autograd_tutor.tui.guide import Guide
from autograd_tutor.tui.screens.lesson import LessonScreen
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.works import Works

if TYPE_CHECKING:
    from autograd_tutor.lesson.model import Lesson
    from autograd_tutor.tui.ports import EvaluatorLike
    from autograd_tutor.tui.widgets.editor import Editor
    from autograd_tutor.tui.widgets.places import Places

EVERY = 0.5
"""Seconds between two looks at the file."""
KEPT = "What you see is the last version that could be read."


class PreviewScreen(LessonScreen):
    """The lesson screen, which can change to a newer version of its lesson.

    Editors of the version before are hidden, and removed with the next change: Textual may draw
    once more what was on the screen when it was removed.
    """

    _hidden: Sequence[Editor | Places] = ()

    async def change_to(self, lesson: Lesson, course: Course) -> None:
        """Show the course's lesson at the step that is shown now. What was typed is kept."""
        step = _same_step(self._guide.place, lesson)
        self.note_drafts()
        await self._storage.flush()
        for work in self._hidden:
            await work.remove()
        self._hidden = self._desk.works.all
        for work in self._hidden:
            work.display = False
        self._desk.works = Works()
        self._desk.editor = self._desk.answer = None
        self._guide = Guide(course, self._storage, self.post_message)
        self._do("step", self._guide.start(lesson.id, step))


class PreviewApp(TutorApp):
    """The tutor for who writes a lesson. Progress is kept until it ends."""

    LESSON_SCREEN = PreviewScreen
    _screen_of_lessons: PreviewScreen

    def __init__(
        self,
        evaluator: EvaluatorLike,
        watched: Watched,
        *,
        step: str | None = None,
        device: str = "cpu",
        ascii: bool = False,
        theme: str = THEME.name,
    ) -> None:
        """Show a lesson from this step on; `TutorApp` says what the rest means."""
        self._watched = watched
        super().__init__(
            evaluator,
            Store(),
            lesson=watched.lesson.id,
            step=step,
            device=device,
            ascii=ascii,
            theme=theme,
            course=Course.of_one(watched.path, watched.lesson),
        )

    def on_mount(self) -> None:
        """Look at the file now and then."""
        self.set_interval(EVERY, self.look)

    async def look(self) -> None:
        """Show the file as it was saved last, unless a dialog is open: then the next look will."""
        if self.screen is not self._screen_of_lessons:
            return
        try:
            if await asyncio.to_thread(self._watched.changed):
                self.clear_notifications()
                lesson = self._watched.lesson
                course = Course.of_one(self._watched.path, lesson)
                await self._screen_of_lessons.change_to(lesson, course)
        except LessonError as error:
            place = f"{error.path.name}:{error.line}:{error.column}"
            words = f"{place}: {error.problem}\n{error.remedy}\n{KEPT}"
            self.notify(visible(words), severity="error", timeout=20, markup=False)


def _same_step(place: Place | None, lesson: Lesson) -> str | None:
    """The step that was shown; the one in its place if it has another id now."""
    if place is None:
        return None
    ids = [step.id for step in lesson.steps]
    return place.step.id if place.step.id in ids else ids[min(place.index, len(ids) - 1)]
