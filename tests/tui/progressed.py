"""The tutor in the middle of a course of four lessons, one of which can't be read."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from autograd_tutor.course.lessons import Course, CourseError, Entry
from autograd_tutor.lesson.model import Concept, Lesson
from autograd_tutor.tui.app import TutorApp
from autograd_tutor.tui.ports import EvaluatorLike, StoreLike

from .fakes import SCALARS, SLOPES, FakeEvaluator, FakeStore
from .kinds import EVERY, PASSED, FakeJudge

CONCEPTS = ["tracking", "leaf", "gradient-slot", "chain-rule", "[b]sum[/b]-trick"]
TAUGHT = replace(SLOPES, teaches=[Concept(id=each) for each in CONCEPTS])
BROKEN = "03-broken.yaml:7:3: a step needs a title\nwrite `title: What it is called`"
READ = {Path("01"): TAUGHT, Path("02"): EVERY, Path("04"): SCALARS}
ENTRIES = [
    Entry(Path("01"), TAUGHT.id, TAUGHT.title),
    Entry(Path("02"), EVERY.id, EVERY.title),
    Entry(Path("03"), "broken", "A lesson with a fault"),
    Entry(Path("04"), SCALARS.id, SCALARS.title),
]
DONE = ("foresee", "pick", "value")
"""Exercises of the second lesson that are passed; `sequence` was tried once."""


def load(path: Path) -> Lesson:
    """A lesson of this course."""
    if path not in READ:
        raise CourseError(BROKEN)
    return READ[path]


def fill(store: StoreLike) -> None:
    """Have gone through the first lesson, and half of the second."""
    for step in TAUGHT.steps:
        store.set_position(TAUGHT.id, step.id)
    for step in EVERY.steps[:7]:
        store.set_position(EVERY.id, step.id)
    for id in DONE:
        store.record(EVERY.id, id, "passed", "")
    store.record(EVERY.id, "sequence", "wrong", "order")
    store.use_hint(EVERY.id, "sequence")


def progressed(
    store: StoreLike | None = None,
    evaluator: EvaluatorLike | None = None,
    at: tuple[str, str] = (EVERY.id, "sequence"),
    judge: FakeJudge | None = None,
    *,
    ascii: bool = False,
) -> TutorApp:
    """The tutor there, with a store of its own unless one is given."""
    if store is None:
        fill(store := FakeStore())
    return TutorApp(
        evaluator or FakeEvaluator(),
        store,
        lesson=at[0],
        step=at[1],
        ascii=ascii,
        course=Course(lambda: ENTRIES, load),
        judges=(judge or FakeJudge(PASSED)).on,
    )
