"""The panels of a step, and which of them the learner sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from autograd_tutor.course.exercises import DRAWN, RUNS
from autograd_tutor.course.lessons import Place
from autograd_tutor.evaluator.messages import Outcome, Run
from autograd_tutor.lesson import steps
from autograd_tutor.tui.remark import flowing
from autograd_tutor.tui.storage import Kept
from autograd_tutor.tui.verdict import verdict
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.panels import Panels
from autograd_tutor.tui.widgets.reading import Reading
from autograd_tutor.tui.widgets.ruling import Ruling
from autograd_tutor.tui.widgets.works import AWAY, Works, invitation

if TYPE_CHECKING:
    from autograd_tutor.tui.widgets.editor import Editor
    from autograd_tutor.tui.widgets.places import Places

UNDO = "The step's own code is back. ^z in the code brings yours back."
BRIEF = 5
"""Lines of code beside which a long output finds room in 24 rows."""


class Desk(Panels):
    """Text, code, answer, results and ruling, and how they share the room, by style classes.

    Besides those of `Panels`: `-asks`: what is run is asked about first; `-ruled`: there is
    something to say about an answer; `-aided`: a hint or the solution was asked for, and the text
    needs room for it; `-brief`: the code that ran leaves room.
    """

    def __init__(self, *, ascii: bool) -> None:
        super().__init__(id="desk", ascii=ascii)
        self.reading: Reading = Reading()
        self.ruling = Ruling(id="ruling-panel", classes="panel")
        self.said = ""
        self.place: Place | None = None
        self.editor: Editor | None = None
        self.answer: Places | None = None
        self.works = Works()

    def compose(self) -> ComposeResult:
        """Editors and answer panels join between text and results as steps are opened."""
        yield self.reading
        yield from self.results.panels()
        yield self.ruling

    def on_mount(self) -> None:
        """Name the panels."""
        self.reading.border_title = " Lesson "
        self.ruling.border_title = " Answer "
        self.ruling.display = False
        self.results.arrange()

    async def open(self, place: Place, kept: Kept) -> None:
        """Show a step, its editor and answer as they were left."""
        step = place.step
        reads, runs, asks = (isinstance(step, kind) for kind in (steps.Read, RUNS, steps.Predict))
        self.update_classes({"-works": not reads, "-runs": runs, "-asks": asks})
        editor, answer = await self.works.open(place, kept, self._join)
        self.place, self.editor, self.answer = place, editor, answer
        self._forget(self._invitation)
        self.work()
        await self.reading.show(step.text)

    async def _join(self, work: Widget) -> None:
        await self.mount(work, before=self.results.plot)

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

    def _forget(self, note: str) -> None:
        """Share the room as before the first run, with this said in the output."""
        self.said = ""
        self.ruling.show()
        expects_plot = isinstance(self._step, steps.Expression | steps.Plot)
        self.results.clear(note, plot=self._invitation if expects_plot else None)

    def restart(self) -> None:
        """Go back to the step's own code, without results. Undo brings the learner's back."""
        changed = self.editor is not None and self.editor.restart()
        if self.answer is not None:
            self.answer.restart()
        with self.at_once():
            self._forget(UNDO if changed else self._invitation)
            self.results.show("output")

    async def aid(self, text: str) -> None:
        """Add a hint or the solution below the lesson's text, with room to read it."""
        with self.at_once():
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
            self.answer.remove_class(AWAY)
            self.answer.focus()

    @property
    def _invitation(self) -> str:
        if self.place is None:
            return ""
        return invitation(self.place.step, self.editor is not None and self.editor.read_only)

    def invite(self) -> None:
        """Say in the output how to run the step."""
        self.results.output.clear(self._invitation)

    def finish(self, outcome: Outcome) -> None:
        """Show how a run ended, with what a step's own picture shows in words."""
        step, lesson = self._step, self.place.lesson.id if self.place is not None else ""
        said, alt = verdict(outcome, lesson), ""
        self.said = said.plain
        if isinstance(step, DRAWN) and isinstance(outcome, Run):
            alt = visible(flowing(step.alt))
        if alt and not isinstance(step, steps.Graph):
            said, alt = Content("\n").join([*filter(None, [said]), Content(alt)]), ""
        brief = self.editor is None or self.editor.document.line_count <= BRIEF
        with self.at_once():
            self.set_class(brief, "-brief")
            self.results.finish(outcome, said, alt, record=not isinstance(step, DRAWN))
