"""Each lesson from its first key to its end, as a learner meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograd_tutor.lesson.load import catalogue, lesson_dir, load_lesson
from autograd_tutor.lesson.steps import Step
from tests.learner import tutor

from .walk import COLUMNS, ROWS, Walk

PATHS = [entry.path for entry in catalogue(lesson_dir())]


@pytest.fixture
def walk(path: Path, tmp_path: Path) -> Iterator[Walk]:
    lesson = load_lesson(path)
    with tutor(tmp_path, "--lesson", lesson.id, columns=COLUMNS, rows=ROWS) as terminal:
        yield Walk(terminal, lesson)


@pytest.mark.parametrize("path", PATHS[:1], ids=["first"])
def test_right_answers_lead_through_a_lesson(walk: Walk) -> None:
    walk.go(Walk.answer_right)


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_a_mistake_at_each_step_is_answered_on_the_way(walk: Walk) -> None:
    def both(walk: Walk, step: Step) -> None:
        walk.answer_wrong(step, 1)
        walk.answer_right(step)

    walk.go(both)


@pytest.mark.long
@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_every_declared_mistake_is_answered_on_the_way(walk: Walk) -> None:
    def all_of_them(walk: Walk, step: Step) -> None:
        walk.answer_wrong(step)
        walk.answer_right(step)

    walk.go(all_of_them)
