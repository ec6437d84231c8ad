"""What the learner works on at each step: its editor, its answer panel, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from autograd_tutor.lesson.steps import (
    Choice,
    Code,
    Demo,
    Explain,
    Expression,
    Fix,
    Graph,
    Number,
    Order,
    Predict,
)
from autograd_tutor.tui.storage import Kept, answer_key

if TYPE_CHECKING:
    from autograd_tutor.tui.course import Place
    from autograd_tutor.tui.widgets.editor import Editor, Form
    from autograd_tutor.tui.widgets.places import Places


def make_editor(place: Place, kept: Kept) -> Editor | None:
    """The step's editor, as it was left; None where nothing is typed."""
    from autograd_tutor.tui.widgets.editor import Editor

    starter = ""
    form: Form = "code"
    match place.step:
        case Demo() | Graph() | Predict() as step:
            starter = step.code
        case Code() | Fix() as step:
            starter = step.starter
        case Expression() as step:
            starter, form = step.starter, "line"
        case Number():
            form = "line"
        case Explain():
            form = "prose"
        case _:
            return None
    starter = starter.rstrip("\n")
    draft = starter if kept.draft is None else kept.draft
    editor = Editor.make(place.key, starter, draft, form)
    editor.border_title = _title(place)
    if isinstance(place.step, Graph):
        editor.load_text(starter)
        editor.noted, editor.read_only = starter, True
    return editor


def make_answer(place: Place, kept: Kept) -> Places | None:
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
            from autograd_tutor.grading.answers import shuffled

            begin = shuffled(step, place.lesson.seed ^ crc32(step.id.encode()))
            answer = Arrangement(key, step.items, begin, kept.answer)
        case Explain():
            task = "What do your words say?"
            answer = Choices(key, task, step.points, kept.answer, several=True)
            answer.display = bool(answer.places)
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
            return " Your words · ^r answers "
        case Fix():
            return " Code to repair "
    return " Your code "
