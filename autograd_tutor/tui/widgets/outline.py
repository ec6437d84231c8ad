"""The course as a list: lessons that fold, their steps, and how far the learner is in each."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.course.progress import Chapter
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.marked import Marked

INDENT = 5
"""Columns before what a lesson is about."""
NONE = "Nothing has all these words."
LEAST = 20
"""Columns below which nothing is laid out."""


class Row(NamedTuple):
    """A lesson, or one of its steps, both counted from 0."""

    lesson: int
    step: int | None


class Outline(Marked):
    """`here` is the row of the step the learner is at; its lesson is unfolded from the start."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "fold", "Fold", show=False),
        Binding("right", "unfold", "Unfold", show=False),
        Binding("space", "turn", "Fold", show=False),
    ]

    def __init__(self, here: Row) -> None:
        """Nothing yet: `show` fills it."""
        super().__init__(compact=True)
        self._here = here
        self._chapters: Sequence[Chapter] = ()
        self._unfolded = {here.lesson}
        self._wanted: list[str] = []
        self._rows: list[Row] = []

    @property
    def row(self) -> Row | None:
        """What keys act on."""
        return None if self.highlighted is None else self._rows[self.highlighted]

    def show(self, chapters: Sequence[Chapter]) -> None:
        """List these lessons. What keys act on stays the same, as far as it is there."""
        first = not self._rows
        self._chapters = chapters
        self._fill(self._here if first else None)

    def find(self, text: str) -> None:
        """List only what has all these words in its titles or concepts."""
        self._wanted = text.casefold().split()
        self._fill()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out anew."""
        self._fill()

    def action_fold(self) -> None:
        """Hide the steps of the lesson."""
        if self.row is not None:
            self._unfolded.discard(self.row.lesson)
            self._fill(Row(self.row.lesson, None))

    def action_unfold(self) -> None:
        """Show them."""
        if self.row is not None:
            self._unfolded.add(self.row.lesson)
            self._fill()

    def action_turn(self) -> None:
        """Show or hide them."""
        if self.row is not None and self.row.lesson in self._unfolded:
            self.action_fold()
        else:
            self.action_unfold()

    def _fill(self, at: Row | None = None) -> None:
        if self.content_size.width < LEAST:
            return
        at = at or self.row or self._here
        self._rows = [*self._listed()]
        self.set_options(Option(self._line(row)) for row in self._rows)
        if not self._rows:
            self.add_option(Option(NONE, disabled=True))
        near = [row for row in self._rows if row in (at, Row(at.lesson, None))]
        self.highlighted = self._rows.index(near[-1]) if near else 0 if self._rows else None
        self.call_after_refresh(self.scroll_to_highlight)

    def _listed(self) -> list[Row]:
        rows = []
        for number, chapter in enumerate(self._chapters):
            about = " ".join([chapter.entry.id, chapter.entry.title, *chapter.concepts])
            found = [at for at, step in enumerate(chapter.steps) if self._has(about, step.title)]
            if found or self._has(about):
                shown = found if self._wanted or number in self._unfolded else []
                rows += [Row(number, None), *(Row(number, at) for at in shown)]
        return rows

    def _has(self, *texts: str) -> bool:
        text = " ".join(texts).casefold()
        return all(word in text for word in self._wanted)

    def _line(self, row: Row) -> Content:
        chapter = self._chapters[row.lesson]
        if row.step is None:
            return self._lesson(row.lesson, chapter)
        step = chapter.steps[row.step]
        sign = ("[x]" if step.id in chapter.passed else "[ ]") if is_exercise(step) else " - "
        word = chapter.word(step)
        if row == self._here:
            word = "here, passed" if word == "passed" else "here"
        left = f"    {sign} {row.step + 1:>2}  {step.title}"
        return self._justified(left, word, "bold" if row == self._here else "")

    def _lesson(self, number: int, chapter: Chapter) -> Content:
        unfolded = number in self._unfolded or bool(self._wanted)
        here = ["here"] * (not unfolded and number == self._here.lesson)
        words = ", ".join([*here, *[chapter.standing] * bool(chapter.standing)])
        left = f"{'-' if unfolded else '+'} {number + 1}  {chapter.entry.title}"
        lines = [self._justified(left, words, "bold")]
        if chapter.problem and unfolded:
            width = max(LEAST, self._width) - INDENT
            lines += [
                Content(" " * INDENT + line)
                for line in textwrap.wrap(visible(chapter.problem), width)
            ]
        elif chapter.concepts:
            about = Content(visible(" " * INDENT + ", ".join(chapter.concepts)))
            lines.append(about.truncate(self._width, ellipsis=True).stylize("dim"))
        return Content("\n").join(lines)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width - self.GUTTER

    def _justified(self, left: str, right: str, style: str) -> Content:
        """Text and, at the other edge, how far the learner is there; long text is cut."""
        room = self._width - len(right) - 2 * bool(right)
        text = Content(visible(left)).truncate(room, ellipsis=True, pad=True).stylize(style)
        return Content.assemble(text, "  " * bool(right), right)
