"""Takes the learner from step to step, and keeps where they are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias

from textual.message import Message

from autograd_tutor.course.lessons import Course, CourseError, Place
from autograd_tutor.tui.messages import Opened, Unreadable
from autograd_tutor.tui.storage import Storage
from autograd_tutor.tui.turns import Free
from autograd_tutor.tui.work import Work

Find: TypeAlias = Callable[[], Awaitable[Callable[[], Place | None]]]
"""Says in its turn how the step is found, which may read files."""


class Guide:
    """Moves one at a time and in order, however fast the keys come; posts `Opened` for each."""

    def __init__(self, course: Course, storage: Storage, post: Callable[[Message], object]) -> None:
        self.course = course
        self._storage = storage
        self._post = post
        self._turn = asyncio.Lock()
        self._asked = 0
        self.place: Place | None = None

    def can_move(self, by: int) -> bool:
        """Whether there is a step there."""
        return self.place is not None and self.course.has(self.place, by)

    @property
    def is_moving(self) -> bool:
        """Whether a step was asked for that is not on the screen yet."""
        return self._asked > 0

    def arrived(self) -> None:
        """A step that was asked for is on the screen now, or won't be: keys are taken again."""
        self._asked = max(0, self._asked - 1)
        self._post(Free())

    def start(self, lesson: str | None, step: str | None) -> Work:
        """Open the given step, of the lesson that the learner left if none is, or where they left.

        What is given and is not there is told as a course that can't be read.
        """

        async def find() -> Callable[[], Place | None]:
            left = None if lesson else await self._storage.position()
            if lesson is None and step is None:
                return lambda: self.course.find(*(left or (None, None)))
            return lambda: self.course.named(lesson or (left and left[0]), step)

        return self._opening(find)

    def move(self, by: int) -> Work:
        """Go one step on (1) or back (-1); nothing happens at the ends of the course."""

        async def find() -> Callable[[], Place | None]:
            place = self.place
            return lambda: self.course.move(place, by) if place is not None else None

        return self._opening(find)

    def _opening(self, find: Find) -> Work:
        self._asked += 1
        return partial(self._open, find)

    async def _open(self, find: Find) -> None:
        found = opened = None
        try:
            async with self._turn:
                found = await self._storage.call(await find())
                if found is not None:
                    kept = await self._storage.enter(found.key)
                    self.place = found
                    opened = Opened(found, kept)
                    self._post(opened)
        except CourseError as error:
            self._post(Unreadable(str(error)))
        finally:
            if opened is None:
                self.arrived()
