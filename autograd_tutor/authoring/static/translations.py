"""A translation is the same course: its directory, named by a language (`de`), has the same ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from autograd_tutor.authoring.course import Course, read_courses
from autograd_tutor.authoring.draft import Draft
from autograd_tutor.authoring.findings import Finding
from autograd_tutor.authoring.rules import RULES
from autograd_tutor.authoring.static.ids import ids_of
from autograd_tutor.lesson.load import LessonError

_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?")


def complete(course: Course) -> Iterator[Finding]:
    """Ids that a translation lacks, or has beyond the original's."""
    for directory in sorted(filter(_is_translation, course.directory.iterdir())):
        try:
            (translated,) = read_courses([directory])
        except LessonError as error:
            yield Finding.of(error)
            continue
        yield from map(Finding.of, translated.errors)
        if not translated.errors:
            yield from _compared(course, translated)


def _is_translation(path: Path) -> bool:
    return path.is_dir() and _LANGUAGE.fullmatch(path.name) is not None


def _compared(course: Course, translated: Course) -> Iterator[Finding]:
    others = {draft.lesson.id: draft for draft in translated.drafts}
    for draft in course.named():
        other = others.get(draft.lesson.id)
        if other is None:
            said = f"the lesson `{draft.lesson.id}` is missing here"
            yield Finding(translated.directory, 1, 1, "L104", said, RULES["L104"].remedy)
        else:
            yield from _differences(draft, other)


def _differences(original: Draft, translated: Draft) -> Iterator[Finding]:
    wanted, got = set(ids_of(original)), set(ids_of(translated))
    differ = [(id, "is missing here") for id in sorted(wanted - got)]
    differ += [(id, f"is not in {original.path.name}") for id in sorted(got - wanted)]
    for id, said in differ:
        yield Finding(translated.path, 1, 1, "L104", f"`{id}` {said}", RULES["L104"].remedy)
