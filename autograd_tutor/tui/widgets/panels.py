"""Panels that share the room, as the lesson's desk and the playground's are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from autograd_tutor.tui.widgets.plot import Plot
from autograd_tutor.tui.widgets.results import Results

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Outcome
    from autograd_tutor.tui.widgets.output import Output

WIDE, HUGE = 120, 200
"""Columns from which there is room for two and three panels side by side; with three in fewer
than 200, lines of code are cut off and plots stand taller than they are wide."""


class Panels(Container):
    """A container with results in it, one of whose panels can have all the room.

    Style classes: those of `Results`, and `-zoom` while the panel with `-zoomed` is alone. With
    `-works` there is something to do beside the text, with `-runs` something to run.
    """

    reading: VerticalScroll
    """What the learner reads when they leave the editor."""

    def __init__(self, *, id: str, ascii: bool, output: Output | None = None) -> None:
        """Draw plots and records with ASCII characters only, or not; `output` is a special one."""
        super().__init__(id=id)
        self._at_once = 0
        self._stale = False
        self.results = Results(self, ascii=ascii, output=output)

    def work(self) -> None:
        """Go to where the learner types or picks."""
        raise NotImplementedError

    def invite(self) -> None:
        """Say how to run what is there."""
        raise NotImplementedError

    def finish(self, outcome: Outcome) -> None:
        """Show how a run ended."""
        raise NotImplementedError

    @property
    def is_wide(self) -> bool:
        """Whether there is room for the output and one more result."""
        return self.size.width >= WIDE

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Change style classes of this container; the panels are styled anew once, at the end."""
        self._at_once += 1
        try:
            yield
        finally:
            self._at_once -= 1
            if self._stale and not self._at_once:
                self._stale = False
                self.update_node_styles()

    def update_node_styles(self, animate: bool = True) -> None:
        """Style the panels anew, now or at the end of `at_once`.

        No rule on a class of this container reaches deeper than to the panels themselves. Textual
        would look at all that is in them, every paragraph and cell: three times the work.
        """
        if self._at_once:
            self._stale = True
        else:
            self.app.stylesheet.update_nodes([self, *self.children], animate)

    def zoom(self, panel: Widget) -> None:
        """Give one panel all the room."""
        with self.at_once():
            self.unzoom()
            self.add_class("-zoom")
        panel.add_class("-zoomed")
        panel.focus()

    def unzoom(self) -> None:
        """Let the panels share the room again."""
        self.remove_class("-zoom")
        self.query(".-zoomed").remove_class("-zoomed")

    @on(Plot.Moved)
    def _tell_numbers(self, message: Plot.Moved) -> None:
        """The tape tells its numbers where the cursor stands."""
        self.results.tape.at(message.x)

    def on_resize(self) -> None:
        """More or fewer results may be seen now, and their titles say how to see the others."""
        self.results.arrange()
