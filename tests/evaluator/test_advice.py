import pytest

from autograd_tutor.evaluator.advice import advice
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.messages import Failure, Run
from autograd_tutor.evaluator.requests import Cell

from .conftest import ignore

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOADER = """\
from torch.utils.data import DataLoader
loader = DataLoader(torch.ones(4), num_workers=2)
for batch in loader: pass"""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("open('/etc/passwd')", "may not touch the files"),
        ("open('notes.txt', 'w')", "io.BytesIO()"),
        ("import os; os.remove('/tmp/x')", "may not touch the files"),
        ("torch.save(torch.ones(1), 'm.pt')", "may not write files"),
        ("import socket; socket.socket()", "no network"),
        ("import urllib.request as u; u.urlopen('http://127.0.0.1')", "no network"),
        ("import subprocess; subprocess.run(['ls'])", "may not start another process"),
        ("import os; os.fork()", "may not start another process"),
        ("import multiprocessing as m; m.Pool(2)", "may not start another process"),
        (LOADER, "num_workers=0"),
        ("torch.compile(torch.sin)(torch.ones(3))", "computes the same"),
        ("input('x? ')", "no keyboard"),
        ("breakpoint()", "Print what you want"),
        ("import sys; sys.exit()", "nothing to leave"),
        ("exit()", "nothing to leave"),
        ("torch.ones(10**11)", "more memory than a cell may take"),
        ("[0] * 10**11", "more memory than a cell may take"),
        ("while True: pass", "a loop that never ends"),
        ("import os; os.kill(1, 9)", "may compute, and nothing else"),
    ],
)
async def test_what_cells_may_not_do_is_explained(
    evaluator: Evaluator, code: str, words: str
) -> None:
    seconds = 0.3 if "while" in code else 30
    outcome = await evaluator.run(Cell(code=code, seconds=seconds), ignore)
    assert isinstance(outcome, Run)
    assert outcome.error is not None
    assert words in advice(outcome.error)
    assert outcome.error.trace[-1].text == code.splitlines()[-1]


async def test_an_error_of_the_learners_own_gets_no_such_advice(evaluator: Evaluator) -> None:
    for code in ("1 / 0", "torch.ones(2).backward()", "raise RuntimeError('mine')"):
        outcome = await evaluator.run(Cell(code=code), ignore)
        assert isinstance(outcome, Run)
        assert outcome.error is not None
        assert advice(outcome.error) == ""


async def test_an_empty_runtime_error_is_not_taken_for_memory() -> None:
    assert advice(Failure("RuntimeError", "")) == ""
