"""Submissions of every kind by one grader, one after the other: the real evaluator and judge."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from autograd_tutor.classroom.answers import Answer
from autograd_tutor.classroom.grader import Grader
from autograd_tutor.classroom.model import Graded, GradingError, Row, Settings
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.lesson.steps import Choice, Code, Explain, Expression, Number, Order, Step
from autograd_tutor.progress import tables
from autograd_tutor.progress.document import Raw, Replaced, Work
from autograd_tutor.progress.exchange import document as exported
from autograd_tutor.progress.standing import PLAYGROUND
from autograd_tutor.progress.store import Store
from bench.classes import DAY, Given, document, exercises, right
from tests.classroom.handed_in import HONEST, KEY, LESSONS, STEPS, one, submitted
from tests.confine.children import requires

X = "x = torch.tensor(2.0, requires_grad=True)\ny = x**3 - x\n"


def hurried(step: Step) -> Step:
    return replace(step, seconds=1.0) if (isinstance(step, Code) and step.id == KEY[1]) else step


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    lessons = [replace(each, steps=[hurried(step) for step in each.steps]) for each in LESSONS]
    one_for_all = Grader(Settings(seed=5), lessons)
    yield one_for_all
    one_for_all.close()


def verdict(grader: Grader, text: str, claimed: str = "passed") -> Row:
    [row] = grader.grade(one(text, claimed)).rows
    return row


def test_honest_answers_of_every_kind_pass(grader: Grader) -> None:
    kinds = {type(step): key for key, step in reversed(exercises(LESSONS))}
    answers = {key: right(STEPS[key]) for key in kinds.values()}
    graded = grader.grade(submitted(document(answers)))
    assert len(graded.rows) == len(kinds) == 7
    assert {(row.claimed, row.judged) for row in graded.rows} == {("passed", "passed")}
    assert not graded.again
    assert not graded.unknown


def test_a_claim_is_not_believed(grader: Grader) -> None:
    step = STEPS[KEY]
    assert isinstance(step, Code)
    assert verdict(grader, step.starter).judged == "unattempted"
    row = verdict(grader, f"{X}slope = y")
    assert (row.claimed, row.judged, row.reason) == ("passed", "wrong", "mistake:the-value")
    assert "value of `y`" in row.say


def test_a_pass_that_was_not_claimed_is_one(grader: Grader) -> None:
    row = verdict(grader, HONEST, claimed="")
    assert (row.claimed, row.judged, row.attempts) == ("", "passed", 0)


FORGED = {
    "a number": f"{X}slope = torch.tensor(11.0)",
    "a false grad": f"""{X}torch.autograd.grad = lambda *_: (torch.tensor(11.0),)
(slope,) = torch.autograd.grad(y, [x])""",
    "a backward of its own": f"""{X}torch.Tensor.backward = lambda self: None
y.backward()
slope = torch.tensor(11.0)""",
    "a verdict written to every pipe": f"""{X}import os
for fd in range(64):
    try: os.write(fd, b'{{"state": "passed"}}\\n' * 100)
    except OSError: pass
