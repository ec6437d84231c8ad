"""The inspector: what each variable is after a run, what changed, and what the record keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Evidence, Graph, Run
    from autograd_tutor.plot.tensors import Line, Row

NO_RUN = "Nothing has run yet: run the code, and its tensors are listed here."
LOST = "The run was stopped before its tensors could be read."
EXPRESSION = "An expression leaves no variables. The tape shows its record at one x."
EMPTY = "The run left no variables."
STYLES = {"": "", "name": "bold", "head": "dim", "changed": "bold $accent", "dim": "dim"}


class Tensors(VerticalScroll):
    """Compares each run with the one before, in the same step.

    Attributes:
        filled: Whether there is something to show.
    """

    holds = "tensors"
    DEFAULT_CSS = "Tensors > #variables { width: 1fr; height: auto; }"

    def __init__(self, *, ascii: bool) -> None:
        """Draw with ASCII characters only, or not."""
        super().__init__(id="tensors", classes="panel picture")
        self._table = _Table(NO_RUN, ascii=ascii)
        self._before: Evidence | None = None
        self._told: list[Row] = []
        self._counted = -1
        self._note = NO_RUN
        self.filled = False

    def compose(self) -> ComposeResult:
        """One text, drawn anew at every width."""
        yield self._table

    def forget(self) -> None:
        """Show nothing, as before the first run: the next one is compared with none."""
        self._before = None
        self._put([], None, NO_RUN)
        self.scroll_home(animate=False)

    def show(self, run: Run | None) -> None:
        """Show what a run left behind, marked where it is not as after the run before.

        None is a run of which nothing is known. The next is compared with the last that was told.
        """
        from autograd_tutor.plot.tensors import compared

        if run is None:
            self._put([], None, LOST)
        elif run.evidence is None:
            self._put([], run.graph, EXPRESSION)
        else:
            rows = compared(run.evidence, self._before)
            self._before = run.evidence
            self._put(rows, run.graph, EMPTY, run.evidence.saved)

    def hold(self, graph: Graph | None) -> None:
        """Take the record that was read after the run, or None where it is not of it any more."""
        self._put(self._told, graph, self._note, self._counted)

    def _put(self, rows: list[Row], graph: Graph | None, note: str, counted: int = -1) -> None:
        from autograd_tutor.plot.tensors import of_record

        self._told, self._note, self._counted = rows, note, counted
        if note == EXPRESSION and graph is not None:
            rows = of_record(graph)
        self.filled = bool(rows)
        self._table.show(rows, graph, counted, note)

    def as_text(self) -> str:
        """What is listed, as wide as it is on the screen."""
        return self._table.plain


class _Table(Widget):
    """The text itself."""

    def __init__(self, note: str, *, ascii: bool) -> None:
        super().__init__(id="variables")
        self._ascii = ascii
        self._rows: list[Row] = []
        self._graph: Graph | None = None
        self._counted = -1
        self._note = note

    def show(self, rows: list[Row], graph: Graph | None, counted: int, note: str) -> None:
        """Draw these, or a note where there are none."""
        self._rows, self._graph, self._counted, self._note = rows, graph, counted, note
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it takes."""
        return len(self._drawn(width)) if self._rows else -(-len(self._note) // max(width, 1))

    def render(self) -> Content:
        """The table, or the note, dim."""
        if not self._rows:
            return Content(self._note).stylize("dim")
        lines = self._drawn(self.content_size.width)
        return Content("\n").join(
            Content.assemble(*((span.text, STYLES[span.role]) for span in line)) for line in lines
        )

    @property
    def plain(self) -> str:
        """Its text, without colours."""
        lines = self._drawn(self.content_size.width) if self._rows else []
        return "\n".join("".join(span.text for span in line).rstrip() for line in lines)

    def _drawn(self, width: int) -> list[Line]:
        from autograd_tutor.plot.tensors import Span, draw, meter

        if width < 1:
            return []
        lines = draw(self._rows, width, ascii=self._ascii)
        kept = meter(self._graph, width, ascii=self._ascii, counted=self._counted)
        return [*lines, [], *([Span(line[:width], "dim")] for line in kept)]
