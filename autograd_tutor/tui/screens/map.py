"""The map of the course: where the learner is and was, and a way to every step."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList

from autograd_tutor.course.progress import Chapter
from autograd_tutor.tui.screens.modal import Dialog
from autograd_tutor.tui.widgets.outline import Outline, Row
from autograd_tutor.tui.work import Work, begin

if TYPE_CHECKING:
    from autograd_tutor.course.lessons import Course, Place
    from autograd_tutor.tui.resets import Resets
    from autograd_tutor.tui.storage import Storage

KEYS = "Enter goes  Space folds  / finds  x resets  X all"


class Find(Input):
    """Words to look for. Enter and down go on in the list, Esc leaves and shows all again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Show all"),
        ("enter,down", "screen.list", "To the list"),
    ]

    def action_leave(self) -> None:
        """Look for nothing."""
        self.value = ""
        self.display = False


class MapScreen(Dialog[tuple[str, str | None]]):
    """Gives back the lesson and step to go to, or None. No step: the lesson's first."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("slash", "find", "Find"),
        ("x", "reset", "Reset"),
        ("X", "reset_all", "Reset all"),
    ]

    def __init__(self, course: Course, place: Place, storage: Storage, resets: Resets) -> None:
        """Open at a place; `resets` does what x and X ask for."""
        super().__init__()
        self._course = course
        self._place = place
        self._storage = storage
        self._resets = resets
        self._outline = Outline(Row(place.number, place.index))
        self._chapters: list[Chapter] = []

    def compose(self) -> ComposeResult:
        """A line to type in, hidden at first, and the list."""
        with Vertical(classes="box", id="map") as box:
            box.border_title = "Course"
            box.border_subtitle = KEYS
            find = Find(placeholder="words of a title or a concept", compact=True)
            find.display = False
            yield find
            yield self._outline

    def on_mount(self) -> None:
        """Titles first, then what is known of each lesson."""
        self._outline.focus()
        self._do("lessons", self._read)

    def _do(self, group: str, work: Work) -> None:
        begin(self, group, work, exclusive=True)

    async def _read(self) -> None:
        if not self._chapters:
            self._chapters = [Chapter(entry) for entry in self._course.entries]
            here = self._place.number
            self._chapters[here] = replace(self._chapters[here], lesson=self._place.lesson)
            self._outline.show(self._chapters)
        for number in range(len(self._chapters)):
            self._chapters[number] = await self._storage.chapter(self._course, number)
            self._outline.show(self._chapters)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go there."""
        row = self._outline.row
        if row is not None:
            chapter = self._chapters[row.lesson]
            step = None if row.step is None else chapter.steps[row.step].id
            self.dismiss((chapter.entry.id, step))

    def action_find(self) -> None:
        """Type words to look for."""
        find = self.query_one(Find)
        find.display = True
        find.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what has them."""
        self._outline.find(event.value)

    def action_list(self) -> None:
        """Go on in the list."""
        self._outline.focus()

    def action_reset(self) -> None:
        """Reset the step or the lesson that keys act on."""
        if row := self._outline.row:
            chapter = self._chapters[row.lesson]
            if row.step is None:
                self._do("reset", partial(self._resets.lesson, chapter, self._read_again))
            else:
                step = chapter.steps[row.step]
                work = partial(self._resets.step, chapter.entry.id, step, self._read_again)
                self._do("reset", work)

    def _read_again(self) -> None:
        self._do("lessons", self._read)

    def action_reset_all(self) -> None:
        """Reset everything, and leave: the learner is at the first step then."""
        leave = partial(self.dismiss, None)
        self._do("reset", partial(self._resets.all, self._chapters, leave))
