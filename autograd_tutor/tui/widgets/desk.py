"""The four panels of a step, and which of them the learner sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from autograd_tutor.evaluator.messages import Outcome, Run
from autograd_tutor.lesson.steps import Code, Demo, Expression, Fix, Step
from autograd_tutor.tui.course import Place
from autograd_tutor.tui.verdict import verdict
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.output import Output
from autograd_tutor.tui.widgets.plot import Plot
from autograd_tutor.tui.widgets.reading import Reading

if TYPE_CHECKING:
    from autograd_tutor.tui.widgets.editor import Editor

EDITED = (Demo, Expression, Code, Fix)
NOT_DRAWN = "Nothing is drawn yet."
UNDO = "The step's own code is back. ^z in the code brings yours back."
DREW_NOTHING = "The last run drew nothing."
WIDE, HUGE = 120, 200
"""Columns from which there is room for two and three panels side by side; with three in fewer
than 200, lines of code are cut off and plots stand taller than they are wide."""
PATIENCE = 0.2
"""Seconds before a run that has not ended shows its output, so that quick ones do not flicker."""


class Desk(Container):
    """Text, code, plot and output, and how they share the room, said by style classes.

    `-ran`: there is a result; `-plot`: of plot and output, where only one fits, the plot is it;
    `-curves`: there is something drawn, or will be; `-code`: the step has an editor;
    `-zoom`: one panel has all the room.
    """

    def __init__(self, *, ascii: bool) -> None:
        super().__init__(id="desk")
        self._ascii = ascii
        self._invitation = ""
        self._lesson = ""
        self._reveal: Timer | None = None
        self.editor: Editor | None = None
        self.editors: dict[tuple[str, str], Editor] = {}

    def compose(self) -> ComposeResult:
        """Editors join between text and plot as steps are opened."""
        yield Reading(id="text", classes="panel")
        yield Plot(NOT_DRAWN, ascii=self._ascii, id="plot")
        yield Output(id="output", classes="panel")

    def on_mount(self) -> None:
        """Name the panels."""
        self.reading.border_title = " Lesson "
        self._title_results()

    @property
    def reading(self) -> Reading:
        """The lesson's text."""
        return self.query_one(Reading)

    @property
    def plot(self) -> Plot:
        """The plot panel."""
        return self.query_one(Plot)

    @property
    def output(self) -> Output:
        """The output panel."""
        return self.query_one(Output)

    async def open(self, place: Place, draft: str | None) -> None:
        """Show a step, its editor as it was left."""
        self.set_class(isinstance(place.step, EDITED), "-code")
        self._lesson = place.lesson.id
        await self._change_editor(place, draft)
        self._invitation = _invitation(place.step)
        self._forget(isinstance(place.step, Expression))
        self.invite()
        (self.editor or self.reading).focus()
        await self.reading.show(place.step.text)

    def _forget(self, expects_plot: bool) -> None:
        """Share the room as before the first run."""
        self._stop_waiting()
        self.unzoom()
        self.remove_class("-ran")
        self.set_class(expects_plot, "-plot", "-curves")
        self.plot.show(None, self._invitation if expects_plot else NOT_DRAWN)
        self._title_results()

    def restart(self) -> None:
        """Go back to the step's own code, without results. Undo brings the learner's back."""
        if self.editor is None:
            return
        changed = self.editor.restart()
        self._forget(self.editor.one_line)
        self.output.clear(UNDO if changed else self._invitation)
        self._show(plot=False)

    async def _change_editor(self, place: Place, draft: str | None) -> None:
        from autograd_tutor.tui.widgets.editor import Editor

        if self.editor is not None:
            self.editor.display = False
        self.editor = self.editors.get(place.key)
        if self.editor is not None:
            self.editor.display = True
            return
        step = place.step
        if not isinstance(step, EDITED):
            return
        starter = (step.code if isinstance(step, Demo) else step.starter).rstrip("\n")
        text = starter if draft is None else draft
        self.editor = Editor.make(place.key, starter, text, isinstance(step, Expression))
        self.editor.border_title = _code_title(step)
        self.editors[place.key] = self.editor
        await self.mount(self.editor, after=self.reading)

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
        self.output.conclude(verdict(outcome, self._lesson))
        figure = outcome.figure if isinstance(outcome, Run) else None
        drew = figure is not None and bool(figure.curves or figure.hlines)
        self.plot.show(figure if drew else None, DREW_NOTHING)
        self._show_result(drew and isinstance(outcome, Run) and outcome.error is None)

    def refuse(self, problem: str) -> None:
        """Say why nothing can be run."""
        self._stop_waiting()
        self.output.conclude(Content(visible(problem)).stylize("bold"))
        self._show_result(False)

    def _show_result(self, plot: bool) -> None:
        self.add_class("-ran")
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
        self.plot.border_title = f" Plot · ^t output{count} " if hint else " Plot "
        self.output.border_title = " Output · ^t plot " if hint and drawn else " Output "


def _code_title(step: Expression | Demo | Code | Fix) -> str:
    if isinstance(step, Expression):
        low, high = step.range
        return f" f(x) =    for x from {low:g} to {high:g} "
    return " Code to try " if isinstance(step, Demo) else " Your code "


def _invitation(step: Step) -> str:
    if isinstance(step, Expression):
        return "Enter or ^r draws f and its derivative f'."
    return "^r runs the code."
