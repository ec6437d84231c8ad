"""Answers without the work: nothing at all, or the right numbers pasted in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograd_tutor.authoring.code import parsed, unparsed
from autograd_tutor.authoring.trials.attempts import Attempt, Judged
from autograd_tutor.evaluator.evidence import Seen
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.lesson.checks import Equals
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.steps import Code, Expression, Fix


def pasted(road: Road, step: Judged, solved: Run) -> Iterator[Attempt]:
    """An empty answer, and one that names what the first solution's run came to as numbers."""
    if isinstance(step, Expression):
        if solved.figure.curves:
            yield Attempt("numbers pasted in", road, _listed(solved), "", "L202")
        return
    yield Attempt("empty answer", road, "pass", "", "L202")
    values = "\n".join(["from math import inf, nan", *_assignments(step, solved)])
    yield Attempt("numbers pasted in", road, f"{_inputs(step)}\n{values}", "", "L202")
    yield Attempt("numbers pasted over", road, f"{step.solution[0]}\n{values}", "", "L202")


def _listed(solved: Run) -> str:
    return f"torch.tensor({solved.figure.curves[0].y.tolist()})"


def _assignments(step: Code | Fix, solved: Run) -> Iterator[str]:
    """Each checked value that the solution came to, as a constant."""
    if solved.evidence is None:
        return
    for check in step.checks:
        names = check.of if isinstance(check, Equals) else ()
        seen = next(filter(None, map(solved.evidence.find, names)), None)
        if seen is not None and len(seen.values):
            yield f"{seen.name} = {_constant(seen)}"


def _constant(seen: Seen) -> str:
    if seen.kind == "number":
        return repr(seen.values[0])
    numbers = f"torch.tensor({seen.values.tolist()}, dtype=torch.{seen.dtype})"
    return f"{numbers}.reshape({list(seen.shape)})"


def _inputs(step: Code | Fix) -> str:
    """The statements of the first solution that make the inputs, and what those need."""
    tree = parsed(step.solution[0])
    needed = {path.partition(".")[0] for path in step.inputs}
    kept: list[ast.stmt] = []
    for statement in reversed(tree.body if tree else []):
        if _names(statement, ast.Store) & needed:
            needed |= _names(statement, ast.Load)
            kept.insert(0, statement)
    return "\n".join(map(unparsed, kept))


def _names(statement: ast.stmt, context: type[ast.expr_context]) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }
