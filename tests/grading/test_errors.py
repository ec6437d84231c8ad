"""The catalogue against the installed torch, and against errors it must keep quiet about."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Awaitable, Callable

import pytest

from autograd_tutor.evaluator.messages import Failure, TraceLine, Warned
from autograd_tutor.grading.errors import (
    Entry,
    entries,
    explain,
    explain_warning,
    explanations,
    forms,
    names_needed,
    warning_explanations,
)
from autograd_tutor.grading.source import LONGEST, letters_of
from autograd_tutor.lesson.load import catalogue, lesson_dir
from tests.evaluator.conftest import RunCell

Fail = Callable[..., Awaitable[Failure]]

WIDTH, LINES = 76, 3
EVERY = [*entries().errors, *entries().warnings]
ERRORS = [(entry, code) for entry in entries().errors for code in entry.examples]
WARNINGS = [(entry, code) for entry in entries().warnings for code in entry.examples]
CALLED = {"ids": lambda value: value.id if isinstance(value, Entry) else ""}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("entry", "code"), ERRORS, **CALLED)  # type: ignore[arg-type]
async def test_each_error_still_occurs_and_is_told_from_all_others(
    fail: Fail, entry: Entry, code: str
) -> None:
    failure = await fail(code, seconds=30)
    (found,) = explanations(failure)
    assert (found.id, found.lesson) == (entry.id, entry.lesson), failure
    assert explain(failure) == found
    assert not re.search(r"[{}]", found.text)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("entry", "code"), WARNINGS, **CALLED)  # type: ignore[arg-type]
async def test_each_warning_still_occurs_and_is_told_from_all_others(
    run: RunCell, entry: Entry, code: str
) -> None:
    outcome = await run(code, seconds=30)
    found = [each for warned in outcome.warnings for each in warning_explanations(warned)]
    assert [each.id for each in found] == [entry.id], outcome.warnings
    assert found[0] in map(explain_warning, outcome.warnings)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    "code",
    [
        "1 / 0",
        "raise RuntimeError('mine')",
        "raise RuntimeError('grad can be implicitly created only for scalar outputs')",
        "assert False, 'mine'",
        "undefined",
        "2.0 * None",
        "for one in 2.0: pass",
        "None.shape",
        "torch.ones(2)(3)",
        "x = 1\nx()",
        "1_",
        "def f(a): pass\nf(b=1)",
        "torch.ones(2, 3).nothing",
        "open('/etc/passwd')",
    ],
)
async def test_other_errors_get_no_explanation(fail: Fail, code: str) -> None:
    assert explain(await fail(code)) is None


def test_other_warnings_get_no_explanation() -> None:
    assert explain_warning(Warned("UserWarning", "mine", 1)) is None
    assert explain_warning(Warned("MyWarning", "The .grad attribute of a Tensor", 1)) is None


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("line", "said"),
    [("y = 2x", "`2*x`"), ("x2 + 1.5sin(x)", "`1.5*sin`"), ("1e-3x2", "`1e-3*x2`")],
)
async def test_a_missing_star_is_shown_where_it_belongs(fail: Fail, line: str, said: str) -> None:
    found = explain(await fail(line))
    assert found is not None
    assert found.remedy == f"Write the star: {said}."


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.id)
def test_every_way_to_say_it_is_short_and_the_last_needs_no_names(entry: Entry) -> None:
    patterns = [*entry.messages, entry.line]
    known = {name for each in patterns for name in re.compile(each).groupindex}
    known |= {letter for pattern in entry.code for letter in letters_of(pattern)}
    for texts in (entry.cause, entry.remedy):
        assert not names_needed(forms(texts)[-1])
        assert all(names_needed(form) <= known for form in forms(texts))
    for cause in forms(entry.cause):
        for remedy in forms(entry.remedy):
            said = f"{cause} {remedy}"
            assert said[-1] in ".?"
            filled = said.format_map(dict.fromkeys(known, "n" * LONGEST))
            assert len(textwrap.wrap(filled, WIDTH)) <= LINES, filled


def test_ids_are_unique_and_lessons_exist() -> None:
    assert len({entry.id for entry in EVERY}) == len(EVERY)
    lessons = {entry.id for entry in catalogue(lesson_dir())}
    assert {entry.lesson for entry in EVERY if entry.lesson} <= lessons


def scalar_error(line: str) -> Failure:
    message = "grad can be implicitly created only for scalar outputs"
    return Failure("RuntimeError", message, (TraceLine("cell", 1, "<module>", line),))


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("    loss.backward()", "`loss.sum().backward()`"),
        ("if True: self.loss.backward(None)", "`self.loss.sum().backward()`"),
        ("g = torch.autograd.grad(y[0], [x], create_graph=True)", "`y[0].sum()`"),
        ("(g,) = grad(y, x)", "`y.sum()`"),
        ("for y in ys: y.backward()", "`y.sum().backward()`"),
    ],
)
def test_the_learners_names_are_used(line: str, named: str) -> None:
    found = explain(scalar_error(line))
    assert found is not None
    assert named in found.text


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a.backward(); b.backward()",
        "(a * b).backward()",
        f"{'y' * (LONGEST + 1)}.backward()",
        "y.backward(  # and then " + "." * 200,
        "y.backward(",
        "def",
        "y['\\x1b'].backward('\\x00')" + "\x00",
        "y['`'].backward()",
        "step(y)",
        "torch.autograd.backward([y])",
    ],
)
def test_a_name_that_is_not_known_is_not_said(line: str) -> None:
    found = explain(scalar_error(line))
    assert found is not None
    assert found.cause == "This is not a single number, and going back has to start from one."
    assert "`y.sum().backward()`" in found.remedy


def test_an_error_without_a_line_is_explained_too() -> None:
    bare = Failure("RuntimeError", scalar_error("").message)
    assert explain(bare) == explain(scalar_error(""))
