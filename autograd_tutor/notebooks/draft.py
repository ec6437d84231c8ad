"""The draft of a lesson, made of a notebook's cells."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections import Counter
from typing import Any, NamedTuple

from autograd_tutor.lesson.source import short
from autograd_tutor.notebooks.code import Exercise, as_exercise, without_given, without_magics
from autograd_tutor.notebooks.history import History
from autograd_tutor.notebooks.markdown import Section, sections
from autograd_tutor.notebooks.reading import Cell, NotebookError, clean

MINUTES = {"read": 1, "demo": 2, "code": 4}
TITLE, ID = 60, 60
MOST_STEPS = 200
"""So many a draft may have; lint says that a lesson has fewer."""
AIM = "TODO: say what one can do after this lesson"
LOOK = "Run it, then change something and run it again."
TASK = "TODO: say what there is to do here."
Field = dict[str, Any]


class Draft(NamedTuple):
    """A lesson as the fields of its file, and what of the notebook is not in it."""

    lesson: Field
    left_out: list[str]


def draft_of(cells: list[Cell], name: str) -> Draft:
    """The draft that a notebook makes; `name` is its file's, for one without a heading.

    Raises:
        NotebookError: there is no step in it, or far too many.
    """
    making = _Making()
    for cell in cells:
        if cell.kind == "text":
            making.take_text(cell)
        else:
            making.take_code(cell)
    making.finish_text()
    steps = making.steps
    if not steps:
        raise NotebookError("nothing in it can be a step of a lesson")
    if len(steps) > MOST_STEPS:
        raise NotebookError(f"it would have more than {MOST_STEPS} steps: split it")
    titles = [each["title"] for each in steps if each["title"]]
    title = titles[0] if titles else _title(clean(name)) or "A lesson"
    for each in steps:
        each["title"] = each["title"] or title
    lesson = {
        "format": 1,
        "id": _slug(title, "lesson"),
        "title": title,
        "aims": [AIM],
        "minutes": min(sum(MINUTES[each["kind"]] for each in steps), 120),
        "steps": _with_ids(steps),
    }
    return Draft(lesson, making.left_out)


class _Making:
    """Steps as they are found; text waits for the code that may follow it."""

    def __init__(self) -> None:
        self.steps: list[Field] = []
        self.left_out: list[str] = []
        self._heading = ""
        self._waiting: Section | None = None
        self._history = History()

    def take_text(self, cell: Cell) -> None:
        """Take a text cell: each of its sections is a step, but the last may go with code."""
        for section in sections(cell.source):
            if section.heading or self._waiting is None:
                self.finish_text()
                self._heading = section.heading or self._heading
                self._waiting = section
            else:
                text = f"{self._waiting.text}\n\n{section.text}".strip("\n")
                self._waiting = Section(self._waiting.heading, text)

    def finish_text(self) -> None:
        """Make a step of the text that waits."""
        if self._waiting is not None:
            self._step("read", self._waiting.text or f"**{self._heading}**")
        self._waiting = None

    def take_code(self, cell: Cell) -> None:
        """Take a code cell: the text right above it is what is said of it."""
        if cell.tests:
            words = "tests of nbgrader; say in `checks` of the exercise what they ask for"
            self.left_out.append(f"cell {cell.number}: {words}")
            return
        code, dropped = without_magics(cell.source)
        if dropped:
            more = f" and {len(dropped) - 1} more" if len(dropped) > 1 else ""
            self.left_out.append(f"cell {cell.number}: `{short(dropped[0].strip())}`{more}")
        shown = without_given(code)
        if shown.strip():
            self._program(shown, as_exercise(shown))
        exercise = as_exercise(code)
        if not cell.failed:
            self._history.add(exercise.solution or exercise.starter if exercise else code)

    def _program(self, code: str, exercise: Exercise | None) -> None:
        text = self._waiting.text if self._waiting else ""
        self._waiting = None
        setup = self._history.needed_by(exercise.solution or exercise.starter if exercise else code)
        fields: Field = {"setup": setup} if setup else {}
        if exercise is None:
            self._step("demo", text or LOOK, fields | {"code": code})
            return
        fields["starter"] = exercise.starter
        if exercise.solution:
            fields["solution"] = [exercise.solution]
        self._step("code", text or TASK, fields)

    def _step(self, kind: str, text: str, fields: Field | None = None) -> None:
        step = {"kind": kind, "id": "", "title": _title(self._heading)}
        self.steps.append(step | {"text": _whole(self._heading, text)} | (fields or {}))


def _whole(heading: str, text: str) -> str:
    """The text, after its heading where that is too long for a title."""
    if len(heading) <= TITLE or text == f"**{heading}**":
        return text
    return "\n".join([*textwrap.wrap(f"**{heading}**", 76), "", text])


def _title(words: str) -> str:
    words = " ".join(words.split())
    if len(words) <= TITLE:
        return words
    cut = words[: TITLE - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip() + "…"


def _with_ids(steps: list[Field]) -> list[Field]:
    """The steps with an id each, from their titles; steps with one title are counted."""
    used: Counter[str] = Counter()
    taken: set[str] = set()
    for step in steps:
        base = _slug(step["title"], "step")
        id, count = base, 1
        while id in taken:
            count = max(count, used[base]) + 1
            id = f"{base[: ID - 5].rstrip('-')}-{count}"
        used[base] = count
        taken.add(id)
        step["id"] = id
        if count > 1:
            step["title"] = f"{_title(step['title'])[: TITLE - 6].rstrip()} ({count})"
    return steps


def _slug(words: str, otherwise: str) -> str:
    """Lower-case words joined by hyphens, as ids are."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    slug = slug if slug[:1].isalpha() else f"{otherwise}-{slug}".rstrip("-")
    return slug[:ID].rstrip("-")
