"""The tutor's own lessons: they load, they fit the screen, and what they say is so."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from autograd_tutor.lesson.load import catalogue, lesson_dir, load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Code, Demo, Expression, Read, Step
from tests.lesson import said

CATALOGUE = catalogue(lesson_dir())
LESSONS = [load_lesson(entry.path) for entry in CATALOGUE]
STEPS = {f"{lesson.id}/{step.id}": step for lesson in LESSONS for step in lesson.steps}

SAID = {
    lesson.id: import_module(f"{said.__name__}.{lesson.id.replace('-', '_')}") for lesson in LESSONS
}


def gather(table: str) -> dict[str, Any]:
    """That table of every lesson's module, its keys made course-wide: `answer:LESSON/STEP`."""
    found: dict[str, Any] = {}
    for lesson, module in SAID.items():
        for key, value in getattr(module, table, {}).items():
            prefix, colon, name = key.rpartition(":")
            found[f"{prefix}{colon}{lesson}/{name}"] = value
    return found


ANSWERS, ALSO, SHOWN, CURVES = map(gather, ("ANSWERS", "ALSO", "SHOWN", "CURVES"))


def code_of(step: Step) -> str:
    """What the learner finds in the editor."""
    if isinstance(step, Demo):
        return step.code
    return step.starter if isinstance(step, Code | Expression) else ""


@pytest.fixture(scope="module")
def ran() -> Any:
    """What every cell of every lesson, and every answer, does under torch."""
    cells: dict[str, dict[str, str]] = {}
    for name, step in STEPS.items():
        if isinstance(step, Expression):
            cells[name] = {"expression": step.starter}
        elif isinstance(step, Demo | Code):
            cells[name] = {"code": f"{step.setup}\n{code_of(step)}"}
    cells |= {f"answer:{name}": {"code": code} for name, code in ANSWERS.items()}
    cells |= {f"also:{name}": cell for name, cell in ALSO.items()}
    script = Path(__file__).with_name("cells.py")
    done = subprocess.run(
        [sys.executable, script], input=json.dumps(cells), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_course_begins_with_these_lessons() -> None:
    assert [entry.id for entry in CATALOGUE][:2] == ["first-derivative", "sum-trick"]
    assert [(e.id, e.title) for e in CATALOGUE] == [(lesson.id, lesson.title) for lesson in LESSONS]
    names = [entry.path.name for entry in CATALOGUE]
    assert names == [f"{number:02}-{entry.id}.yaml" for number, entry in enumerate(CATALOGUE, 1)]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_never_only_talks(lesson: Lesson) -> None:
    reads = [isinstance(step, Read) for step in lesson.steps]
    assert not any(a and b for a, b in pairwise(reads))
    assert any(isinstance(step, Expression) for step in lesson.steps)
    assert any(isinstance(step, Code) for step in lesson.steps)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_a_step_fits_the_screen(step: Step) -> None:
    lines = step.text.splitlines()
    assert len(lines) <= 14
    assert max(map(len, lines)) <= 76
    assert max(map(len, code_of(step).splitlines()), default=0) <= 72
    assert (step.title + step.text + code_of(step)).isascii(), "not every console has more"


@pytest.mark.parametrize("name", [name for name in STEPS if code_of(STEPS[name])])
def test_the_editor_starts_with_code_that_runs(ran: Any, name: str) -> None:
    ast.parse(code_of(STEPS[name]))
    assert ran[name]["error"] == ""


@pytest.mark.parametrize("name", SHOWN)
def test_what_the_prose_promises_is_shown(ran: Any, name: str) -> None:
    assert ran[name]["error"] == ""
    for fragment in SHOWN[name]:
        assert fragment in ran[name]["printed"]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_starter_leaves_the_work_to_do(ran: Any, name: str) -> None:
    starter, answer = ran[name], ran[f"answer:{name}"]
    assert (starter["printed"], starter["curves"]) != (answer["printed"], answer["curves"])


def test_curves_are_drawn_where_the_prose_shows_them(ran: Any) -> None:
    assert {name: result["curves"] for name, result in ran.items() if result["curves"]} == CURVES


def test_every_exercise_has_its_answer_checked() -> None:
    assert set(ANSWERS) == {name for name, step in STEPS.items() if isinstance(step, Code)}
