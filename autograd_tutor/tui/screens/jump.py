"""Jump mode: a letter on each panel, and the panel of the letter that is pressed gets the focus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from autograd_tutor.tui.widgets.editor import Editor
from autograd_tutor.tui.widgets.panels import Panels
from autograd_tutor.tui.widgets.places import Places
from autograd_tutor.tui.widgets.ruling import Ruling
from autograd_tutor.tui.widgets.views import VIEWS, View

LETTERS: dict[View, str] = {"plot": "p", "tape": "t", "tensors": "n", "output": "o"}
OTHERS: tuple[tuple[type[Widget], str], ...] = ((Editor, "c"), (Places, "a"), (Ruling, "r"))
TEXT = "l"
"""The letter of what the lesson says: any other panel."""


class Target(NamedTuple):
    """A panel to go to; `at` is where it begins, None where it is not seen yet."""

    letter: str
    name: str
    at: Offset | None
    go: Callable[[], object]


def targets(desk: Panels) -> Iterator[Target]:
    """Every panel that is seen, and every result that has something to show."""
    results = desk.results
    views = dict(zip(results.panels(), VIEWS, strict=True))
    for panel in desk.children:
        at = panel.region.offset if panel.display and panel.region else None
        view = views.get(panel)
        name = str(panel.border_title or "").partition("·")[0].strip().partition("  ")[0]
        if view is not None and view in results.offered:
            yield Target(LETTERS[view], name, at, partial(_show, desk, view))
        elif view is None and at is not None and panel.focusable:
            letter = next((each for kind, each in OTHERS if isinstance(panel, kind)), TEXT)
            yield Target(letter, name, at, panel.focus)


def _show(desk: Panels, view: View) -> None:
    """Show a result, in the place of a panel that has all the room if that is one, too."""
    if not any(panel.has_class("-zoomed") for panel in desk.results.panels()):
        desk.unzoom()
    desk.results.go(view)


class JumpScreen(ModalScreen[Target]):
    """Gives back what the letter stands for. Every other key only leaves."""

    CSS_PATH = "modal.tcss"

    def __init__(self, targets: Sequence[Target]) -> None:
        """Show these letters."""
        super().__init__()
        self._targets = targets
        self._size_then = self.app.size

    def compose(self) -> ComposeResult:
        """A letter on each panel that is seen, and all of them in a line below."""
        for each in self._targets:
            if each.at is not None:
                label = Static(each.letter, classes="letter", markup=False)
                label.styles.offset = each.at
                yield label
        yield Static(Content("\n").join(self._lines()), id="letters")

    def _lines(self) -> list[Content]:
        """All letters with their names, none of them parted by the end of a line."""
        lines = [Content("Go to:")]
        for each in self._targets:
            part = Content.assemble("  ", (each.letter, "bold $accent"), " ", each.name)
            if lines[-1].cell_length + part.cell_length > self._size_then.width - 2:
                lines.append(Content("      "))
            lines[-1] = lines[-1].append(part)
        return lines

    def on_key(self, event: events.Key) -> None:
        """Go, or stay."""
        event.stop()
        self.dismiss(next((each for each in self._targets if each.letter == event.key), None))

    def on_click(self) -> None:
        """Leave."""
        self.dismiss(None)

    def on_resize(self) -> None:
        """The panels are elsewhere now."""
        if self.is_current and self.app.size != self._size_then:
            self.dismiss(None)
