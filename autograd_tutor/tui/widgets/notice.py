"""What a terminal too small for the tutor shows."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

COLUMNS, ROWS = 60, 18


class Notice(Widget):
    """Says which size is needed and which there is."""

    def render(self) -> Content:
        """A sentence."""
        width, height = self.app.size
        return Content(
            f"The tutor needs at least {COLUMNS}x{ROWS}; this terminal is {width}x{height}."
        )
