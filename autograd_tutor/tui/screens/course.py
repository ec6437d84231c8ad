"""The part of a screen that goes anywhere in the course, and forgets what was done there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_tutor.tui.screens.running import RunningScreen

if TYPE_CHECKING:
    from autograd_tutor.course.lessons import Course
    from autograd_tutor.tui.guide import Guide
    from autograd_tutor.tui.resets import Resets
    from autograd_tutor.tui.storage import Storage
    from autograd_tutor.tui.widgets.desk import Desk


class CourseScreen(RunningScreen):
    """What it needs for that is made by the lesson screen."""

    _desk: Desk
    _guide: Guide
    _storage: Storage

    def note_drafts(self) -> None:
        """Give what was typed to be kept."""
        raise NotImplementedError

    def action_map(self) -> None:
        """Show the course, to go anywhere in it."""
        from autograd_tutor.tui.screens.map import MapScreen

        place = self._guide.place
        if place is not None:
            self.note_drafts()
            there = MapScreen(self._guide.course, place, self._storage, self._resets())
            self.app.push_screen(there, self.go)

    @property
    def course(self) -> Course:
        """The lessons."""
        return self._guide.course

    def go(self, there: tuple[str, str | None] | None) -> None:
        """Open a lesson, at a step or at its first; None stays here."""
        if there is not None:
            self._do("step", self._guide.start(*there))

    def _resets(self) -> Resets:
        from autograd_tutor.tui.resets import Resets

        return Resets(self, self._storage, self._guide, self._desk.works)

    def action_reset_step(self) -> None:
        """Forget what was done at this step, after a question."""
        self._do("forget", self._resets().here)

    def action_reset_lesson(self) -> None:
        """Forget what was done in this lesson, after a question."""
        self._do("forget", self._resets().this_lesson)

    def action_reset_all(self) -> None:
        """Forget everything, after a question."""
        self._do("forget", self._resets().course)