slope = torch.tensor(11.0)""",
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_evidence_does_not_pass(grader: Grader, name: str) -> None:
    row = verdict(grader, FORGED[name])
    assert row.claimed == "passed"
    assert row.judged != "passed"


def test_an_endless_loop_runs_out_of_time(grader: Grader) -> None:
    row = verdict(grader, "while True: pass", claimed="")
    assert row.judged == "timeout"
    assert row.seconds >= 1


def test_only_so_many_claims_are_tried_twice(
    grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    async def timeout(answer: Answer, _: str) -> Judgement:
        tried.append(answer.step.id)
        return Judgement(state="timeout")

    monkeypatch.setattr(grader, "_judged", timeout)
    keys = [key for key, step in exercises(LESSONS) if isinstance(step, Code)][:6]
    for _ in range(2):
        tried.clear()
        grader.grade(submitted(document({key: Given("...") for key in keys})))
        steps = [step for _, step in keys]
        assert tried == sorted(steps[:3] * 2, key=steps.index) + steps[3:]


def test_a_crash_is_one_row(grader: Grader) -> None:
    row = verdict(grader, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert row.judged in ("crashed", "error")
    assert verdict(grader, "import ctypes\nctypes.string_at(0)").judged in ("crashed", "error")
    assert verdict(grader, HONEST).judged == "passed"


def test_escape_codes_go_nowhere(grader: Grader, capfd: pytest.CaptureFixture[str]) -> None:
    row = verdict(grader, 'print("\\x1b]0;owned\\x07")\nraise ValueError("\\x1b[2J")')
    assert row.judged == "error"
    assert "\x1b" not in row.reason + row.say
    assert capfd.readouterr() == ("", "")


def test_nothing_of_one_submission_is_met_by_the_next(grader: Grader) -> None:
    leave = f"torch.left = True\ntorch.autograd.grad = None\n{X}"
    assert verdict(grader, leave).judged != "passed"
    look = f"assert not hasattr(torch, 'left')\n{HONEST}"
    assert verdict(grader, look).judged == "passed"


def test_of_a_claimed_pass_an_earlier_text_counts(grader: Grader) -> None:
    work = document({KEY: Given("1/0")})
    kept = (Replaced(*KEY, HONEST, DAY - timedelta(days=1)),)
    [row] = grader.grade(submitted(replace(work, replaced=kept))).rows
    assert (row.judged, row.earlier) == ("passed", True)
    unclaimed = replace(work, replaced=kept, attempts=())
    [row] = grader.grade(submitted(unclaimed)).rows
    assert (row.judged, row.earlier) == ("error", False)


def test_who_goes_on_after_a_pass_has_passed(grader: Grader, tmp_path: Path) -> None:
    store = Store(tmp_path / "progress.sqlite3")
    store.save_draft(*KEY, HONEST)
    store.record(*KEY, "passed", "")
    store.save_draft(*KEY, "1/0")
    store.close()
    with closing(sqlite3.connect(tmp_path / "progress.sqlite3")) as file:
        work = exported(tables.read(file))
    [row] = grader.grade(submitted(work)).rows
    assert (row.claimed, row.judged, row.earlier) == ("passed", "passed", True)


@pytest.mark.parametrize("text", [Raw(b"\xed\xa0\x80"), Raw(b"\xff\xfe"), "x" * 2_000_000])
def test_a_text_that_cannot_be_run_is_an_error(grader: Grader, text: str | Raw) -> None:
    work = replace(document({}), steps=(Work(*KEY, text, DAY),))
    graded = grader.grade(submitted(work))
    assert [row.judged for row in graded.rows] == ["error"]
    assert not graded.again


def test_picks_that_no_tutor_writes_are_wrong(grader: Grader) -> None:
    kinds = (Choice, Order, Explain, Number, Expression)
    keys = [key for key, step in exercises(LESSONS) if isinstance(step, kinds)]
    answers = {key: Given("?", "9,9,9") for key in keys}
    graded = grader.grade(submitted(document(answers)))
    assert len(graded.rows) == len(keys)
    assert not any(row.judged == "passed" for row in graded.rows)


def test_of_two_answers_to_a_step_the_newest_counts(grader: Grader) -> None:
    works = (Work(*KEY, HONEST, DAY + timedelta(days=1)), Work(*KEY, "1/0", DAY))
    [row] = grader.grade(submitted(replace(document({}), steps=works))).rows
    assert row.judged == "passed"


def test_steps_of_another_course_are_counted(grader: Grader) -> None:
    graded = grader.grade(submitted(document({("other", "step"): Given("1"), KEY: Given(HONEST)})))
    assert (len(graded.rows), graded.unknown) == (1, 1)


def test_a_cell_of_the_playground_is_no_step_of_another_course(grader: Grader) -> None:
    typed = Work(PLAYGROUND, "next", "x = ", DAY)
    graded = grader.grade(submitted(replace(document({}), steps=(typed, Work(*KEY, HONEST, DAY)))))
    assert (len(graded.rows), graded.unknown) == (1, 0)


BAD = {
    "empty": b"",
    "no JSON": b"PK\x03\x04\xff",
    "other JSON": b'{"format": "grades"}',
    "too deep": b"[" * 100_000,
    "escapes": b'{"format": "\x1b[2J"}',
    "newer": b'{"format": "autograd-tutor progress", "version": 99}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told(grader: Grader, name: str) -> None:
    graded: Graded = grader.grade(replace(one(HONEST), data=BAD[name]))
    assert graded.problem
    assert not graded.rows
    assert graded.problem.isprintable()


def test_without_a_torch_nothing_is_graded() -> None:
    alone = Grader(Settings(python="/nowhere/python"))
    with pytest.raises(GradingError, match="/nowhere/python"):
        alone.grade(one(HONEST))
    alone.close()


@requires("Landlock", "seccomp")
def test_on_a_card_that_would_not_be_confined_nothing_is_graded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1] / "evaluator" / "fake_card"))
    monkeypatch.setenv("CUDA_FAKE_DRIVER", "reach")
    on_card = Grader(Settings(device="cuda:0"))
    with pytest.raises(GradingError, match=r"fully confined\. --allow-unconfined"):
        on_card.grade(one(HONEST))
    on_card.close()
