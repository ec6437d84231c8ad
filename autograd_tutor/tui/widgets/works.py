"""What the learner works on at each step: its editor, its answer panel, or both."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from autograd_tutor.course.answers import Key, answer_key, first_order, starter
from autograd_tutor.lesson.steps import (
    Choice,
    Demo,
    Explain,
    Expression,
    Fix,
    Graph,
    Number,
    Order,
    Plot,
    Predict,
    Step,
)
from autograd_tutor.tui.actions import key_of
from autograd_tutor.tui.storage import Kept

if TYPE_CHECKING:
    from textual.widget import Widget

    from autograd_tutor.course.lessons import Place
    from autograd_tutor.tui.widgets.editor import Editor, Form
    from autograd_tutor.tui.widgets.places import Places

AWAY = "-away"
"""The style class of what is not shown now."""


class Works:
    """They stay alive while other steps are shown, and so does an editor's undo history."""

    def __init__(self) -> None:
        self._editors: dict[Key, Editor] = {}
        self._answers: dict[Key, Places] = {}
        self._shown: list[Editor | Places] = []

    @property
    def all(self) -> list[Editor | Places]:
        """Everything in which something may have been typed or picked."""
        return [*self._editors.values(), *self._answers.values()]

    async def open(
        self, place: Place, kept: Kept, mount: Callable[[Widget], Awaitable[None]]
    ) -> tuple[Editor | None, Places | None]:
        """Show those of a step, as they were left, mounted if they are new, and hide the others."""
        for old in self._shown:
            old.add_class(AWAY)
        editor, answer = self._editors.get(place.key), self._answers.get(place.key)
        if editor is None and (editor := _make_editor(place, kept)):
            self._editors[place.key] = editor
            await mount(editor)
        if answer is None and (answer := _make_answer(place, kept)):
            self._answers[place.key] = answer
            await mount(answer)
        self._shown = [work for work in (editor, answer) if work is not None]
        for new in self._shown:
            new.remove_class(AWAY)
        if editor is not None and isinstance(place.step, Predict):
            editor.read_only = not (kept.standing.attempts or kept.standing.passed)
        if answer is not None and isinstance(place.step, Explain):
            answer.set_class(not answer.places, AWAY)
        return editor, answer


def invitation(step: Step, locked: bool) -> str:
    """How to run a step; `locked`: its code can't be changed yet."""
    run = key_of("run")
    match step:
        case Expression():
            return f"Enter or {run} draws f and its derivative f'."
        case Predict() if locked:
            return "Answer first: then the code runs and shows what happens."
        case Plot() | Graph():
            return f"{run} draws it again."
    return f"{run} runs the code."


def _make_editor(place: Place, kept: Kept) -> Editor | None:
    """The step's editor, as it was left; None where nothing is typed."""
    from autograd_tutor.tui.widgets.editor import Editor

    text = starter(place.step)
    if text is None:
        return None
    form: Form = "code"
    match place.step:
        case Expression() | Number():
            form = "line"
        case Explain():
            form = "prose"
    draft = text if kept.draft is None else kept.draft
    editor = Editor.make(place.key, text, draft, form)
    editor.border_title = _title(place)
    if isinstance(place.step, Graph):
        editor.load_text(text)
        editor.noted, editor.read_only = text, True
    return editor


def _make_answer(place: Place, kept: Kept) -> Places | None:
    """The step's answer panel, as it was left; None where nothing is picked or put in order."""
    from autograd_tutor.tui.widgets.arrangement import Arrangement
    from autograd_tutor.tui.widgets.choices import Choices

    key, step = answer_key(place.key), place.step
    answer: Places
    match step:
        case Choice() | Predict():
            several = sum(option.right for option in step.options) > 1
            texts = [option.text for option in step.options]
            task = "Choose all that are right" if several else "Choose one"
            answer = Choices(key, task, texts, kept.answer, several=several)
        case Order():
            begin = first_order(place.lesson, step)
            answer = Arrangement(key, step.items, begin, kept.answer)
        case Explain():
            task = "What do your words say?"
            answer = Choices(key, task, step.points, kept.answer, several=True)
        case _:
            return None
    return answer


def _title(place: Place) -> str:
    match place.step:
        case Expression(range=(low, high)):
            return f" f(x) =    for x from {low:g} to {high:g} "
        case Demo():
            return " Code to try "
        case Predict() | Graph():
            return " Code "
        case Number():
            return " Your number · Enter answers "
        case Explain():
            return f" Your words · {key_of('run')} answers "
        case Fix():
            return " Code to repair "
    return " Your code "
