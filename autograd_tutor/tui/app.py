"""The application: theme, course and screen, wired."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual.app import App, SystemCommand
from textual.events import DescendantFocus, Key
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Input

from autograd_tutor.course.lessons import Course, readable, shipped
from autograd_tutor.tui.actions import KEYMAP, PALETTE_KEY, present, shown_first
from autograd_tutor.tui.colours import MANY_COLOURS, THEME, Uncoloured
from autograd_tutor.tui.ending import EndingApp
from autograd_tutor.tui.frame import FrameApp
from autograd_tutor.tui.screens.lesson import LessonScreen
from autograd_tutor.tui.storage import Storage
from autograd_tutor.tui.turns import KeysInTurn, Typed
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.work import begin

if TYPE_CHECKING:
    from types import ModuleType

    from textual.command import Provider

    from autograd_tutor.evaluator.client import Evaluator
    from autograd_tutor.lesson.model import Lesson
    from autograd_tutor.tui.ports import EvaluatorLike, JudgeLike, Judges, StoreLike
    from autograd_tutor.tui.screens.playground import PlaygroundScreen


class TutorApp(KeysInTurn, FrameApp, EndingApp):
    """The tutor, full screen. It never imports torch: code runs where the evaluator is."""

    TITLE = "Autograd tutor"
    CSS_PATH = "screens/lesson.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        *App.COMMANDS,
        lambda: _search().Steps,
        lambda: _search().Concepts,
        lambda: _search().Errors,
    }
    COMMAND_PALETTE_BINDING: ClassVar[str] = PALETTE_KEY
    LESSON_SCREEN: ClassVar[type[LessonScreen]] = LessonScreen

    def __init__(
        self,
        evaluator: EvaluatorLike,
        store: StoreLike,
        *,
        lesson: str | None = None,
        step: str | None = None,
        device: str = "cpu",
        ascii: bool = False,
        theme: str = THEME.name,
        course: Course | None = None,
        judges: Judges | None = None,
    ) -> None:
        """Make the tutor. It closes the evaluator when it ends, not the store.

        Args:
            evaluator: Where code runs.
            store: Where progress is kept.
            lesson: The lesson to open; None goes on where the learner left.
            step: The step of that lesson to open, else its first.
            device: What torch computes on at first.
            ascii: Draw with ASCII characters only.
            theme: The name of the colours, for a terminal with 256 of them or more.
            course: The lessons; None takes those that come with the tutor.
            judges: Who judges what runs on a device; None has the evaluator run what that takes.
        """
        super().__init__()
        self.register_theme(THEME)
        self._has_themes = not self.no_color and self.console.color_system in MANY_COLOURS
        self.theme = theme if self._has_themes else THEME.name
        self.animation_level = "none"
        self.set_keymap(KEYMAP)
        self._filters_added = _filters(ascii)
        self._ascii = ascii
        self._evaluator = evaluator
        self._storage = Storage(store)
        self._device = device
        self._playground: PlaygroundScreen | None = None
        self._screen_of_lessons = self.LESSON_SCREEN(
            course or Course(shipped),
            evaluator,
            self._storage,
            judges or _judges(evaluator),
            start=(lesson, step),
            device=device,
            ascii=ascii,
        )

    def on_ready(self) -> None:
        """Look whether the device that was asked for can be used."""
        if self._device != "cpu":
            begin(self, "device", partial(self._insist, self._device))

    async def _insist(self, device: str) -> None:
        """Leave, and list what there is, where that device can't be used."""
        from autograd_tutor.evaluator.choosing import refused
        from autograd_tutor.evaluator.client import EvaluatorError

        with suppress(EvaluatorError):  # the screen says so by itself
            if refusal := await refused(self._evaluator, device):
                self.exit(return_code=2, message=Text(visible(refusal)))

    def is_busy(self, event: Typed) -> bool:
        """Keys wait for the step that the ones before them have asked for."""
        lessons = self._screen_of_lessons
        key = event.key if isinstance(event, Key) else ""
        return self.screen is lessons and lessons.is_opening(key)

    def get_default_screen(self) -> Screen[None]:
        """The lesson screen is the only one below the modal ones."""
        return self._screen_of_lessons

    async def visit_playground(self, code: str, device: str, back: Callable[[str], None]) -> None:
        """Show the playground, `code` as its next cell; `back` gets the device chosen there."""
        if self._playground is None:
            from autograd_tutor.tui.screens.playground import PlaygroundScreen

            self._playground = PlaygroundScreen(self._evaluator, self._storage, ascii=self._ascii)
            self.install_screen(self._playground, "playground")
        self._playground.visit(code, device, back)
        await self.push_screen(self._playground)

    def go(self, lesson: str, step: str | None) -> None:
        """Open a lesson, at a step or at its first, wherever the learner is."""
        if self._playground is not None and self.screen is self._playground:
            self._playground.action_playground()
        self._screen_of_lessons.go((lesson, step))

    async def lessons(self) -> list[Lesson]:
        """Every lesson that can be read, each read once."""
        course = self._screen_of_lessons.course
        return await self._storage.call(lambda: readable(course))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What makes the colours that the terminal can show, then the characters."""
        theirs = [Uncoloured()] if self.no_color else super().get_line_filters()
        return [*theirs, *self._filters_added]

    def get_system_commands(self, screen: Screen[None]) -> Iterable[SystemCommand]:
        """The palette: every action, and the colours."""
        for action in present():
            if screen.check_action(action.id, ()):
                run = getattr(screen, f"action_{action.id}", None)
                if run is not None:
                    key = shown_first(action.key or action.letter)
                    help = f"{action.tooltip} ({key})" if key else action.tooltip
                    yield SystemCommand(action.label, help, run)
        if self._has_themes:
            about = "Change the colours until you leave"
            yield SystemCommand("Colours", about, self.action_change_theme)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """No cursor blinks: a line over SSH is silent while nobody types."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    async def on_unmount(self) -> None:
        """Write what was typed last, and end the evaluator."""
        try:
            self._screen_of_lessons.note_drafts()
            if self._playground is not None:
                self._playground.note_drafts()
        finally:
            await self._storage.close()
            await self._evaluator.close()


def _judges(evaluator: EvaluatorLike) -> Judges:
    """One judge for each device: it remembers what the lessons' own programs gave."""

    @cache
    def judge(device: str) -> JudgeLike:
        from autograd_tutor.grading.judge import Judge

        return Judge(cast("Evaluator", evaluator), device)

    return judge


def _search() -> ModuleType:
    """What finds steps, concepts and errors, imported when the menu is opened."""
    from autograd_tutor.tui import search

    return search


def _filters(ascii: bool) -> list[LineFilter]:
    if not ascii:
        return []
    from autograd_tutor.tui.ascii import AsciiFilter

    return [AsciiFilter()]
