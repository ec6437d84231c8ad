"""The part of a screen that runs code: it hears from the evaluator and shows what it heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.worker import Worker, WorkerState

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.tui import messages
from autograd_tutor.tui.aside import Aside
from autograd_tutor.tui.records import Records
from autograd_tutor.tui.runner import Runner
from autograd_tutor.tui.screens.moving import MovingScreen
from autograd_tutor.tui.verdict import state
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.keybar import KeyBar
from autograd_tutor.tui.widgets.notice import Notice
from autograd_tutor.tui.widgets.status import NOTICED, STARTING, StatusLine
from autograd_tutor.tui.widgets.views import Viewed
from autograd_tutor.tui.work import Work, begin

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Hello, Outcome
    from autograd_tutor.tui.ports import EvaluatorLike
    from autograd_tutor.tui.widgets.panels import Panels


class RunningScreen(MovingScreen):
    """Panels around a runner. Every call outside is a worker, and comes back as a message."""

    def __init__(self, evaluator: EvaluatorLike, desk: Panels) -> None:
        """Run on this evaluator, and show it on this desk."""
        super().__init__(desk)
        self._status = StatusLine()
        self._runner = Runner(evaluator, self.post_message)
        self._aside = Aside(evaluator)
        self._records = Records(self._aside.run, self.post_message)
        self._hello: Hello | None = None
        self._problem: str | None = None
        self._warned = False

    def compose(self) -> ComposeResult:
        """Status, panels, keys; and the notice that takes their place in a small terminal."""
        yield self._status
        yield self._desk
        yield Notice()
        yield KeyBar()

    def _do(self, group: str, work: Work, *, exclusive: bool = False) -> None:
        begin(self, group, work, exclusive=exclusive)

    def _at_rest(self) -> str:
        if self._problem is not None:
            return "no evaluator"
        return "ready" if self._hello is not None else STARTING

    @on(messages.Awaited)
    def _show_wait(self, message: messages.Awaited) -> None:
        if self._hello is None and self._runner.waits:
            self._status.rest(message.line)
            self.refresh_bindings()

    @on(messages.Greeted)
    def _show_evaluator(self, message: messages.Greeted) -> None:
        if self._problem is not None:
            self._desk.invite()
        if self._hello is None:
            self.refresh_bindings()
        self._hello, self._problem = message.hello, None
        self._show_confinement()
        if not self._runner.running:
            self._status.rest(self._at_rest())

    def _show_confinement(self) -> None:
        """The badge for the chosen device; the first time that it is not full, a warning too."""
        if self._hello is None:
            return
        missing = self._hello.missing(self._status.device)
        known = self._hello.layers(self._status.device) is not None
        self._status.confined = not missing if known else None
        if missing and not self._warned:
            self._warned = True
            words = f"Your code is not fully confined here. Missing: {', '.join(missing)}."
            self.notify(visible(words), severity="warning", timeout=20, markup=False)

    @on(messages.Unserved)
    def _show_unserved(self, message: messages.Unserved) -> None:
        if message.number and not self._runner.is_current(message.number):
            return
        self._hello, self._problem = None, message.problem
        self._status.rest(self._at_rest())
        self._desk.results.refuse(message.problem)
        self.refresh_bindings()

    @on(messages.Started)
    def _show_start(self, message: messages.Started) -> None:
        if self._runner.is_current(message.number):
            self._status.run(message.seconds)
            self._hold_record(None)
            self._desk.results.begin()
            self.set_timer(NOTICED, self._show_running)

    def _show_running(self) -> None:
        if self._runner.running:
            self.refresh_bindings()

    @on(messages.Printed)
    def _show_output(self, message: messages.Printed) -> None:
        if self._runner.is_current(message.number):
            self._desk.results.output.write(message.text)

    @on(messages.Finished)
    def _show_end(self, message: messages.Finished) -> None:
        if self._runner.is_current(message.number):
            self._status.rest(self._ended(message.outcome))
            self._desk.finish(message.outcome)
            self._hold_record(self._recording(message.outcome))
            self.refresh_bindings()

    def _recording(self, outcome: Outcome) -> Cell | None:
        """What to run for the record behind a run that brought none; None where there is none."""
        asked = self._runner.asked
        if not isinstance(asked, Cell) or not isinstance(outcome, Run) or outcome.graph is not None:
            return None
        return replace(asked, graph="*", look=False)

    def _hold_record(self, request: Cell | None) -> None:
        """Forget the record of the run before."""
        self.workers.cancel_group(self, "record")
        self._records.hold(request)
        self._read_record()

    @on(Viewed)
    def _read_record(self) -> None:
        """Read the record of what ran last, once, where somebody looks."""
        if self._records.wanted and self._desk.results.sees_record:
            self._do("record", self._records.ask)

    @on(messages.Recorded)
    def _show_record(self, message: messages.Recorded) -> None:
        if self._records.is_current(message.number):
            self._desk.results.record(message.graph, message.note)

    def _ended(self, outcome: Outcome) -> str:
        """The end of a run in a word or three."""
        return state(outcome)

    @on(Worker.StateChanged)
    def _show_stumble(self, event: Worker.StateChanged) -> None:
        """Own up to a mistake of the tutor's own, and go on."""
        if event.state is not WorkerState.ERROR:
            return
        from autograd_tutor.log import noted

        noted(event.worker.error)
        words = f"The tutor itself failed: {event.worker.error!r}. Please report it."
        self._stumbled(event.worker.group, words)

    def _stumbled(self, group: str, words: str) -> None:
        if group == "run":
            self._status.rest(self._at_rest())
            self._desk.results.refuse(words)
            self.refresh_bindings()
        else:
            self.notify(visible(words), severity="error", timeout=20, markup=False)
