"""A learner's work as texts and code, in the order of the course, for a notebook or a script."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from autograd_tutor.course.answers import Key, answer_key, places_in, starter
from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.course.trying import as_cell
from autograd_tutor.evaluator.untrusted import CONTROL, visible
from autograd_tutor.lesson.steps import Choice, Explain, Number, Order, Predict, Step
from autograd_tutor.notebooks.given import GIVEN
from autograd_tutor.progress.document import Document, Words, bytes_of
from autograd_tutor.progress.standing import PLAYGROUND

if TYPE_CHECKING:
    from autograd_tutor.lesson.model import Lesson

_MAGIC = re.compile(r"^%matplotlib\b.*$", re.MULTILINE)
TYPED = (Number, Explain)
"""Steps whose answer is words, or a number."""


class Part(NamedTuple):
    """A text in Markdown, or code."""

    kind: Literal["text", "code"]
    source: str


def parts_of(kept: Document, lessons: Sequence[Lesson]) -> Iterator[Part]:
    """The work: each step that was answered or changed, then the cells of the playground."""
    yield Part("text", "# Your work in autograd-tutor")
    yield Part("code", GIVEN)
    drafts = {(each.lesson, each.step): _text(each.draft) for each in kept.steps if each.draft}
    typing = [drafts.pop(key) for key in list(drafts) if key[0] == PLAYGROUND]
    passed = {(each.lesson, each.step) for each in kept.attempts if each.state == "passed"}
    for lesson in lessons:
        found = [part for step in lesson.steps for part in _of_step(lesson, step, drafts, passed)]
        if found:
            yield Part("text", f"## {lesson.title}")
            yield from found
    here = {key for lesson in lessons for step in lesson.steps for key in _keys(lesson, step)}
    if other := [(key, text) for key, text in drafts.items() if key not in here]:
        yield Part("text", "## What the course does not have")
        for key, text in other:
            yield Part("text", f"### {key[0]}, {key[1]}")
            yield runnable(text)
    if cells := [*(_text(each.text) for each in kept.cells), *typing]:
        yield Part("text", "## Playground")
        yield from map(runnable, cells)


def runnable(code: str) -> Part:
    """Code as a cell; what Python can't read, or what a terminal would obey, in comments."""
    code = _MAGIC.sub("", code.replace("\r\n", "\n")).strip("\n")
    problem = _problem(code)
    if not problem:
        return Part("code", code)
    typed = [f"# {line}".rstrip() for line in visible(code).split("\n")]
    return Part("code", "\n".join([f"# This does not run ({problem}). You typed:", *typed]))


def _keys(lesson: Lesson, step: Step) -> tuple[Key, Key]:
    """The names under which is kept what was typed at a step, and what was picked."""
    key = (lesson.id, step.id)
    return key, answer_key(key)


def _of_step(
    lesson: Lesson,
    step: Step,
    drafts: dict[Key, str],
    passed: set[Key],
) -> list[Part]:
    """A step's text, how far it is, and what was answered; nothing where nothing was."""
    key, answer = _keys(lesson, step)
    typed, picked = drafts.get(key), drafts.get(answer)
    if typed is None and picked is None and key not in passed:
        return []
    state = ("*Passed.*" if key in passed else "*Not passed yet.*") if is_exercise(step) else ""
    words = _answer(step, typed, picked)
    text = "\n\n".join(filter(None, [f"### {step.title}", step.text.strip(), state, words]))
    code = as_cell(step, typed or starter(step) or "")
    return [Part("text", text), *([runnable(_seeded(lesson, code))] if code.strip() else [])]


def _answer(step: Step, typed: str | None, picked: str | None) -> str:
    """What was answered in words, in a number, by choices or by an order."""
    match step:
        case Choice() | Predict():
            lines = [option.text for option in step.options]
        case Order():
            lines = step.items
        case Explain():
            lines = step.points
        case Number():
            lines = []
        case _:
            return "" if typed is not None else "What you typed is not kept. The start was:"
    # Indented text is code in Markdown: no mark in it means anything.
    words = textwrap.indent(visible(typed or ""), "    ") if isinstance(step, TYPED) else ""
    chosen = "\n".join(f"- {lines[at]}" for at in places_in(picked) if at < len(lines))
    answer = "\n\n".join(filter(str.strip, [words, chosen]))
    return f"Your answer:\n\n{answer}" if answer else "What you answered is not kept."


def _seeded(lesson: Lesson, code: str) -> str:
    """Code that begins with the tutor's own chance, where it takes some."""
    return f"torch.manual_seed({lesson.seed})\n{code}" if "rand" in code else code


def _problem(code: str) -> str:
    """Why the code can't stand as it is; empty where it can."""
    if CONTROL.search(code):
        return "there are control characters in it"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
            return ""
    except SyntaxError as error:
        return f"line {error.lineno}, {visible(error.msg)}"
    except (ValueError, RecursionError, MemoryError):
        return "Python can't read it"


def _text(words: Words) -> str:
    return bytes_of(words).decode("utf-8", "replace")
