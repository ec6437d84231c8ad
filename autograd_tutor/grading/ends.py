"""Verdicts without a comparison: nothing was tried, or the run was cut off or ended in an error."""

from __future__ import annotations

from typing import Literal, TypeAlias

from autograd_tutor.evaluator.messages import Lost, Outcome, Run
from autograd_tutor.grading.errors import explain
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.grading.silent import why_wrong
from autograd_tutor.lesson.steps import Expression, Fix, Program

_AS_GIVEN = Judgement(
    state="unattempted", say="This is the step as it was given: change it, then run it."
)
_EMPTY = Judgement(state="unattempted", say="There is no answer yet: write one, then run it.")
_UNJUDGED = "The run did not come to its end, so there is nothing to judge."
_State: TypeAlias = Literal["timeout", "stopped", "crashed"]
_LOST: dict[str, _State] = {
    "timeout": "timeout",
    "interrupted": "stopped",
    "reset": "stopped",
}
_ENDED: dict[str, _State] = {"TimeLimit": "timeout", "Interrupted": "stopped"}


def unattempted(step: Program | Expression, text: str) -> Judgement | None:
    """The verdict on the step as it was given, or emptied."""
    if not text.strip():
        return _EMPTY
    return _AS_GIVEN if text.strip() == step.starter.strip() else None


def unfinished(outcome: Outcome) -> Judgement | None:
    """The verdict on a run that did not come to an end of its own."""
    if isinstance(outcome, Lost):
        if outcome.reason == "unconfined":
            return Judgement(state="unchecked", reason="lost:unconfined", say=outcome.detail)
        ended: _State = _LOST.get(outcome.reason, "crashed")
        return Judgement(state=ended, reason=f"lost:{outcome.reason}", say=_UNJUDGED)
    if outcome.error is not None and outcome.error.type in _ENDED:
        return Judgement(state=_ENDED[outcome.error.type], say=_UNJUDGED)
    return None


def stopped(step: Program | Expression, text: str, run: Run) -> Judgement:
    """The verdict on a run that ended in an error, which the screen has already explained."""
    assert run.error is not None
    known = explain(run.error)
    name = known.id if known else run.error.type[:60]
    if isinstance(step, Fix) and name == step.error:
        say = "The error is still the one that is to be repaired."
    elif cause := why_wrong(text, run):
        say = cause.text
    else:
        say = "The run stopped with an error before it could be judged."
    return Judgement(state="error", reason=f"error:{name}", say=say)
