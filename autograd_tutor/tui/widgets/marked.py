"""A list with a mark before each line, so that not only colour tells which one keys act on."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList


class Marked(OptionList):
    """The mark of a row stands before its first line, blanks before those where it goes on."""

    GUTTER: ClassVar[int] = 2
    """Columns before the text."""

    def mark(self, row: int) -> str:
        """What stands before the text of a row."""
        return self.pointer(row)

    def pointer(self, row: int) -> str:
        """What marks the row that keys act on."""
        return ">" if row == self.highlighted else " "

    def _get_left_gutter_width(self) -> int:
        return self.GUTTER

    def render_line(self, y: int) -> Strip:
        """A line of text behind its mark."""
        strip = super().render_line(y)
        at = self.scroll_offset.y + y
        if at >= len(self._lines):
            return strip
        row, line = self._lines[at]
        mark = self.mark(row) if line == 0 else ""
        style = next((segment.style for segment in strip), None)
        return Strip([Segment(mark.ljust(self.GUTTER), style), *strip])
