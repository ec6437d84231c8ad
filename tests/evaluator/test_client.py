import pytest

from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.messages import Cell, Run
from tests.evaluator.conftest import ignore

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("x = '\ud800'", "The code holds half a character"),
        (f"x = '{'*' * (1 << 20)}'", "The code is longer than 1 MiB"),
    ],
)
async def test_code_that_cannot_be_sent_is_refused_and_the_next_runs(
    evaluator: Evaluator, code: str, why: str
) -> None:
    with pytest.raises(EvaluatorError, match=why):
        await evaluator.run(Cell(code=code), ignore)

    outcome = await evaluator.run(Cell(code="1 + 1"), ignore)

    assert isinstance(outcome, Run)
    assert outcome.value == "2"
