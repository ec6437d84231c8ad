"""The inspector: what each variable is after a run, what changed, and what the record keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

if TYPE_CHECKING:
    from autograd_tutor.evaluator.evidence import Evidence, Graph
    from autograd_tutor.evaluator.messages import Run
    from autograd_tutor.plot.tensors import Line, Row

NO_RUN = "Nothing has run yet: run the code, and its tensors are listed here."
LOST = "The run was stopped before its tensors could be read."
EXPRESSION = "An expression leaves no variables: its x and its result come with its record."
EMPTY = "The run left no variables."
STYLES = {"": "", "name": "bold", "head": "dim", "changed": "bold $accent", "dim": "dim"}


class Tensors(VerticalScroll):
    """Compares each run with the one before, in the same step."""

    holds = "tensors"
    DEFAULT_CSS = "Tensors > #variables { width: 1fr; height: auto; }"

    def __init__(self, *, ascii: bool) -> None:
        """Draw with ASCII characters only, or not."""
        super().__init__(id="tensors", classes="panel")
        self._ascii = ascii
        self._table = _Table(self._lines)
        self._before: Evidence | None = None
        self._told: list[Row] = []
        self._note = NO_RUN
        self._graph: Graph | None = None
        self._counted = -1
        self._why = ""

    def compose(self) -> ComposeResult:
        """One text, drawn anew at every width."""
        yield self._table

    def forget(self) -> None:
        """Show nothing, as before the first run: the next one is compared with none."""
        self._before = None
        self._put([], NO_RUN)
        self.scroll_home(animate=False)

    def show(self, run: Run | None) -> None:
        """Show what a run left behind, marked where it is not as after the run before.

        None is a run of which nothing is known. The next is compared with the last that was told.
        """
        from autograd_tutor.plot.tensors import compared

        if run is None:
            self._put([], LOST)
        elif run.evidence is None:
            self._put([], EXPRESSION)
        else:
            rows = compared(run.evidence, self._before)
            self._before = run.evidence
            self._put(rows, EMPTY, run.evidence.saved)
        self.hold(run.graph if run is not None else None)

    def hold(self, graph: Graph | None, why: str = "") -> None:
        """Take the record of that run, once it is read; `why`: what is said where it is None."""
        self._graph, self._why = graph, why
        self._table.refresh(layout=True)

    def _put(self, rows: list[Row], note: str, counted: int = -1) -> None:
        self._told, self._note, self._counted = rows, note, counted
        self.hold(None)

    @property
    def _rows(self) -> list[Row]:
        from autograd_tutor.plot.tensors import of_record

        if self._note == EXPRESSION and self._graph is not None:
            return of_record(self._graph)
        return self._told

    @property
    def filled(self) -> bool:
        """Whether there is something to show."""
        return bool(self._rows)

    def as_text(self) -> str:
        """What is listed, as wide as it is on the screen."""
        return self._table.text if self.filled else ""

    def _lines(self, width: int) -> list[Line]:
        """The table and the memory under it, or a note."""
        from autograd_tutor.plot.cells import wrapped
        from autograd_tutor.plot.tensors import Span, draw, meter

        if width < 1:
            return []
        if not self.filled:
            return [[Span(line, "dim")] for line in wrapped(self._note, width)]
        lines = draw(self._rows, width, ascii=self._ascii)
        known = self._counted, self._why
        kept = meter(self._graph, width, *known, ascii=self._ascii)
        return [*lines, *([Span(line, "dim")] for line in kept)]


class _Table(Widget):
    """The text itself."""

    def __init__(self, lines: Callable[[int], list[Line]]) -> None:
        super().__init__(id="variables")
        self._lines = lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it takes."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines, coloured."""
        return Content("\n").join(
            Content.assemble(*((span.text, STYLES[span.role]) for span in line))
            for line in self._lines(self.content_size.width)
        )

    @property
    def text(self) -> str:
        """The lines, without colours."""
        lines = self._lines(self.content_size.width)
        return "\n".join("".join(span.text for span in line).rstrip() for line in lines)
