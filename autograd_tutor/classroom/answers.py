"""What a learner's exported work hands in: the latest answer to each exercise, and its claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from typing import NamedTuple

from autograd_tutor.course.answers import Key, answer_key, places_in, starter
from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Step
from autograd_tutor.progress.document import Attempt, Document, Words, Work, bytes_of
from autograd_tutor.progress.standing import PLAYGROUND

PASSED = "passed"
EARLIER = 3
"""So many texts that newer ones replaced are tried where a pass is claimed and the latest fails."""
LONG_AGO = datetime.fromtimestamp(0, timezone.utc)


class Answer(NamedTuple):
    """What was handed in for one step. `texts`: the latest first, then earlier ones."""

    lesson: Lesson
    step: Step
    claimed: str
    texts: tuple[str, ...]
    places: list[int]
    attempts: int
    hints: int
    solution_seen: bool


class HandedIn:
    """A document, by the exercises of a course. Nothing it claims is taken for true."""

    def __init__(self, document: Document) -> None:
        by_age = sorted(document.steps, key=lambda each: each.drafted_at or LONG_AGO)
        self._works = {(each.lesson, each.step): each for each in by_age}
        self._attempts: defaultdict[Key, list[Attempt]] = defaultdict(list)
        for attempt in sorted(document.attempts, key=lambda each: each.at):
            self._attempts[attempt.lesson, attempt.step].append(attempt)
        self._earlier: defaultdict[Key, list[str]] = defaultdict(list)
        for each in sorted(document.replaced, key=lambda each: each.drafted_at, reverse=True):
            self._earlier[each.lesson, each.step].append(_typed(each.draft))

    def answers(self, lessons: Sequence[Lesson]) -> Iterator[Answer]:
        """The exercises for which there is an answer or a claim, in the order of the course."""
        for lesson in lessons:
            for step in lesson.steps:
                if is_exercise(step) and self._has((lesson.id, step.id)):
                    yield self._answer(lesson, step)

    def unknown(self, lessons: Sequence[Lesson]) -> int:
        """How many steps it speaks of that are not in the course."""
        known = {(lesson.id, step.id) for lesson in lessons for step in lesson.steps}
        named = {
            (lesson, step.partition("#")[0])
            for lesson, step in (*self._works, *self._attempts)
            if lesson != PLAYGROUND
        }
        return len(named - known)

    def _has(self, key: Key) -> bool:
        drafts = (self._works.get(each) for each in (key, answer_key(key)))
        return key in self._attempts or any(work and work.draft is not None for work in drafts)

    def _answer(self, lesson: Lesson, step: Step) -> Answer:
        key = lesson.id, step.id
        work, picks = (self._works.get(each, Work(*each)) for each in (key, answer_key(key)))
        states = [each.state for each in self._attempts.get(key, [])]
        claimed = PASSED if PASSED in states else (states or [""])[-1]
        latest = starter(step) or "" if work.draft is None else _typed(work.draft)
        earlier = self._earlier.get(key, [])[:EARLIER] if claimed == PASSED else []
        return Answer(
            lesson,
            step,
            claimed,
            (latest, *earlier),
            places_in(None if picks.draft is None else _typed(picks.draft)),
            len(states),
            work.hints,
            work.shown_at is not None,
        )


def _typed(words: Words) -> str:
    """A text as it was typed, as the tutor reads it from its own file."""
    data = bytes_of(words)
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")
