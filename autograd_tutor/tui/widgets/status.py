"""The top line: where the learner is, what the evaluator does, and how far code is confined."""

from __future__ import annotations

from time import monotonic

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from autograd_tutor.tui.visible import visible

STARTING = "starting torch…"
NOTICED = 0.2
"""Seconds that a run may take before the screen says that something runs."""
MARGIN = 4
"""Columns of the line that the state never takes."""
CONFINED = "Code runs in a process that can't change your files or reach the network."
UNCONFINED = (
    "Code runs as you: it can read and change your files. Run only lessons and code you trust."
)


class Where(Widget):
    """Lesson, step number and step title, shortened from the left where room is short."""

    lesson: reactive[str] = reactive("")
    count: reactive[str] = reactive("")
    step: reactive[str] = reactive("")

    def render(self) -> Content:
        """The fullest form that fits."""
        lesson, step = visible(self.lesson), visible(self.step)
        for parts in ((lesson, self.count, step), (self.count, step)):
            line = Content(" · ".join(part for part in parts if part))
            if line.cell_length <= self.size.width:
                break
        return line.truncate(self.size.width, ellipsis=True)


class StatusLine(Horizontal):
    """Keeps the evaluator's state as a word, and as a count of seconds while a cell runs."""

    device: reactive[str] = reactive("cpu", init=False)
    state: reactive[str] = reactive(STARTING, init=False)
    confined: reactive[bool | None] = reactive(None, init=False)
    _clock: Timer | None = None
    _began = 0.0

    def compose(self) -> ComposeResult:
        """Where, state, badge."""
        yield Where(id="where")
        yield Static(id="state", markup=False)
        yield Static(id="badge", markup=False)

    def show_place(self, lesson: str, count: str, step: str) -> None:
        """Say which step is on the screen."""
        where = self.query_one(Where)
        where.lesson, where.count, where.step = lesson, count, step

    def run(self, limit: float) -> None:
        """Count the seconds of a run that may take `limit` of them, once it is worth a word.

        A card that is tried before takes time of its own: beyond the limit, no limit is told.
        """
        self.rest(self.state)
        self._began = monotonic()

        def tick() -> None:
            seconds = monotonic() - self._began
            self.state = f"running {seconds:.0f} s" + f" of {limit:g} s" * (seconds <= limit)

        def count() -> None:
            tick()
            self._clock = self.set_interval(1, tick)

        self._clock = self.set_timer(NOTICED, count)

    def skip(self, seconds: float) -> None:
        """Leave out so many, in which nothing ran."""
        self._began += seconds

    def rest(self, state: str) -> None:
        """Stop counting, and say what the evaluator does instead."""
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
        self.state = state

    def _show_state(self) -> None:
        text = f"{visible(self.device)} · {visible(self.state)}"
        room = self.size.width - MARGIN if self.size.width else len(text)
        self.query_one("#state", Static).update(Content(text).truncate(room, ellipsis=True))

    def on_mount(self) -> None:
        """Show what was set before."""
        self._show_state()

    def watch_device(self) -> None:
        """Show it."""
        self._show_state()

    def watch_state(self) -> None:
        """Show it."""
        self._show_state()

    def watch_confined(self, confined: bool | None) -> None:
        """Show the badge, where it is known how workers are confined."""
        badge = self.query_one("#badge", Static)
        badge.update({None: "", True: "confined", False: "not confined"}[confined])
        badge.set_class(confined is False, "-open")
        badge.tooltip = {None: None, True: CONFINED, False: UNCONFINED}[confined]
