"""The plot panel: a figure drawn in characters, again at every size, and a cursor on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Figure
    from autograd_tutor.plot.curves import Picture, Span

COLOURS = 6
HINT = "Arrow keys move a cursor."
FAR = 10
"""Columns of dots that the cursor goes with shift."""


class Plot(Widget, can_focus=True):
    """Draws lines of its own, on the terminal's background, so that little is sent per curve."""

    holds = "plot"
    COMPONENT_CLASSES = {  # noqa: RUF012
        "plot--note",
        "plot--tangent",
        *(f"plot--curve-{n}" for n in range(COLOURS)),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Left", show=False),
        Binding("right", "step(1)", "Right", show=False),
        Binding("shift+left", f"step(-{FAR})", "Far left", show=False),
        Binding("shift+right", f"step({FAR})", "Far right", show=False),
        Binding("home", "end(-1)", "First", show=False),
        Binding("end", "end(1)", "Last", show=False),
        Binding("escape", "drop", "No cursor", show=False),
    ]

    @dataclass
    class Moved(Message):
        """The learner moved the cursor to an x, or took it away."""

        x: float | None

    def __init__(self, note: str, *, ascii: bool, id: str | None = None) -> None:
        """Start without a figure; `note` says so."""
        super().__init__(id=id, classes="panel picture")
        self._ascii = ascii
        self._note = note
        self._figure: Figure | None = None
        self._x: float | None = None
        self._picture: Picture | None = None
        self._drawn_at = Size(0, 0)
        self._strips: list[Strip] = []

    @property
    def figure(self) -> Figure | None:
        """What is drawn."""
        return self._figure

    @property
    def x(self) -> float | None:
        """Where the cursor stands; it stays there while figures come and go."""
        return self._x

    @x.setter
    def x(self, x: float | None) -> None:
        if x != self._x:
            self._x = x
            self._update()

    def show(self, figure: Figure | None, note: str = "") -> None:
        """Draw a figure, or a note where there is none."""
        self._figure, self._note = figure, note
        self._drawn_at = Size(0, 0)
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw again with other colours."""
        super().notify_style_update()
        self._drawn_at = Size(0, 0)

    def render_line(self, y: int) -> Strip:
        """One row of the drawing."""
        self._draw()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self._drawn_at.width)

    def _draw(self) -> None:
        """Draw anew if anything but the cursor has changed."""
        size = self.content_size
        if size == self._drawn_at:
            return
        self._drawn_at, self._picture = size, None
        if self._figure is not None and size:
            from autograd_tutor.plot.curves import Picture

            self._picture = Picture(self._figure, *size, ascii=self._ascii)
        self._strips = self._rows()

    def _rows(self) -> list[Strip]:
        width = self._drawn_at.width
        if not self._drawn_at:
            return []
        if self._picture is None:
            note = self._note[:width].ljust(width)
            return [Strip([Segment(note, self.get_component_rich_style("plot--note"))], width)]
        styles = [self.get_component_rich_style(f"plot--curve-{n}") for n in range(COLOURS)]
        tangent, plain = self.get_component_rich_style("plot--tangent"), self.rich_style

        def segment(span: Span) -> Segment:
            if span.curve is None:
                return Segment(span.text, plain)
            return Segment(span.text, tangent if span.curve < 0 else styles[span.curve % COLOURS])

        rows = self._picture.rows(self._x, HINT if self.has_focus else "")
        return [Strip(map(segment, row), width) for row in rows]

    def _update(self) -> None:
        """Draw the cursor anew, and only the rows that this changes."""
        if self._picture is None or not self._drawn_at or self._drawn_at != self.content_size:
            self.refresh()
            return
        before, self._strips = self._strips, self._rows()
        for y, (old, new) in enumerate(zip(before, self._strips, strict=True)):
            if old != new:
                self.refresh(Region(0, y, self._drawn_at.width, 1))

    def watch_has_focus(self, has_focus: bool) -> None:
        """Say what keys do, while they do it."""
        super().watch_has_focus(has_focus)
        self._update()

    def _move(self, x: float | None) -> None:
        if x != self._x:
            self.x = x
            self.post_message(self.Moved(x))

    def action_step(self, by: int) -> None:
        """Move the cursor by columns of dots; the first step brings it."""
        self._draw()
        if self._picture is not None:
            self._move(self._picture.step(self._x, by))

    def action_end(self, side: int) -> None:
        """Move the cursor to the first or the last place."""
        self._draw()
        if self._picture is not None:
            self._move(self._picture.end(side))

    def action_drop(self) -> None:
        """Take the cursor away."""
        self._move(None)

    def as_text(self) -> str:
        """The drawing, without colours."""
        self._draw()
        rows = self._picture.rows(self._x) if self._picture is not None else []
        return "\n".join("".join(span.text for span in row).rstrip() for row in rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Esc to the screen where there is no cursor."""
        return action != "drop" or self._x is not None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Bring the cursor under the mouse, and let it follow."""
        if self._picture is not None and event.button == 1:
            self.capture_mouse()
            self._follow(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse while its button is down."""
        if self.app.mouse_captured is self:
            self._follow(event)

    def on_mouse_up(self) -> None:
        """Let the mouse go."""
        self.release_mouse()

    def _follow(self, event: events.MouseEvent) -> None:
        self._draw()
        if self._picture is not None:
            self._move(self._picture.x(event.screen_x - self.content_region.x))
