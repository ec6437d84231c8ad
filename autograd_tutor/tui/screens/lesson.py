"""The screen of a lesson: text, code, plot and output, and the keys that act on them."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.timer import Timer

from autograd_tutor.course.exercises import ANSWERED, DRAWN, RUNS
from autograd_tutor.course.lessons import Course, Place
from autograd_tutor.lesson.steps import Plot, Predict
from autograd_tutor.tui import actions, messages
from autograd_tutor.tui.guide import Guide
from autograd_tutor.tui.screens.course import CourseScreen
from autograd_tutor.tui.screens.sketching import SketchingScreen
from autograd_tutor.tui.storage import Storage
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.keybar import KeyBar
from autograd_tutor.tui.widgets.plot import preload
from autograd_tutor.tui.widgets.status import STARTING

if TYPE_CHECKING:
    from autograd_tutor.tui.ports import EvaluatorLike, Judges

SAVE_AFTER = 0.4
"""Seconds from a key to the write of the draft it changed."""

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
        self._evaluator = evaluator
        self._start = start
        self._device = device
        self._guide = Guide(course, storage, self.post_message)
        self._saving: Timer | None = None

    def on_mount(self) -> None:
        """Paint the frame first, then fill it."""
        self._status.device = self._device
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._do("step", self._guide.start(*self._start))
        self._do("hello", self._runner.greet())

    @on(messages.Opened)
    async def _show_step(self, message: messages.Opened) -> None:
        place = message.place
        if place is not self._guide.place:
            return
        self._do("interrupt", self._runner.abandon())
        await self._desk.open(place, message.kept)
        self._enter(place, message.kept)
        count = f"{place.index + 1}/{len(place.lesson.steps)}"
        self._status.show_place(place.lesson.title, count, place.step.title)
        self._status.rest(self._at_rest())
        self.query_one(KeyBar).run_label = "Answer" if isinstance(place.step, ANSWERED) else "Run"
        self._do("preload", asyncio.to_thread(preload))
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
            self.app.exit(return_code=1, message=Text(problem))
        else:
            self.notify(problem, severity="error", timeout=20, markup=False)

    def on_text_area_changed(self) -> None:
        """Keep what is typed."""
        self._keep_soon()

    def on_places_changed(self) -> None:
        """Keep what is picked or put in order."""
        self._keep_soon()

    def _keep_soon(self) -> None:
        self.note_drafts()
        if self._saving is None:
            self._saving = self.set_timer(SAVE_AFTER, self._save)

    def note_drafts(self) -> None:
        """Give what was typed to be kept: at quitting, keys may be newer than their messages."""
        for work in self._desk.works.all:
            if work.draft != work.noted:
                work.noted = work.draft
                self._storage.note(work.key, work.draft)

    def _save(self) -> None:
        self._saving = None
        self._do("save", self._save_drafts())

    async def _save_drafts(self) -> None:
        await self._storage.flush()
        self._tell_trouble()

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
            return self._runner.running
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
            self._do("run", self._runner.run(asked))

    def action_interrupt(self) -> None:
        """Stop the running code."""
        self._do("interrupt", self._runner.interrupt())

    def action_reset(self) -> None:
        """Start afresh. What was typed comes back with undo."""
        self._examiner.drop()
        self._verdict = None
        self._hold_record(None)
        self._restart()
        self._do("reset", self._runner.reset())

    def action_next(self) -> None:
        """Go on."""
        self._do("step", self._guide.move(1))

    def action_previous(self) -> None:
        """Go back."""
        self._do("step", self._guide.move(-1))

    def action_device(self) -> None:
        """Choose what torch computes on."""
        from autograd_tutor.tui.screens.devices import DeviceScreen

        self.app.push_screen(DeviceScreen(self._evaluator, self._device), self._use_device)

    def _use_device(self, device: str | None) -> None:
        if device is not None:
            self._device = self._status.device = device
            self._show_confinement()

    def action_help(self) -> None:
        """Show the keys."""
        from autograd_tutor.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._hello, self._device))

    async def action_suspend(self) -> None:
        """Go back to the shell, once what was typed is kept; then draw all of it anew.

        What runs is held meanwhile.
        """
        self.note_drafts()
        await self._save_drafts()
        await self._evaluator.hold()
        left = monotonic()
        self.app.action_suspend_process()
        self._status.skip(monotonic() - left)
        await self._evaluator.resume()
        self.refresh(layout=True)

    def action_quit(self) -> None:
        """Leave, once the keys before this one are in the editor."""
        (self._desk.editor or self._desk.answer or self).call_later(self.app.exit)
    async def action_redraw(self) -> None:
        """Send the whole screen anew."""
        await self.run_action("app.redraw")

