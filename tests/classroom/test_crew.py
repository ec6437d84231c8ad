"""Grading processes that end, or can't begin."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from autograd_tutor.classroom import crew
from autograd_tutor.classroom.crew import Crew
from autograd_tutor.classroom.model import Settings
from autograd_tutor.cli import main
from tests.classroom.handed_in import HONEST, one
from tests.classroom.test_command import hand_in

CLASS = [one(f"{HONEST}# {number}", learner=str(number)) for number in range(6)]


def test_a_process_that_was_killed_is_replaced_and_its_submission_graded() -> None:
    one_process = Crew(CLASS, 1, Settings(seed=5))
    results = one_process.graded()
    done = [next(results)]
    [member] = one_process._members
    grader = psutil.Process(member.pid)
    family = grader.children(recursive=True)
    grader.kill()
    done += results
    assert [each.learner for each in done] == [each.learner for each in CLASS]
    assert {row.judged for each in done for row in each.rows} == {"passed"}
    _, left = psutil.wait_procs(family, timeout=60)
    assert not left


def test_a_submission_that_ends_every_process_stops_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew, "COMMAND", [sys.executable, "-c", "exit(3)"])
    done = list(Crew(CLASS, 2, Settings()).graded())
    why = "the process that graded it ended twice, the last time by exit status 3"
    assert [(each.problem, each.again) for each in done] == [(why, True)] * len(CLASS)


def test_a_python_that_is_none_ends_the_run_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work, out = hand_in(tmp_path / "work", 3), tmp_path / "out.csv"
    command = ["grade", str(work), "--out", str(out), "--python", "/nowhere/python", "--jobs", "2"]
    assert main(command) == 2
    assert "/nowhere/python is no program" in capsys.readouterr().err
    assert not out.exists()
