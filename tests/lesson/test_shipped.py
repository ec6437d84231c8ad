"""The tutor's own lessons: they load, they fit the screen, and what they say is so."""

from __future__ import annotations

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
from autograd_tutor.lesson.steps import Code, Demo, Exercise, Expression, Fix, Predict, Read, Step
from tests.lesson import said
from tests.lesson.said import Claim

CATALOGUE = catalogue(lesson_dir())
LESSONS = [load_lesson(entry.path) for entry in CATALOGUE]
STEPS = {f"{lesson.id}/{step.id}": step for lesson in LESSONS for step in lesson.steps}
RUNNING = {name: step for name, step in STEPS.items() if isinstance(step, Demo | Predict)}
CLAIMS: dict[str, Claim] = {
    f"{lesson.id}: {claim}": cell
    for lesson in LESSONS
    for claim, cell in import_module(
        f"{said.__name__}.{lesson.id.replace('-', '_')}"
    ).CLAIMS.items()
}
FIRST_LINE = "# yaml-language-server: $schema=../autograd_tutor/lesson/lesson.schema.json\n"


@pytest.fixture(scope="module")
def ran() -> Any:
    """What every claim, and every cell that is shown run, does under torch."""
    cells = {name: {"code": f"{step.setup}\n{step.code}"} for name, step in RUNNING.items()}
    for name, claim in CLAIMS.items():
        kind = "expression" if claim.expression else "code"
        cells[name] = {kind: claim.expression or claim.code}
    script = Path(__file__).with_name("cells.py")
    done = subprocess.run(
        [sys.executable, script], input=json.dumps(cells), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def code_of(step: Step) -> str:
    """What the learner finds in the editor."""
    if isinstance(step, Demo | Predict):
        return step.code
    return step.starter if isinstance(step, Code | Expression | Fix) else ""


def test_the_course_begins_with_these_lessons() -> None:
    assert [entry.id for entry in CATALOGUE][:2] == ["first-derivative", "sum-trick"]
    assert [(e.id, e.title) for e in CATALOGUE] == [(lesson.id, lesson.title) for lesson in LESSONS]
    names = [entry.path.name for entry in CATALOGUE]
    assert names == [f"{number:02}-{entry.id}.yaml" for number, entry in enumerate(CATALOGUE, 1)]


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_an_editor_is_told_the_format(entry: Any) -> None:
    assert entry.path.read_text(encoding="utf-8").startswith(FIRST_LINE)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_never_only_talks(lesson: Lesson) -> None:
    reads = [isinstance(step, Read) for step in lesson.steps]
    assert not any(a and b for a, b in pairwise(reads))
    kinds = {type(step) for step in lesson.steps}
    assert {Expression, Code, Predict, Fix} <= kinds
    assert isinstance(lesson.steps[-1], Read), "it ends with what was learned"


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_a_step_fits_the_screen(step: Step) -> None:
    assert len(step.text.splitlines()) <= 16
    lines = code_of(step).splitlines()
    assert max(map(len, lines), default=0) <= 72


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_every_console_can_show_it(entry: Any) -> None:
    assert entry.path.read_text(encoding="utf-8").isascii()


@pytest.mark.parametrize("name", [n for n, step in STEPS.items() if isinstance(step, Exercise)])
def test_an_exercise_says_what_was_learned(name: str) -> None:
    step = STEPS[name]
    assert isinstance(step, Exercise)
    if not isinstance(step, Expression) or step.answer:
        assert len(step.hints) >= 3
        assert step.after


@pytest.mark.parametrize("name", RUNNING)
def test_a_cell_shows_what_its_step_promises(ran: Any, name: str) -> None:
    assert ran[name]["error"] == ""
    for fragment in RUNNING[name].shows:
        assert fragment in ran[name]["printed"]


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_the_prose_says_is_so(ran: Any, claim: str) -> None:
    assert ran[claim]["error"] == ""
    for fragment in CLAIMS[claim].prints:
        assert fragment in ran[claim]["printed"]
