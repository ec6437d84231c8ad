"""Each rule for the code of lessons finds what breaks it, on a real evaluator."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_tutor.authoring import trials
from autograd_tutor.authoring.lint import lint
from autograd_tutor.authoring.trials.attempts import Attempt
from autograd_tutor.authoring.trials.bench import Bench, Verdict
from autograd_tutor.authoring.trials.programs import Result
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.grading.judgement import Judgement

from .drafts import GOOD, course, spoiled, told

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARKED = "x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\n        "
SOLUTION = "y = x**2\n        (slope,) = torch.autograd.grad(y.sum(), [x])"
CHECK = "    inputs: [x]\n    solution:\n      - |\n        " + MARKED + SOLUTION
VALUE = "- id: value\n        code: |\n          "
STARTER = "y = x**2\n      slope = None"

# What is replaced by what, at which step, then the rule and where it points.
SPOILED: dict[str, tuple[tuple[str, str], str, str, str]] = {
    "starter passes": (("starter: x\n", "starter: x*x\n"), "express", "L200", "x*x"),
    "starter hangs": (
        (STARTER, "while True:\n        pass\n    seconds: 1"),
        "program",
        "L200",
        "|",
    ),
    "solution fails": (
        ("answer: x**2\n    points", "answer: x+'\n    points"),
        "express",
        "L201",
        "x+",
    ),
    "first range only": (
        (
            SOLUTION,
            SOLUTION + "\n      - |\n        " + MARKED + "slope = torch.tensor([2.0, 4, 6])",
        ),
        "program",
        "L201",
        "|",
    ),
    "pasted numbers pass": (
        (CHECK, CHECK.replace("    inputs: [x]\n", "")),
        "program",
        "L202",
        "k",
    ),
    "mistake passes": (("code: 2*x,", "code: x*x,"), "express", "L203", "x*x"),
    "mistake taken for another": (
        (
            "- {id: twice, code: 2*x,",
            "- {id: double, code: x+x, say: Two.}\n      - {id: twice, code: 2*x,",
        ),
        "express",
        "L204",
        "2*x",
    ),
    "number not found": (("answer: 6", "answer: 7"), "count", "L205", "|"),
    "number from nothing": (
        ("torch.autograd.grad(x**2, [x])[0]\n    mist", "s = 6.0\n    mist"),
        "count",
        "L205",
        "|",
    ),
    "not shown": (("slope: 4.0", "slope: 5.0"), "ask", "L210", '"slope: 5.0"'),
    "demo stops": (('print("slope:",', "print(missing,"), "ask", "L211", "|"),
    "prediction stops": (("does not require grad", "an error"), "foresee", "L211", "|"),
    "free play stops": (("starter: x**2", "starter: x**"), "play", "L212", "x**"),
    "plot stops": (("y: x**2}", "y: z**2}"), "curves", "L212", "- {"),
    "empty plot": (("y: x**2}", "y: log(-x - 1)}"), "curves", "L212", "{label: square"),
    "no record": (
        ("tensor(2.0, requires_grad=True)\n      s", "tensor(2.0)\n      s"),
        "record",
        "L213",
        "s",
    ),
    "other error": (("error: E01", "error: E02"), "repair", "L214", "E02"),
    "two labels": (
        (
            'plot([0, 1], [0, 1], label="line")',
            "[plot([0, 1], [0, 1], label='line') for _ in 'ab']",
        ),
        "ask",
        "L215",
        "|",
    ),
}


@pytest.fixture(scope="module")
def bench(evaluator: Evaluator) -> Bench:
    return Bench(evaluator)


async def test_the_good_lesson_has_nothing_wrong(tmp_path: Path, evaluator: Evaluator) -> None:
    said: list[str] = []
    assert await lint([course(tmp_path, GOOD)], [evaluator], said.append) == []
    assert said[0] == "good/welcome"
    assert len(said) == GOOD.count("- kind:")


@pytest.mark.parametrize("name", SPOILED)
async def test_a_broken_rule_is_found_in_its_place(name: str, tmp_path: Path, bench: Bench) -> None:
    change, id, rule, place = SPOILED[name]
    (draft,) = course(tmp_path, spoiled(change)).drafts
    (at,) = [(road, step) for road, step in draft.steps() if step.id == id]
    found = [draft.finding(each) for each in await trials.examine(bench, draft.lesson, *at)]
    rules = [told(each)[0] for each in found if told(each)[1].startswith(place)]
    assert rule in rules, found


PASSED, WRONG = Judgement(state="passed"), Judgement(state="wrong", reason="again", say="No.")


@pytest.mark.parametrize(
    ("judgements", "seconds", "rule"),
    [
        ((PASSED, PASSED), 4.9, None),
        ((PASSED, PASSED), 5.1, "L220"),
        ((PASSED, WRONG), 1.0, "L221"),
        ((WRONG, PASSED), 1.0, "L201"),
    ],
)
async def test_a_result_is_quick_and_steady(
    judgements: tuple[Judgement, ...], seconds: float, rule: str | None
) -> None:
    attempt = Attempt("solution 1", ("steps", 0), "x", "passed", "L201")
    result = Result(attempt, Verdict(judgements, Run(seconds=seconds)), 10.0)
    assert [problem.rule for problem in result.problems()] == ([rule] if rule else [])
