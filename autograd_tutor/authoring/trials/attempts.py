"""The answers of an exercise that are worth a trial, and what the judge should make of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from autograd_tutor.authoring.static.concepts import solutions
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.steps import Code, Expression, Fix

Judged: TypeAlias = Code | Fix | Expression
"""The steps whose answers are run."""
PASSED = "passed"


class Attempt(NamedTuple):
    """One answer: what it is, where it stands, and the rule it may break.

    `wanted` is "passed", the reason that has to be given (`mistake:chain-dropped`), or "" where
    any reason will do.
    """

    name: str
    road: Road
    text: str
    wanted: str
    rule: str


def attempts(road: Road, step: Judged) -> Iterator[Attempt]:
    """What the file itself holds: solutions, the starter, and mistakes."""
    for number, (place, text) in enumerate(solutions(road, step), 1):
        yield Attempt(f"solution {number}", place, text, PASSED, "L201")
    if step.starter.strip():
        # As it stands the judge would not look at it.
        text = f"({step.starter})" if isinstance(step, Expression) else f"{step.starter}\n# tried"
        yield Attempt("starter", (*road, "starter"), text, "", "L200")
    for number, mistake in enumerate(step.mistakes):
        place = (*road, "mistakes", number)
        wanted = f"mistake:{mistake.id}"
        yield Attempt(f"mistake {mistake.id}", (*place, "code"), mistake.code, wanted, "L204")
        for index, text in enumerate(mistake.also):
            name = f"mistake {mistake.id}, also {index + 1}"
            yield Attempt(name, (*place, "also", index), text, wanted, "L204")
