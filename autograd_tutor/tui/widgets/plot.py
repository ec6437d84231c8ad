"""The plot panel: a figure drawn in characters, again at every size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Figure

COLOURS = 6


def preload() -> None:
    """Import what draws, while the learner reads; safe in any thread."""
    from autograd_tutor.plot import curves

    curves.preload()


class Plot(Widget, can_focus=True):
    """Draws lines of its own, on the terminal's background, so that little is sent per curve."""

    COMPONENT_CLASSES = {"plot--note", *(f"plot--curve-{n}" for n in range(COLOURS))}  # noqa: RUF012

    def __init__(self, note: str, *, ascii: bool, id: str | None = None) -> None:
        """Start without a figure; `note` says so."""
        super().__init__(id=id, classes="panel picture")
        self._ascii = ascii
        self._note = note
        self._figure: Figure | None = None
        self._strips: list[Strip] = []
        self._drawn: tuple[object, ...] = ()

    @property
    def figure(self) -> Figure | None:
        """What is drawn."""
        return self._figure

    def show(self, figure: Figure | None, note: str = "") -> None:
        """Draw a figure, or a note where there is none."""
        self._figure, self._note = figure, note
        self._drawn = ()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw again with other colours."""
        super().notify_style_update()
        self._drawn = ()

    def render_line(self, y: int) -> Strip:
        """One row of the drawing."""
        size = self.content_size
        if self._drawn != (size,):
            self._strips = self._draw(size.width, size.height)
            self._drawn = (size,)
        return self._strips[y] if y < len(self._strips) else Strip.blank(size.width)

    def _draw(self, width: int, height: int) -> list[Strip]:
        if width < 1 or height < 1:
            return []
        if self._figure is None:
            note = self._note[:width].ljust(width)
            return [Strip([Segment(note, self.get_component_rich_style("plot--note"))], width)]
        from autograd_tutor.plot.curves import draw

        styles = [self.get_component_rich_style(f"plot--curve-{n}") for n in range(COLOURS)]
        plain = self.rich_style
        return [
            Strip(
                [
                    Segment(s.text, plain if s.curve is None else styles[s.curve % COLOURS])
                    for s in row
                ],
                width,
            )
            for row in draw(self._figure, width, height, ascii=self._ascii)
        ]
