"""The cells of the playground, each with its number, its code and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.output import Output

KEPT = 40_000
"""Characters of earlier cells on the screen; older ones give way."""
LONGEST = 4_000
"""Characters of a cell's code on the screen."""
EARLIER = "From an earlier session. These were not run now: Up in the cell below brings them back."
OLDER = "(older cells are not shown; Up in the cell below brings their code back)"


class History(Output):
    """The cell that runs, or ran last, is an output like a step's; those before stand above it."""

    NAME = "Cells"
    NOTHING = ""

    def __init__(self) -> None:
        super().__init__()
        self._past: list[Content] = []
        self._code = self._verdict = self._mark = Content("")

    def compose(self) -> ComposeResult:
        """What is past, the code of the newest cell, and its output."""
        yield Static(id="past", markup=False)
        yield Static(id="code", markup=False)
        yield from super().compose()
        yield Static(id="mark", markup=False)

    def on_mount(self) -> None:
        """Nothing was run yet."""
        self._show()

    def recall(self, cells: Sequence[str]) -> None:
        """Put cells of an earlier session at the top."""
        earlier: list[Content] = []
        for code in reversed(cells):
            earlier.insert(0, _code("[-]", code))
            if sum(len(each) for each in earlier) > KEPT // 4:
                earlier.insert(0, Content(OLDER).stylize("dim"))
                break
        if earlier:
            self._past[:0] = [Content(EARLIER).stylize("dim"), *earlier]
        self._show()

    def open(self, number: int, code: str) -> None:
        """A cell is about to run."""
        self._turn()
        self._code = _code(f"[{number}]", code)
        self._show()

    def mark(self, words: str) -> None:
        """Say something after the newest cell."""
        self._mark = Content(visible(words)).stylize("bold")
        self._show()

    def _turn(self) -> None:
        """The newest cell is one of those before, from now on."""
        parts = (self._code, Content(self.shown), self._verdict) if self._code else ()
        self._past += [part for part in (*parts, self._mark) if part]
        self._code = self._mark = Content("")
        self.clear("")
        while sum(len(each) for each in self._past) > KEPT and len(self._past) > 2:
            del self._past[:2]
            self._past.insert(0, Content(OLDER).stylize("dim"))

    def _show(self) -> None:
        past = Content("\n").join(self._past)
        for id, content in (("#past", past), ("#code", self._code), ("#mark", self._mark)):
            static = self.query_one(id, Static)
            static.update(content)
            static.display = bool(content)
        self._go_to_end()

    def _go_to_end(self) -> None:
        """Stay at the newest, until the learner scrolls."""
        if self._follow:
            self.call_after_refresh(self.scroll_end, animate=False, immediate=True)

    def flush(self) -> None:
        """Put what was written on the screen now."""
        super().flush()
        self._go_to_end()

    def conclude(self, verdict: Content) -> None:
        """Put the end of the newest cell under what it printed."""
        self._verdict = verdict
        super().conclude(verdict)
        self._go_to_end()


def _code(prompt: str, code: str) -> Content:
    """Code after its number, its further lines below the first."""
    start, room = f"{prompt} ", " " * (len(prompt) + 1)
    text = code.rstrip()
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}\n… Up in the cell below brings all of it back"
    first, *rest = visible(text).split("\n")
    head = Content.assemble((start, "bold $accent"), first)
    return Content("\n").join([head, *(Content(room + line) for line in rest)])
