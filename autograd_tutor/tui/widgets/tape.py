"""The record behind a tensor, drawn anew at every width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Graph


class TapePanel(VerticalScroll):
    """The record of what ran last, and what is said of it."""

    def __init__(self, *, ascii: bool) -> None:
        """Draw with ASCII characters only, or not."""
        super().__init__(id="tape", classes="panel picture")
        self._tape = Tape(ascii=ascii)
        self._note = Static(id="tape-note", markup=False)

    def compose(self) -> ComposeResult:
        """The drawing, and words under it."""
        yield self._tape
        yield self._note

    def show(self, graph: Graph | None, note: str = "") -> None:
        """Draw a record, or nothing; `note` is said under it."""
        self._tape.show(graph)
        self._note.update(Content(note).stylize("dim"))
        self._note.display = bool(note)
        self.scroll_home(animate=False)


class Tape(Widget):
    """One line for each operation; hidden while there is no record."""

    def __init__(self, *, ascii: bool) -> None:
        super().__init__()
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
