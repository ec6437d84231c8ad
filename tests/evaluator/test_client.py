import psutil
import pytest

from autograd_tutor.evaluator import pending
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
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


async def test_a_server_that_goes_silent_is_given_up_and_another_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pending, "PATIENCE", 0.2)
    before = set(psutil.Process().children())
    evaluator = Evaluator(Launcher())
    await evaluator.hello()
    (server,) = set(psutil.Process().children()) - before
    server.suspend()

    with pytest.raises(EvaluatorError, match="did not answer any more"):
        await evaluator.run(Cell(code="1", seconds=0.2), ignore)

    monkeypatch.undo()
    assert isinstance(await evaluator.run(Cell(code="1 + 1"), ignore), Run)
    await evaluator.close()
