"""Takes the learner from step to step, and keeps where they are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.message import Message

from autograd_tutor.course.lessons import Course, CourseError, Place
from autograd_tutor.tui.messages import Opened, Unreadable
from autograd_tutor.tui.storage import Storage


class Guide:
    """Moves one at a time and in order, however fast the keys come; posts `Opened` for each."""

    def __init__(self, course: Course, storage: Storage, post: Callable[[Message], object]) -> None:
        self.course = course
        self._storage = storage
        self._post = post
        self._turn = asyncio.Lock()
        self.place: Place | None = None

    def can_move(self, by: int) -> bool:
        """Whether there is a step there."""
        return self.place is not None and self.course.has(self.place, by)

    async def start(self, lesson: str | None, step: str | None) -> None:
        """Open the given step, or the one where the learner left."""
        async with self._turn:
            if lesson is None:
                lesson, step = await self._storage.position() or (None, None)
            await self._open(lambda: self.course.find(lesson, step))

    async def move(self, by: int) -> None:
        """Go one step on (1) or back (-1); nothing happens at the ends of the course."""
        async with self._turn:
            place = self.place
            if place is not None:
                await self._open(lambda: self.course.move(place, by))

    async def _open(self, find: Callable[[], Place | None]) -> None:
        try:
            place = await self._storage.call(find)
        except CourseError as error:
            self._post(Unreadable(str(error)))
            return
        if place is None:
            return
        kept = await self._storage.enter(place.key)
        self.place = place
        self._post(Opened(place, kept))
