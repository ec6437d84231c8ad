"""The screen of a lesson: text, code, plot and output, and the keys that act on them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual import on

from autograd_tutor.course.exercises import ANSWERED, DRAWN, RUNS
from autograd_tutor.course.lessons import Course, Place
from autograd_tutor.lesson.steps import Plot, Predict
from autograd_tutor.tui import actions, messages
from autograd_tutor.tui.guide import Guide
from autograd_tutor.tui.preload import preload
from autograd_tutor.tui.screens.course import CourseScreen
from autograd_tutor.tui.screens.sketching import SketchingScreen
from autograd_tutor.tui.storage import Storage
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.keybar import KeyBar
from autograd_tutor.tui.widgets.status import STARTING

if TYPE_CHECKING:
    from autograd_tutor.tui.app import TutorApp
    from autograd_tutor.tui.ports import EvaluatorLike, Judges

NOTHING_TYPED = {
    False: "Type some code first.",
    True: "Type an expression in x first, for example x**2 + 1.",
}


class LessonScreen(CourseScreen, SketchingScreen):
    """Turns keys into calls, and messages into what the panels show."""

    BINDINGS = actions.bindings()

    def __init__(
        self,
        course: Course,
        evaluator: EvaluatorLike,
        storage: Storage,
        judges: Judges,
        *,
        start: tuple[str | None, str | None],
        device: str,
        ascii: bool,
    ) -> None:
        """Show the course, from `start` (lesson and step id) or else from where it was left."""
        super().__init__(evaluator, storage, judges, ascii=ascii)
        self._start = start
        self._device = device
        self._guide = Guide(course, storage, self.post_message)

    def on_mount(self) -> None:
        """Paint the frame first, then fill it."""
        self._status.device = self._device
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._do("step", self._guide.start(*self._start))
        self._do("hello", self._runner.greet)

    @on(messages.Opened)
    async def _arrive(self, message: messages.Opened) -> None:
        try:
            if message.place is self._guide.place:
                await self._show_step(message)
        finally:
            self._guide.arrived()

    async def _show_step(self, message: messages.Opened) -> None:
        place = message.place
        self._do("interrupt", self._runner.abandon)
        await self._desk.open(place, message.kept)
        self._enter(place, message.kept)
        count = f"{place.index + 1}/{len(place.lesson.steps)}"
        self._status.show_place(place.lesson.title, count, place.step.title)
        self._status.rest(self._at_rest())
        answered = isinstance(place.step, ANSWERED)
        self.query_one(KeyBar).labels = {"run": "Answer"} if answered else {}
        self._do("preload", partial(asyncio.to_thread, preload))
        if self._problem is not None:
            self._desk.results.refuse(self._problem)
        elif isinstance(place.step, DRAWN):
            self._run(place)
        self.refresh_bindings()
        self._tell_trouble()

    @on(messages.Unreadable)
    def _show_unreadable(self, message: messages.Unreadable) -> None:
        problem = visible(message.problem)
        if self._guide.place is None:
            code = 2 if any(self._start) else 1
            self.app.exit(return_code=code, message=Text(problem))
        else:
            self.notify(problem, severity="error", timeout=20, markup=False)

    def is_opening(self, key: str) -> bool:
        """Whether a key has to wait for the step to be opened; going further on does not."""
        bound = self.active_bindings.get(key)
        moves = bound is not None and bound.binding.id in ("next", "previous")
        return self._guide.is_moving and not moves

    def on_text_area_changed(self) -> None:
        """Keep what is typed."""
        self._keep_soon()

    def on_places_changed(self) -> None:
        """Keep what is picked or put in order."""
        self._keep_soon()

    def note_drafts(self) -> None:
        """Give what was typed to be kept: at quitting, keys may be newer than their messages."""
        for work in self._desk.works.all:
            if work.draft != work.noted:
                work.noted = work.draft
                self._storage.note(work.key, work.draft)

    @property
    def file_parts(self) -> tuple[str, ...]:
        """Lesson and step."""
        return self._desk.place.key if self._desk.place is not None else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out keys that can do nothing now."""
        step = self._desk.place.step if self._desk.place is not None else None
        if action == "switch":
            return isinstance(step, RUNS) and self._desk.results.can_switch
        if action == "run" and self._runner.running and not self._can_answer():
            return False
        if action in ("run", "reset", "edit"):
            idle = isinstance(step, Plot) and action != "run"
            return self._desk.has_class("-works") and not idle
        if action == "interrupt":
            return self._runner.running or self._runner.waits
        if action in ("next", "previous"):
            return self._guide.can_move(1 if action == "next" else -1)
        return super().check_action(action, parameters)

    def _can_answer(self) -> bool:
        """Whether what has the focus is an answer that needs no run, or whose run only shows."""
        place, editor = self._desk.place, self._desk.editor
        if place is None or not isinstance(place.step, ANSWERED):
            return False
        typing = editor is not None and editor.has_focus and not editor.read_only
        return not (typing and isinstance(place.step, Predict))

    def action_run(self) -> None:
        """Run what is in the editor, or have the answer checked."""
        place = self._desk.place
        if place is None:
            return
        self._examiner.drop()
        self._verdict = None
        if not self._can_answer():
            self._run(place)
        elif self._check(place) and isinstance(place.step, Predict):
            self._desk.unlock()
            if not self._runner.running:
                self._run(place)

    def _run(self, place: Place) -> None:
        from autograd_tutor.grading.requests import request

        editor = self._desk.editor
        text = editor.text if editor is not None else ""
        if editor is not None and not text.strip():
            self._desk.results.refuse(NOTHING_TYPED[editor.form == "line"])
            return
        asked = request(place.lesson, place.step, text, self._device)
        if asked is not None:
            if self._hello is None:
                self._status.rest(STARTING)
                self.refresh_bindings()
            self._ran = place, text, self._device
            self._do("run", self._runner.run(self._ordered(asked)))

    def action_reset(self) -> None:
        """Start afresh. What was typed comes back with undo."""
        self._examiner.drop()
        self._verdict = None
        self._hold_record(None)
        self._restart()
        self._do("reset", self._runner.reset)

    def action_next(self) -> None:
        """Go on."""
        self._do("step", self._guide.move(1))

    def action_previous(self) -> None:
        """Go back."""
        self._do("step", self._guide.move(-1))

    async def action_playground(self) -> None:
        """Go to the playground, with this step's code as its next cell."""
        from autograd_tutor.course.trying import as_cell

        place, editor = self._desk.place, self._desk.editor
        if place is not None:
            code = as_cell(place.step, editor.text if editor is not None else "")
            app = cast("TutorApp", self.app)
            await app.visit_playground(code, self._device, self.use_device)
