"""What a run left behind, in four panels, and which of them the learner sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.timer import Timer

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.output import Output
from autograd_tutor.tui.widgets.plot import Plot
from autograd_tutor.tui.widgets.tape import TapePanel
from autograd_tutor.tui.widgets.tensors import Tensors
from autograd_tutor.tui.widgets.views import View, Views

if TYPE_CHECKING:
    from autograd_tutor.evaluator.evidence import Graph
    from autograd_tutor.evaluator.messages import Figure, Outcome
    from autograd_tutor.tui.widgets.panels import Panels

PATIENCE = 0.2
"""Seconds before a run that has not ended shows its output, so that quick ones do not flicker."""
NOT_DRAWN = "Nothing is drawn yet."
DREW_NOTHING = "The last run drew nothing."
READING = "Reading the record…"
NO_RECORD = "There is no record of this text."


class Results(Views):
    """Plot, tape, tensors and output of one container.

    The container has the style class `-ran` once there is a result.
    """

    def __init__(self, panels: Panels, *, ascii: bool, output: Output | None = None) -> None:
        """Make the panels, all but an `output` that there is; the container composes them."""
        self.plot = Plot(NOT_DRAWN, ascii=ascii, id="plot")
        self.output = output or Output()
        self.tape = TapePanel(ascii=ascii)
        self.tensors = Tensors(ascii=ascii)
        super().__init__(
            panels,
            {"plot": self.plot, "tape": self.tape, "tensors": self.tensors, "output": self.output},
        )
        self._run: Run | None = None
        self._dated = False
        self._reveal: Timer | None = None

    def clear(self, note: str, *, plot: str | None = None) -> None:
        """Share the room as before the first run. `plot` is what a plot says that is expected."""
        self._stop_waiting()
        self._dated = False
        self._open = {"output"} if plot is None else {"output", "plot"}
        self.plot.show(None, plot or NOT_DRAWN)
        self._run = None
        self.tape.show(None)
        self.tensors.forget()
        self.output.clear(note)
        with self._parent.at_once():
            self._parent.unzoom()
            self._parent.remove_class("-ran", "-beside", "-aided")
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
        self._run = run if run is outcome else None
        self.tensors.show(self._run)
        unread = record and run is outcome and run.graph is None
        self.record(run.graph, READING if unread else note)
        if unread:
            self._open |= {"tape", "tensors"}
        self._show_result(self._best(run, drew, record))

    def record(self, graph: Graph | None, note: str = "") -> None:
        """Show the record that was read after the run; `note` is said under it."""
        from autograd_tutor.plot.tape import constants

        evidence = self._run.evidence if self._run is not None else None
        told = constants(evidence, graph) if evidence is not None and note != READING else ""
        self.tape.show(graph, "\n".join(filter(None, [note, told])))
        self.tensors.hold(graph, note)
        if graph is not None:
            self._open |= {"tape", "tensors"}

    def _best(self, run: Run, drew: bool, record: bool) -> View:
        if run.error is not None:
            return "output"
        if run.graph is not None and not record:
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
                self.record(None, NO_RECORD)
            if was_dated:
                return
        else:
            if figure != self.plot.figure:
                self.plot.show(figure)
            self._parent.add_class("-ran")
            unread = NO_RECORD if self.sees("tape") else READING
            self.record(graph, unread if graph is None else "")
            self._open |= {"plot", "tape", "tensors"}
        self.arrange()

    def refuse(self, problem: str) -> None:
        """Say why nothing can be run."""
        self._stop_waiting()
        self.output.conclude(Content(visible(problem)).stylize("bold"))
        self._show_result("output")

    def _show_result(self, view: View) -> None:
        with self._parent.at_once():
            self._parent.update_classes({"-ran": True, "-aided": False})
            if self._parent.has_class("-zoom") and not self._panels[self._now].has_class("-zoomed"):
                self._parent.unzoom()
            self.show(view)

    def _name(self, view: View) -> str:
        known = {"plot": self.plot.figure, "tape": self.tape.graph}
        if self._dated and known.get(view) is not None:
            return f"{view.capitalize()} of the text before"
        return self.output.NAME if view == "output" else super()._name(view)

    def _call(self, view: View) -> str:
        if view != "output":
            return view
        warned = len(self._run.warnings) if self._run is not None else 0
        counts = [(self.output.lines, "line"), (warned, "warning")]
        told = ", ".join(f"{count} {noun}{'s' * (count > 1)}" for count, noun in counts if count)
        return self.output.NAME.lower() + (told and f" ({told})")
