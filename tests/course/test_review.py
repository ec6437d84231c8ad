"""What `progress` tells, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograd_tutor.course.lessons import Course, Entry, shipped
from autograd_tutor.course.review import review
from autograd_tutor.progress import database, tables
from autograd_tutor.progress.document import Document, indented
from autograd_tutor.progress.exchange import document
from autograd_tutor.progress.store import Store

FIRST = "first-derivative"
EMPTY = tables.Rows([], [], [], [], [])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", str(tmp_path))
    times = iter(range(1, 100))
    store = Store(database.progress_file(), clock=lambda: float(next(times)))
    yield store
    store.close()


def kept() -> Document:
    copy = database.copied(database.progress_file(), 0.0)
    try:
        return document(tables.read(copy))
    finally:
        copy.close()


def exercises() -> list[str]:
    first = review(Course(shipped), kept()).lessons[0]
    return [step.id for step in first.steps if step.exercise]


def test_a_learner_half_way(store: Store) -> None:
    store.set_position(FIRST, "welcome")
    one, two, *_ = exercises()
    store.set_position(FIRST, one)
    store.record(FIRST, one, "wrong", "sign")
    store.record(FIRST, one, "passed", "")
    store.record(FIRST, one, "passed", "")
    store.record(FIRST, two, "wrong", "")
    store.use_hint(FIRST, two)
    store.save_draft(FIRST, f"{two}#answer", "1")
    store.show_solution(FIRST, two)
    store.record("gone", "step", "passed", "")
    whole = review(Course(shipped), kept())
    lesson = whole.lessons[0]
    assert (lesson.passed, whole.passed, whole.attempts) == (1, 1, 5)
    assert (whole.hints, whole.solutions_seen, whole.replaced) == (1, 1, 0)
    assert whole.last_seen
    assert whole.last_seen.timestamp() == 9.0
    steps = {step.id: step for step in lesson.steps}
    assert (steps["welcome"].reached, steps["welcome"].exercise) == (True, False)
    assert (steps[one].attempts, steps[one].passed, steps[one].hints) == (3, True, 0)
    assert (steps[two].attempts, steps[two].passed, steps[two].solution_seen) == (1, False, True)
    assert f"{two}#answer" not in steps
    lines = whole.text.splitlines()
    assert lines[0].split("  ")[0] == FIRST
    assert lines[0].endswith(f"  1/{lesson.exercises} exercises")
    assert lines[6].startswith("gone ")
    assert lines[6].endswith("  not in this course")
    assert lines[8:10] == [
        f"1 of {whole.exercises} exercises passed; 5 attempts, 1 hint, 1 solution seen.",
        f"You are at step {one} of {FIRST}.",
    ]
    assert lines[10].startswith("Last seen 1970-01-01 ")


def test_the_form_for_programs_stays(store: Store) -> None:
    store.set_position(FIRST, "welcome")
    told = json.loads(indented(review(Course(shipped), kept())))
    assert told["version"] == 1
    assert told["position"] == {
        "lesson": FIRST,
        "step": "welcome",
        "at": "1970-01-01T00:00:01Z",
    }
    assert told["last_seen"] == "1970-01-01T00:00:01Z"
    assert set(told) == {
        *("version", "position", "last_seen", "exercises", "passed", "attempts", "hints"),
        *("solutions_seen", "replaced", "lessons"),
    }
    first = told["lessons"][0]
    assert set(first) == {"id", "title", "problem", "exercises", "passed", "steps"}
    assert first["steps"][0] == {
        "id": "welcome",
        "title": "What autograd is",
        "exercise": False,
        "reached": True,
        "passed": False,
        "attempts": 0,
        "hints": 0,
        "solution_seen": False,
    }


def test_the_page_names_every_field() -> None:
    page = (Path(__file__).parents[2] / "docs" / "progress.md").read_text(encoding="utf-8")
    example = json.loads(page.split("```json\n")[1].split("```")[0])
    told = json.loads(indented(review(Course(shipped), document(EMPTY))))
    assert list(example) == list(told)
    assert list(example["lessons"][0]) == list(told["lessons"][0])
    assert list(example["lessons"][0]["steps"][0]) == list(told["lessons"][0]["steps"][0])


def test_a_lesson_that_cannot_be_read_is_said_and_the_rest_told(store: Store) -> None:
    store.record("broken", "one", "passed", "")
    entries = [Entry(Path("/nonexistent/lesson.yaml"), "broken", "Broken"), *shipped()]
    whole = review(Course(lambda: entries), kept())
    assert "/nonexistent/lesson.yaml" in (whole.lessons[0].problem or "")
    assert whole.lessons[0].steps[0].passed
    assert whole.lessons[1].exercises
