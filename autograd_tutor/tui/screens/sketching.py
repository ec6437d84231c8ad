"""The part of a screen that draws an expression while it is typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import on
from textual.timer import Timer

from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.lesson.steps import Expression
from autograd_tutor.tui import messages
from autograd_tutor.tui.live import Live
from autograd_tutor.tui.screens.judging import JudgingScreen
from autograd_tutor.tui.widgets.plot import Plot
from autograd_tutor.tui.widgets.views import Viewed

if TYPE_CHECKING:
    from autograd_tutor.course.lessons import Place
    from autograd_tutor.tui.ports import EvaluatorLike, Judges
    from autograd_tutor.tui.storage import Kept, Storage

PAUSE = 0.15
"""Seconds from the last key to the question what it draws."""


class SketchingScreen(JudgingScreen):
    """Asks once the keys pause, and only for text that has changed. Runs come first."""

    def __init__(
        self, evaluator: EvaluatorLike, storage: Storage, judges: Judges, *, ascii: bool
    ) -> None:
        """Draw on this evaluator, beside what it runs."""
        super().__init__(evaluator, storage, judges, ascii=ascii)
        self._live = Live(self._aside, self.post_message)
        self._typed = ""
        self._order = 1
        self._pause: Timer | None = None

    def _enter(self, place: Place, kept: Kept) -> None:
        super()._enter(place, kept)
        self._rest_sketch()

    def _restart(self) -> None:
        """Go back to the step's own code, with nothing drawn."""
        self._desk.restart()
        self._rest_sketch()

    def _rest_sketch(self) -> None:
        """Ask for nothing before the learner changes the text, and take the cursor away."""
        self._drop_sketch()
        self._desk.results.plot.x = None
        self._desk.results.tape.at(None)
        self._typed = self._text

    @property
    def _text(self) -> str:
        return self._desk.editor.text if self._desk.editor is not None else ""

    def _drop_sketch(self) -> None:
        self._live.drop()
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def on_text_area_changed(self) -> None:
        """Wait for the keys to pause."""
        editor = self._desk.editor
        if editor is not None and editor.has_focus and editor.text != self._typed:
            self._typed = editor.text
            self._sketch_soon()

    def _sketch_soon(self) -> None:
        self._drop_sketch()
        place = self._desk.place
        if place is not None and isinstance(place.step, Expression) and self.app.app_focus:
            self._pause = self.set_timer(PAUSE, self._sketch)

    def _sketch(self) -> None:
        from autograd_tutor.grading.requests import sketch

        self._pause = None
        place = self._desk.place
        if place is None or not isinstance(place.step, Expression) or self._runner.running:
            return
        if self._problem is not None or not self._text.strip():
            self._desk.results.sketch(None)
            return
        device, at = self._status.device, self._at
        asked = sketch(place.lesson, place.step, self._text, device, order=self._order, at=at)
        self._do("live", partial(self._live.ask, asked))

    def _ordered(self, asked: Cell | Sketch) -> Cell | Sketch:
        """What is run, with the derivatives that are wanted."""
        return replace(asked, order=self._order) if isinstance(asked, Sketch) else asked

    @property
    def _at(self) -> float | None:
        """The x whose record is looked at: the cursor's, or without one, the middle."""
        place, results = self._desk.place, self._desk.results
        if place is None or not isinstance(place.step, Expression) or not results.sees("tape"):
            return None
        return sum(place.step.range) / 2 if results.plot.x is None else results.plot.x

    @on(Plot.Moved)
    @on(Viewed)
    def _ask_record(self) -> None:
        if self._at is not None and self._desk.results.plot.figure is not None:
            self._sketch_soon()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out the second derivative where nothing is drawn by autograd."""
        if action == "order":
            place = self._desk.place
            return place is not None and isinstance(place.step, Expression)
        return super().check_action(action, parameters)

    def action_order(self) -> None:
        """Draw the second derivative too from now on, or no longer."""
        self._order = 1 if self._order == 2 else 2
        self._drop_sketch()
        self._sketch()

    @on(messages.Sketched)
    def _show_sketch(self, message: messages.Sketched) -> None:
        if self._live.is_current(message.number) and not self._runner.running:
            self._desk.results.sketch(message.figure, message.graph)

    @on(messages.Started)
    def _run_first(self, message: messages.Started) -> None:
        if self._runner.is_current(message.number):
            self._drop_sketch()

    @on(messages.Finished)
    def _sketch_newer(self, message: messages.Finished) -> None:
        """Draw what was typed or wanted while something ran."""
        if not self._runner.is_current(message.number) or self._ran is None:
            return
        asked = self._runner.asked
        other = isinstance(asked, Sketch) and asked.order != self._order
        if other or self._ran[1] != self._text or self._at is not None:
            self._sketch_soon()
