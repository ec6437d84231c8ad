"""What the judge makes of every answer of a lesson on a device."""

from __future__ import annotations

from autograd_tutor.authoring.draft import Draft
from autograd_tutor.authoring.trials.bench import Bench
from autograd_tutor.authoring.trials.programs import named, results
from autograd_tutor.evaluator.messages import Lost
from autograd_tutor.lesson.steps import Code, Demo, Expression, Fix, Graph, Plot, Predict

Verdicts = dict[tuple[str, str], str]
"""By step and answer; of what is only shown, how it ended."""


def is_free(step: Code | Fix | Expression) -> bool:
    """Whether there is nothing to judge: an expression to play with."""
    return isinstance(step, Expression) and not step.answer


async def verdicts(bench: Bench, draft: Draft) -> Verdicts:
    """Solutions, mistakes, starters and answers without work, judged; demos and pictures run."""
    found: Verdicts = {}
    for road, step in draft.steps():
        match step:
            case Demo() | Predict() | Plot() | Graph():
                text = "" if isinstance(step, Plot | Graph) else step.code
                outcome = (await bench.show(draft.lesson, step, text)).outcome
                error = outcome.reason if isinstance(outcome, Lost) else outcome.error
                kind = error if isinstance(error, str) or error is None else error.type
                found[step.id, "as shown"] = kind or "runs"
            case Code() | Fix() | Expression() if not is_free(step):
                for result in await results(bench, draft.lesson, road, step):
                    judgements = map(named, result.verdict.judgements)
                    found[step.id, result.attempt.name] = ", ".join(judgements)
    return found
