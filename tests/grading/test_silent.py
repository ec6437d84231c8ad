"""Silent failures: each is found in its examples and in nothing that only looks like it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.evidence import Call, Evidence, Seen
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.grading.errors import forms, names_needed
from autograd_tutor.grading.requests import request
from autograd_tutor.grading.silent import SIGNS, Entry, entries, remark, remarks, why_wrong
from autograd_tutor.grading.source import LONGEST
from autograd_tutor.lesson.load import catalogue, lesson_dir, load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Code, Demo, Fix, Predict, Step
from tests.evaluator.conftest import RunCell, ignore

WIDTH, LINES = 76, 3
LESSONS = [load_lesson(entry.path) for entry in catalogue(lesson_dir())]
EXAMPLES = [(entry, code) for entry in entries() for code in entry.examples]
OTHERS = [(entry, code) for entry in entries() for code in entry.others]
CALLED = {"ids": lambda value: value.id if isinstance(value, Entry) else ""}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("entry", "code"), EXAMPLES, **CALLED)  # type: ignore[arg-type]
async def test_each_still_happens_and_is_the_one_remark(
    run: RunCell, entry: Entry, code: str
) -> None:
    outcome = await run(code, seconds=30, look=True)
    found = remark(code, outcome)
    assert found is not None, outcome
    assert (found.id, found.lesson) == (entry.id, entry.lesson)
    assert not re.search(r"[{}]", found.text)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("entry", "code"), OTHERS, **CALLED)  # type: ignore[arg-type]
async def test_what_only_looks_like_it_gets_no_remark(
    run: RunCell, entry: Entry, code: str
) -> None:
    outcome = await run(code, seconds=30, look=True)
    assert outcome.error is None
    assert remarks(code, outcome) == []


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
async def test_a_lessons_own_code_gets_no_remark_but_where_it_teaches_the_matter(
    evaluator: Evaluator, lesson: Lesson
) -> None:
    for step, code in own_code(lesson):
        cell = request(lesson, step, code, "cpu")
        assert isinstance(cell, Cell)
        outcome = await evaluator.run(cell, ignore)
        assert isinstance(outcome, Run)
        found = remark(code, outcome)
        if found is not None:
            assert isinstance(step, Demo | Predict) and found.lesson == lesson.id, (step.id, found)


def own_code(lesson: Lesson) -> Iterator[tuple[Step, str]]:
    """The finished code of a lesson: demos, predictions, and the solutions that are shown.

    Left out is what uses an optimizer: its import takes longer than all the others together.
    """
    for step in lesson.steps:
        if isinstance(step, Demo | Predict) and "optim" not in step.code:
            yield step, step.code
        elif isinstance(step, Code | Fix):
            yield from ((step, code) for code in step.solution[:1] if "optim" not in code)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.id)
def test_every_way_to_say_it_is_short_and_the_last_needs_no_name_of_the_learners(
    entry: Entry,
) -> None:
    for texts in (entry.cause, entry.remedy):
        assert names_needed(forms(texts)[-1]) <= {"M"}
    for cause in forms(entry.cause):
        for remedy in forms(entry.remedy):
            said = f"{cause} {remedy}"
            assert said[-1] in ".?"
            filled = said.format_map(dict.fromkeys(names_needed(said), "n" * LONGEST))
            assert len(textwrap.wrap(filled, WIDTH)) <= LINES, filled


def test_each_has_its_words_and_lessons_exist() -> None:
    assert sorted(entry.id for entry in entries()) == sorted(SIGNS)
    lessons = {lesson.id for lesson in LESSONS}
    assert {entry.lesson for entry in entries() if entry.lesson} <= lessons


def test_nothing_is_said_without_evidence_or_of_code_that_is_not_python() -> None:
    assert remarks("x.backward", Run()) == []
    assert remarks("x.backward(", Run(evidence=Evidence((), ()))) == []
    assert remark("x = 1", Run(evidence=Evidence((), ()))) is None


def test_why_an_answer_is_wrong_is_no_habit_but_what_befell_a_gradient() -> None:
    x = Seen("x", "tensor", "Tensor", odd=("require_grad",))
    loss = Seen("loss", "tensor", "Tensor", made_by="PowBackward0", tracked=True)
    losses = Seen("losses", "list", "list", tracked=True, total=2)
    code = "for _ in (1, 2):\n    loss = w**2\n    loss.backward()\n    losses.append(loss)"
    ran = Run(evidence=Evidence((loss, losses), ()))
    assert [each.id for each in remarks(code, ran)] == ["S16"]
    assert why_wrong(code, ran) is None
    found = why_wrong(code, Run(evidence=Evidence((x, loss, losses), ())))
    assert found is not None and found.id == "S09"


@pytest.mark.parametrize(
    "code",
    [
        "x" + ".a" * 2_500 + "\nx.grad",
        "(" + "x+" * 900 + "x).backward()\nx.grad\n" + "(" + "x+" * 900 + "x).backward()\nx.grad",
        "x = torch.tensor([" + "x, " * 5_000 + "], requires_grad=True)",
        "(" * 150 + ")" * 150,
        "\n".join(f"x{at} = x{at - 1} + x.grad" for at in range(1, 200)),
    ],
    ids=len,
)
def test_odd_code_does_no_harm(code: str) -> None:
    seen = (
        Seen("x", "tensor", "Tensor", leaf=True, tracked=True, leaves=("x",)),
        Seen("x.grad", "tensor", "Tensor", engine=True, storage=1),
    )
    calls = (Call("backward", "", ("x",), False, False, False),) * 2
    assert {each.id for each in remarks(code, Run(evidence=Evidence(seen, calls)))} <= {"S02"}


CODES = [code for entry in entries() for code in (*entry.examples, *entry.others)]
NAMES = st.sampled_from(["x", "y", "x.grad", "dy", "w", "loss", "losses", "", "a.b.c", "grad"])
seen = st.builds(
    Seen,
    name=NAMES,
    kind=st.sampled_from(["tensor", "number", "tuple", "list", "none", "other"]),
    type=st.text(max_size=4),
    leaf=st.booleans(),
    tracked=st.booleans(),
    made_by=st.sampled_from(["", "PowBackward0"]),
    storage=st.integers(-1, 2),
    leaves=st.lists(NAMES, max_size=3).map(tuple),
    engine=st.booleans(),
    odd=st.lists(st.sampled_from(["require_grad", "{x}", "`"]), max_size=2).map(tuple),
    total=st.integers(0, 3),
)
call = st.builds(
    Call,
    kind=st.sampled_from(["backward", "grad"]),
    root=NAMES,
    of=st.lists(NAMES, max_size=3).map(tuple),
    create_graph=st.booleans(),
    retain_graph=st.booleans(),
    failed=st.booleans(),
)


@given(
    st.sampled_from(CODES),
    st.builds(
        Evidence,
        st.lists(seen, max_size=6).map(tuple),
        st.lists(call, max_size=3).map(tuple),
        grad_enabled=st.booleans(),
    ),
)
def test_whatever_a_worker_claims_is_answered_with_a_sentence_or_nothing(
    code: str, evidence: Evidence
) -> None:
    for found in remarks(code, Run(evidence=evidence)):
        assert found.text.isprintable()


@pytest.mark.asyncio(loop_scope="session")
async def test_meta_is_no_device_to_choose(evaluator: Evaluator) -> None:
    assert "meta" not in {device.name for device in await evaluator.devices()}
