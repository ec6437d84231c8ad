"""The part of a screen that moves between panels and gives them room."""

from __future__ import annotations

from autograd_tutor.tui.screens.copying import CopyingScreen
from autograd_tutor.tui.widgets.notice import COLUMNS, ROWS
from autograd_tutor.tui.widgets.panels import HUGE, WIDE, Panels


class MovingScreen(CopyingScreen):
    """Its size says how the panels share the room; keys say which of them has more."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (COLUMNS, "-narrow"), (WIDE, "-wide"), (HUGE, "-huge")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (ROWS, "-tall"), (ROWS + 6, "-high")]  # noqa: RUF012

    def __init__(self, desk: Panels) -> None:
        """Move between the panels of this desk."""
        super().__init__()
        self._desk = desk

    def action_switch(self) -> None:
        """Go on to the next result."""
        self._desk.results.switch()

    def action_zoom(self) -> None:
        """Give the focused panel all the room, or share it again."""
        if self._desk.has_class("-zoom"):
            self._desk.unzoom()
        else:
            self._desk.zoom(self.focused or self._desk.reading)

    def action_jump(self) -> None:
        """Show a letter on each panel, to go to it."""
        from autograd_tutor.tui.screens.jump import JumpScreen, Target, targets

        def go(target: Target | None) -> None:
            if target is not None:
                target.go()

        self.app.push_screen(JumpScreen([*targets(self._desk)]), go)

    def action_read(self) -> None:
        """Leave the editor for the text."""
        self._desk.unzoom()
        self._desk.reading.focus()

    def action_edit(self) -> None:
        """Go to the answer or the code."""
        self._desk.unzoom()
        self._desk.work()

    def action_scroll_up(self) -> None:
        """Scroll the lesson's text."""
        self._desk.reading.scroll_relative(y=-2, animate=False)

    def action_scroll_down(self) -> None:
        """Scroll the lesson's text."""
        self._desk.reading.scroll_relative(y=2, animate=False)
