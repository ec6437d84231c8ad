"""The catalogue of autograd's errors and warnings: which one this is, why, and what to do.

What is known comes from the exception and the learner's own last line, and a sentence says no
more than that. The catalogue is read when the first run fails or warns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TypeAlias

import msgspec

from autograd_tutor.evaluator.messages import Failure, Warned
from autograd_tutor.grading.source import can_name, names_in
from autograd_tutor.lesson.document import compose
from autograd_tutor.lesson.source import read_text

FILE = Path(__file__).with_name("errors.yaml")

Forms: TypeAlias = str | tuple[str, ...]
_RAISE = re.compile(r"\s*raise\b")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One error or warning of the catalogue; the file's head says what the fields mean."""

    id: str
    type: str
    messages: tuple[str, ...]
    examples: tuple[str, ...]
    cause: Forms
    remedy: Forms
    line: str = ""
    via: str = ""
    code: tuple[str, ...] = ()
    lesson: str | None = None


class Explanation(msgspec.Struct, frozen=True):
    """Why it went wrong and what to do, in plain sentences; `lesson` teaches it, if any does."""

    id: str
    cause: str
    remedy: str
    lesson: str | None = None

    @property
    def text(self) -> str:
        """The whole explanation."""
        return f"{self.cause} {self.remedy}"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    errors: tuple[Entry, ...]
    warnings: tuple[Entry, ...]


@cache
def entries() -> _File:
    """The catalogue.

    Raises:
        LessonError: the file is not YAML of the kind that lessons use.
        msgspec.ValidationError: an entry lacks something.
    """
    return msgspec.convert(compose(FILE, read_text(FILE)).plain(), _File)


def explain(failure: Failure) -> Explanation | None:
    """What the catalogue says of an error; None for one that it does not know."""
    return next(explanations(failure), None)


def explain_warning(warned: Warned) -> Explanation | None:
    """What the catalogue says of a warning; None for one that it does not know."""
    return next(warning_explanations(warned), None)


def explanations(failure: Failure) -> Iterator[Explanation]:
    """Of every entry that fits the error; a sound catalogue has one at most."""
    line = failure.trace[-1].text if failure.trace else ""
    if _RAISE.match(line):
        return  # the learner's own, whatever it says
    via = " ".join(failure.via)
    for entry in entries().errors:
        found = _found(entry, failure.type, failure.message)
        if found and (place := re.search(entry.line, line)) and re.search(entry.via, via):
            yield _filled(entry, names_in(line, entry.code) | _groups(place) | _groups(found))


def warning_explanations(warned: Warned) -> Iterator[Explanation]:
    """Of every entry that fits the warning; a sound catalogue has one at most."""
    for entry in entries().warnings:
        if found := _found(entry, warned.category, warned.message):
            yield _filled(entry, _groups(found))


def forms(texts: Forms) -> tuple[str, ...]:
    """The ways to say it, best first."""
    return (texts,) if isinstance(texts, str) else texts


def names_needed(form: str) -> set[str]:
    """The {names} in one way to say it."""
    return {name for _, name, _, _ in Formatter().parse(form) if name}


def _found(entry: Entry, kind: str, message: str) -> re.Match[str] | None:
    if not re.fullmatch(entry.type, kind):
        return None
    return next(filter(None, (re.search(each, message) for each in entry.messages)), None)


def _groups(found: re.Match[str]) -> dict[str, str]:
    named = found.groupdict()
    return {name: text for name, text in named.items() if text and can_name(text)}


def _filled(entry: Entry, names: dict[str, str]) -> Explanation:
    cause, remedy = best(entry.cause, names), best(entry.remedy, names)
    return Explanation(entry.id, cause, remedy, entry.lesson)


def best(texts: Forms, names: dict[str, str]) -> str:
    """The first form whose names are all known."""
    return next(form.format_map(names) for form in forms(texts) if names_needed(form) <= set(names))
