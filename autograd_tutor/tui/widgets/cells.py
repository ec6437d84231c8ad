"""The panels of the playground: the cells that were run, their results, and the next cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.tui.actions import key_of
from autograd_tutor.tui.storage import NEXT_CELL
from autograd_tutor.tui.verdict import silent, verdict
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.editor import Editor
from autograd_tutor.tui.widgets.history import History
from autograd_tutor.tui.widgets.panels import Panels

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Outcome


class CellEditor(Editor):
    """The next cell. `step` is called to go to an older cell (-1) or a newer one (1).

    It says whether there was one; else the key moves the cursor as usual.
    """

    step: Callable[[int], bool]

    def put(self, text: str, *, at_end: bool = True) -> None:
        """Show another text, as an edit that can be undone, the cursor at its end or first line."""
        self.history.checkpoint()
        self.replace(text, (0, 0), self.document.end)
        self.history.checkpoint()
        row = self.document.line_count - 1 if at_end else 0
        self.move_cursor((row, len(self.document.get_line(row))))

    def action_cursor_up(self, select: bool = False) -> None:
        """Go up a line, and from the first one to an older cell."""
        if select or self.cursor_location[0] > 0 or not self.step(-1):
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go down a line, and from the last one to a newer cell."""
        last = self.document.line_count - 1
        if select or self.cursor_location[0] < last or not self.step(1):
            super().action_cursor_down(select)


class CellDesk(Panels):
    """Style classes: those of `Panels`; there is always a result, the history."""

    def __init__(self, *, ascii: bool) -> None:
        self.reading: History = History()
        super().__init__(id="cells", ascii=ascii, output=self.reading)
        self.editor = CellEditor.make(NEXT_CELL, "", "", "code")
        self.number = 0
        self._code = ""
        self.add_class("-runs", "-ran")

    def compose(self) -> ComposeResult:
        """Results above, the next cell below."""
        yield from self.results.panels()
        yield self.editor

    def on_mount(self) -> None:
        """Name the panels."""
        self._name_next()
        self.invite()
        self.results.arrange()

    def _name_next(self) -> None:
        run = key_of("run")
        self.editor.border_title = f" Cell {self.number + 1} · {run} runs it · Up: earlier cells "

    def work(self) -> None:
        """Go to the next cell."""
        self.editor.focus()

    def invite(self) -> None:
        """Say how to run a cell, until one was run."""
        if not self.number:
            self.reading.clear(f"{key_of('run')} runs the cell below. Its variables stay.")

    def open(self, code: str) -> int:
        """A cell is about to run; returns its number."""
        self.number += 1
        self._code = code
        self.reading.open(self.number, code)
        self._name_next()
        return self.number

    def forget(self, words: str) -> None:
        """The variables are gone: say so under the newest cell."""
        self.reading.mark(words)
        self.results.tensors.forget()
        self.results.tape.show(None)
        self.results.show("output")

    def finish(self, outcome: Outcome) -> None:
        """Show how a cell ended, what went wrong without an error, and what it drew, in words."""
        parts = [verdict(outcome), silent(self._code, outcome), _drawn(outcome)]
        said = Content("\n").join([part for part in parts if part])
        self.results.finish(outcome, said, record=True)


def _drawn(outcome: Outcome) -> Content:
    """Which curves there are to see: the next cell's may take their place."""
    labels = [each.label for each in outcome.figure.curves] if isinstance(outcome, Run) else []
    if not labels:
        return Content("")
    names = ", ".join(visible(label) for label in labels if label)
    return Content(f"drew {names or 'a curve'}").stylize("dim")
