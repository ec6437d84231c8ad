"""The panels of a step, and which of them the learner sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from autograd_tutor.course.exercises import DRAWN, RUNS
from autograd_tutor.course.lessons import Place
from autograd_tutor.evaluator.messages import Figure, Graph, Outcome, Run
from autograd_tutor.lesson import steps
from autograd_tutor.tui.actions import key_of
from autograd_tutor.tui.remark import flowing
from autograd_tutor.tui.storage import Kept
from autograd_tutor.tui.verdict import verdict
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.output import Output
from autograd_tutor.tui.widgets.plot import Plot
from autograd_tutor.tui.widgets.reading import Reading
from autograd_tutor.tui.widgets.ruling import Ruling
from autograd_tutor.tui.widgets.works import Works, invitation

if TYPE_CHECKING:
    from autograd_tutor.tui.widgets.editor import Editor
    from autograd_tutor.tui.widgets.places import Places

NOT_DRAWN = "Nothing is drawn yet."
UNDO = "The step's own code is back. ^z in the code brings yours back."
DREW_NOTHING = "The last run drew nothing."
WIDE, HUGE = 120, 200
"""Columns from which there is room for two and three panels side by side; with three in fewer
than 200, lines of code are cut off and plots stand taller than they are wide."""
BRIEF = 5
"""Lines of code beside which a long output finds room in 24 rows."""
PATIENCE = 0.2
"""Seconds before a run that has not ended shows its output, so that quick ones do not flicker."""


class Desk(Container):
    """Text, code, answer, plot, output and ruling, and how they share the room, by style classes.

    `-works`: there is something to do; `-runs`: there is something to run, so plot and output;
    `-asks`: what is run is asked about first;
    `-ran`: there is a result; `-plot`: of plot and output, where only one fits, the plot is it;
    `-curves`: there is something drawn, or will be; `-ruled`: there is something to say about an
    answer; `-aided`: a hint or the solution was asked for, and the text needs room for it;
    `-brief`: the code that ran leaves room; `-zoom`: one panel has all the room.
    """

    def __init__(self, *, ascii: bool) -> None:
        super().__init__(id="desk")
        self.reading = Reading()
        self.plot = Plot(NOT_DRAWN, ascii=ascii, id="plot")
        self.output = Output(ascii=ascii)
        self.ruling = Ruling(id="ruling-panel", classes="panel")
        self._reveal: Timer | None = None
        self.said = ""
        self._dated = False
        self.place: Place | None = None
        self.editor: Editor | None = None
        self.answer: Places | None = None
        self.works = Works()

    def compose(self) -> ComposeResult:
        """Editors and answer panels join between text and plot as steps are opened."""
        yield self.reading
        yield self.plot
        yield self.output
        yield self.ruling

    def on_mount(self) -> None:
        """Name the panels."""
        self.reading.border_title = " Lesson "
        self.ruling.border_title = " Answer "
        self.ruling.display = False
        self._title_results()

    async def open(self, place: Place, kept: Kept) -> None:
        """Show a step, its editor and answer as they were left."""
        step = place.step
        self.set_class(not isinstance(step, steps.Read), "-works")
        self.set_class(isinstance(step, RUNS), "-runs")
        self.set_class(isinstance(step, steps.Predict), "-asks")
        editor, answer = await self.works.open(place, kept, self._join)
        self.place, self.editor, self.answer = place, editor, answer
        self._forget()
        self.invite()
        self.work()
        await self.reading.show(step.text)

    async def _join(self, work: Widget) -> None:
        await self.mount(work, before=self.plot)

    def work(self) -> None:
        """Go to where the learner types or picks; to the text where there is no such panel."""
        first: Widget | None = self.answer or self.editor
        if isinstance(self._step, steps.Explain):
            first = self.editor
        elif isinstance(self._step, steps.Graph):
            first = None
        (first or self.reading).focus()

    @property
    def _step(self) -> steps.Step | None:
        return self.place.step if self.place is not None else None

    def _forget(self) -> None:
        """Share the room as before the first run."""
        self._stop_waiting()
        self.unzoom()
        self.remove_class("-ran", "-aided")
        self.said, self._dated = "", False
        expects_plot = isinstance(self._step, steps.Expression | steps.Plot)
        self.set_class(expects_plot, "-plot", "-curves")
        self.plot.show(None, self._invitation if expects_plot else NOT_DRAWN)
        self.ruling.show()
        self._title_results()

    def restart(self) -> None:
        """Go back to the step's own code, without results. Undo brings the learner's back."""
        changed = self.editor is not None and self.editor.restart()
        if self.answer is not None:
            self.answer.restart()
        self._forget()
        self.output.clear(UNDO if changed else self._invitation)
        self._show(plot=False)

    async def aid(self, text: str) -> None:
        """Add a hint or the solution below the lesson's text, with room to read it."""
        self.add_class("-aided")
        self.unzoom()
        await self.reading.add(text)

    def unlock(self) -> None:
        """Let the learner change the code."""
        if self.editor is not None:
            self.editor.read_only = False

    def reveal(self) -> None:
        """Show the answer panel that was kept back, and go to it."""
        if self.answer is not None:
            self.answer.display = True
            self.answer.focus()

    @property
    def _invitation(self) -> str:
        if self.place is None:
            return ""
        return invitation(self.place.step, self.editor is not None and self.editor.read_only)

    def invite(self) -> None:
        """Say in the output how to run the step."""
        self.output.clear(self._invitation)

    def begin(self) -> None:
        """Wait for a new result; show the output if it takes a while to come."""
        self.output.clear("Running…")
        self._reveal = self.set_timer(PATIENCE, lambda: self._show_result(False))

    def _stop_waiting(self) -> None:
        if self._reveal is not None:
            self._reveal.stop()
            self._reveal = None

    def finish(self, outcome: Outcome) -> None:
        """Show how a run ended: the plot where it drew something, else the output."""
        self._stop_waiting()
        said = verdict(outcome, self.place.lesson.id if self.place is not None else "")
        self.said = said.plain
        self.output.conclude(*self._with_alt(said, outcome))
        figure = outcome.figure if isinstance(outcome, Run) else None
        drew = figure is not None and bool(figure.curves or figure.hlines)
        self._dated = False
        self.plot.show(figure if drew else None, DREW_NOTHING)
        self.set_class(self.editor is None or self.editor.document.line_count <= BRIEF, "-brief")
        self._show_result(drew and isinstance(outcome, Run) and outcome.error is None)

    def sketch(self, figure: Figure | None) -> None:
        """Draw what is being typed; without a figure, say that the picture is not of this text."""
        was_dated, self._dated = self._dated, figure is None
        if figure is not None and figure != self.plot.figure:
            self.plot.show(figure)
        elif was_dated is self._dated:
            return
        self._title_results()

    def _with_alt(self, said: Content, outcome: Outcome) -> tuple[Content, Graph | None]:
        """What a step's picture shows in words, and the record to draw."""
        if not isinstance(self._step, DRAWN) or not isinstance(outcome, Run):
            return said, None
        alt = Content(visible(flowing(self._step.alt)))
        parts = [part for part in (said, alt) if part.plain]
        return Content("\n").join(parts), outcome.graph

    def refuse(self, problem: str) -> None:
        """Say why nothing can be run."""
        self._stop_waiting()
        self.output.conclude(Content(visible(problem)).stylize("bold"))
        self._show_result(False)

    def _show_result(self, plot: bool) -> None:
        self.add_class("-ran")
        self.remove_class("-aided")
        if self.has_class("-zoom") and not self._old_result().has_class("-zoomed"):
            self.unzoom()
        self._show(plot)

    def switch(self) -> None:
        """Change between plot and output; where both fit, show or hide the plot."""
        if not self._is_wide:
            self._show(not self.has_class("-plot"))
            return
        self.toggle_class("-curves")
        if self.plot.has_focus:
            self.output.focus()

    def _old_result(self) -> Widget:
        return self.plot if self.has_class("-plot") else self.output

    def _show(self, plot: bool) -> None:
        """Show the plot or the output; focus and zoom go from the one to the other."""
        old = self._old_result()
        new = self.plot if plot else self.output
        self.set_class(plot, "-plot")
        if plot:
            self.add_class("-curves")
        if old.has_focus:
            new.focus()
        if old.has_class("-zoomed"):
            self.zoom(new)
        self._title_results()

    def zoom(self, panel: Widget) -> None:
        """Give one panel all the room."""
        self.unzoom()
        self.add_class("-zoom")
        panel.add_class("-zoomed")
        panel.focus()

    def unzoom(self) -> None:
        """Let the panels share the room again."""
        self.remove_class("-zoom")
        self.query(".-zoomed").remove_class("-zoomed")

    def on_resize(self) -> None:
        """Say how to reach the other result, where only one fits."""
        self._title_results()

    @property
    def _is_wide(self) -> bool:
        return self.size.width >= WIDE

    def _title_results(self) -> None:
        lines = self.output.lines
        count = f" ({lines} line{'s' if lines > 1 else ''})" if lines else ""
        hint = not self._is_wide
        drawn = self.plot.figure is not None
        name = "Plot of the text before" if drawn and self._dated else "Plot"
        switch = key_of("switch")
        self.plot.border_title = f" {name} · {switch} output{count} " if hint else f" {name} "
        self.output.border_title = f" Output · {switch} plot " if hint and drawn else " Output "
