"""The record behind a tensor, drawn anew at every width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Graph


class Tape(Widget):
    """One line for each operation; hidden while there is no record."""

    def __init__(self, *, ascii: bool) -> None:
        super().__init__(id="tape")
        self._ascii = ascii
        self._graph: Graph | None = None
        self.display = False

    def show(self, graph: Graph | None) -> None:
        """Draw a record, or nothing."""
        self._graph = graph
        self.display = graph is not None
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it takes."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Plain text."""
        return Content("\n".join(self._lines(self.content_size.width)))

    def _lines(self, width: int) -> list[str]:
        if self._graph is None or width < 1:
            return []
        from autograd_tutor.plot.tape import draw

        return draw(self._graph, width, ascii=self._ascii)
