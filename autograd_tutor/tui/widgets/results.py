"""What a run left behind, in four panels, and which of them the learner sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from textual.content import Content
from textual.message import Message
from textual.timer import Timer

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.tui.actions import key_of
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.output import Output
from autograd_tutor.tui.widgets.plot import Plot
from autograd_tutor.tui.widgets.tape import TapePanel
from autograd_tutor.tui.widgets.tensors import Tensors

if TYPE_CHECKING:
    from textual.widget import Widget

    from autograd_tutor.evaluator.messages import Figure, Graph, Outcome
    from autograd_tutor.tui.widgets.panels import Panels

View: TypeAlias = Literal["plot", "tape", "tensors", "output"]
VIEWS: tuple[View, ...] = get_args(View)
ORDER: dict[bool, tuple[View, ...]] = {False: ("plot", "output", "tape", "tensors"), True: VIEWS}
"""How the learner goes through them; True: where the output is seen anyway."""
NAMES: dict[View, str] = {
    "plot": "Plot",
    "tape": "Tape",
    "tensors": "Tensors",
    "output": "Output",
}
PATIENCE = 0.2
"""Seconds before a run that has not ended shows its output, so that quick ones do not flicker."""
NOT_DRAWN = "Nothing is drawn yet."
DREW_NOTHING = "The last run drew nothing."
NO_RECORD = "There is no record of this text."


class Viewed(Message):
    """Another result is seen, or seen no longer."""


class Results:
    """Plot, tape, tensors and output of one container, and what it shows of them, by style classes.

    Of the container: `-ran`: there is a result; `-picture`: where only one result fits, it is a
    picture and not the output; `-beside`: where two fit, there is a picture beside the output.
    Of the pictures: `-chosen`: it is this one.
    """

    def __init__(self, panels: Panels, *, ascii: bool, output: Output | None = None) -> None:
        """Make the panels, all but an `output` that there is; the container composes them."""
        self.plot = Plot(NOT_DRAWN, ascii=ascii, id="plot")
        self.output = output or Output()
        self.tape = TapePanel(ascii=ascii)
        self.tensors = Tensors(ascii=ascii)
        self._panels: dict[View, Widget] = {
            "plot": self.plot,
            "tape": self.tape,
            "tensors": self.tensors,
            "output": self.output,
        }
        for view, panel in self._panels.items():
            panel.set_class(view != "output", "picture")
        self._parent = panels
        self._picture: View = "plot"
        self._open: set[View] = {"output"}
        self._seen: frozenset[View] = frozenset()
        self._dated = False
        self._reveal: Timer | None = None

    def panels(self) -> list[Widget]:
        """The panels in the order in which Tab goes through them."""
        return [*self._panels.values()]

    @property
    def view(self) -> View:
        """What is seen where only one result fits."""
        return self._picture if self._parent.has_class("-picture") else "output"

    @property
    def _beside(self) -> View:
        """The picture beside the output where both fit; the output itself where there is none."""
        return self._picture if self._parent.has_class("-beside") else "output"

    @property
    def _now(self) -> View:
        """What `switch` goes on from."""
        return self._beside if self._parent.is_wide else self.view

    def sees(self, view: View) -> bool:
        """Whether this result has a place on the screen now, and may have something to show."""
        if not self._parent.has_class("-runs") or view not in self._open:
            return False
        return view == self._now or (view == "output" and self._parent.is_wide)

    @property
    def sees_record(self) -> bool:
        """Whether the record is seen, or what it keeps."""
        return self.sees("tape") or self.sees("tensors")

    def clear(self, note: str, *, plot: str | None = None) -> None:
        """Share the room as before the first run. `plot` is what a plot says that is expected."""
        self._stop_waiting()
        self._parent.unzoom()
        self._parent.remove_class("-ran", "-beside", "-aided")
        self._dated = False
        self._open = {"output"} if plot is None else {"output", "plot"}
        self.plot.show(None, plot or NOT_DRAWN)
        self.tape.show(None)
        self.tensors.forget()
        self.output.clear(note)
        self.show("output" if plot is None else "plot")

    def begin(self) -> None:
        """Wait for a new result; show the output if it takes a while to come."""
        self.output.clear("Running…")
        self._reveal = self._parent.set_timer(PATIENCE, lambda: self._show_result("output"))

    def _stop_waiting(self) -> None:
        if self._reveal is not None:
            self._reveal.stop()
            self._reveal = None

    def finish(
        self, outcome: Outcome, said: Content, note: str = "", *, record: bool = False
    ) -> None:
        """Show how a run ended: what it drew, else the output, where `said` stands.

        `note` goes with the record; `record`: it can be had later. A picture other than the plot
        that stands beside the output stays there.
        """
        self._stop_waiting()
        self._dated = False
        self.output.conclude(said)
        run = outcome if isinstance(outcome, Run) else Run()
        drew = bool(run.figure.curves or run.figure.hlines)
        self.plot.show(run.figure if drew else None, DREW_NOTHING)
        self._open = {"output", "plot"} if drew else {"output"}
        self.tensors.show(run if run is outcome else None)
        self.record(run.graph, note)
        if record and run is outcome:
            self._open |= {"tape", "tensors"}
        self._show_result(self._best(run, drew))

    def record(self, graph: Graph | None, note: str = "") -> None:
        """Show the record that was read after the run; `note` is said under it."""
        self.tape.show(graph, note)
        self.tensors.hold(graph, note)
        if graph is not None:
            self._open |= {"tape", "tensors"}

    def _best(self, run: Run, drew: bool) -> View:
        if run.error is not None:
            return "output"
        if run.graph is not None:
            return "tape"
        stays = self._parent.is_wide and self._beside not in ("plot", "output")
        return "plot" if drew and not stays else "output"

    def sketch(self, figure: Figure | None, graph: Graph | None = None) -> None:
        """Draw what is being typed, with its record if that is known.

        Without a figure, say that the pictures are not of this text.
        """
        was_dated, self._dated = self._dated, figure is None
        if figure is None:
            if self.tape.graph is None:
                self.tape.show(None, NO_RECORD)
            if was_dated:
                return
        else:
            if figure != self.plot.figure:
                self.plot.show(figure)
            self.record(graph, NO_RECORD if graph is None else "")
            self._open |= {"plot", "tape", "tensors"}
        self.arrange()

    def refuse(self, problem: str) -> None:
        """Say why nothing can be run."""
        self._stop_waiting()
        self.output.conclude(Content(visible(problem)).stylize("bold"))
        self._show_result("output")

    def _show_result(self, view: View) -> None:
        self._parent.add_class("-ran")
        self._parent.remove_class("-aided")
        if self._parent.has_class("-zoom") and not self._panels[self._now].has_class("-zoomed"):
            self._parent.unzoom()
        self.show(view)

    @property
    def can_switch(self) -> bool:
        """Whether there is more than one result to see."""
        return len(self._open) > 1

    @property
    def _next(self) -> View:
        """What `switch` goes on to."""
        order = ORDER[self._parent.is_wide]
        at = order.index(self._now) + 1
        return next(view for view in (*order[at:], *order[:at]) if view in self._open)

    def switch(self) -> None:
        """Go on to the next result; where two fit, to the next picture, and then to none."""
        following = self._next
        if self._parent.is_wide and following == "output":
            self._parent.remove_class("-beside")
        self.show(following)

    def go(self, view: View) -> None:
        """Show a result and go to it."""
        self.show(view)
        self._panels[view].focus()

    def show(self, view: View) -> None:
        """Show a result; focus and zoom go over to it from what it takes the place of."""
        new = self._panels[view]
        self._parent.set_class(view != "output", "-picture")
        if view != "output":
            self._picture = view
            self._parent.add_class("-beside")
        for each, panel in self._panels.items():
            panel.set_class(each == self._picture, "-chosen")
            if panel.has_focus and not self.sees(each):
                new.focus()
            if panel.has_class("-zoomed") and panel is not new:
                self._parent.zoom(new)
        self.arrange()

    def arrange(self) -> None:
        """Name the panels and how to see the others, and tell if others are seen than before."""
        for view, panel in self._panels.items():
            panel.border_title = f" {self._name(view)}{self._hint(view)} "
        seen = frozenset(view for view in VIEWS if self.sees(view))
        if seen != self._seen:
            self._seen = seen
            self._parent.post_message(Viewed())

    def _name(self, view: View) -> str:
        known = {"plot": self.plot.figure, "tape": self.tape.graph}
        if self._dated and known.get(view) is not None:
            return f"{NAMES[view]} of the text before"
        return self.output.NAME if view == "output" else NAMES[view]

    def _hint(self, view: View) -> str:
        """The key that goes on from here, and what to."""
        if view != self._now or not self.can_switch:
            return ""
        following = self._next
        words = (self.output.NAME if following == "output" else NAMES[following]).lower()
        if following == "output":
            lines = self.output.lines
            words += f" ({lines} line{'s' if lines > 1 else ''})" if lines else ""
            words = "none" if self._parent.is_wide else words
        return f" · {key_of('switch')} {words}"
