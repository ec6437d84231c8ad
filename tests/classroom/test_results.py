"""The tables, read back as a spreadsheet would."""

from __future__ import annotations

import csv
import io
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.classroom.bar import Bar
from autograd_tutor.classroom.model import Graded, Row
from autograd_tutor.classroom.results import FORMULA, cell, encoded, paths, write
from tests.classroom.handed_in import KEY, LESSONS


def row(judged: str, reason: str = "", claimed: str = "passed") -> Row:
    return Row(*KEY, claimed, judged, reason, "Say so.", 2, 1, True, 0.25)


def tables(tmp_path: Path, *graded: Graded) -> list[list[dict[str, str]]]:
    write(tmp_path / "out.csv", graded, LESSONS)
    found = []
    for path in paths(tmp_path / "out.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found.append(list(csv.DictReader(file)))
    return found


def test_answers_learners_and_checks(tmp_path: Path) -> None:
    answers, learners, checks = tables(
        tmp_path,
        Graded("b.json", "b", rows=(row("wrong", "mistake:the-value"),), unknown=2),
        Graded("a/1.json", "a", rows=(row("wrong", "check:asked"),)),
        Graded("a/2.json", "a", rows=(row("passed"),)),
        Graded("c.json", "c", problem="it is not UTF-8"),
    )
    assert [(each["learner"], each["judged"], each["mistake"]) for each in answers] == [
        ("a", "wrong", ""),
        ("a", "passed", ""),
        ("b", "wrong", "the-value"),
        ("b", "unknown", ""),
        ("c", "unread", ""),
    ]
    assert answers[4]["reason"] == "it is not UTF-8"
    counts = [
        (each["learner"], each["files"], each["claimed"], each["passed"], each["not_confirmed"])
        for each in learners
    ]
    assert counts == [
        ("a", "2", "1", "1", "0"),
        ("b", "1", "1", "0", "1"),
        ("c", "1", "0", "0", "0"),
    ]
    assert learners[0]["first-derivative (of 7)"] == "1"
    said = {each["reason"]: each["answers"] for each in checks if each["step"] == KEY[1]}
    assert said["mistake:the-value"] == said["check:asked"] == said[""] == "1"
    assert said["mistake:typed-by-hand"] == "0"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "  =", "\xa0=", "＝"])
def test_a_formula_is_text(tmp_path: Path, start: str) -> None:
    evil = f'{start}HYPERLINK("http://x"),"\r\n'
    answers, learners, _ = tables(tmp_path, Graded(f"{evil}.json", evil, rows=(row("wrong"),)))
    for value in (answers[0]["learner"], answers[0]["file"], learners[0]["learner"]):
        assert not value.lstrip().startswith(FORMULA)
        assert "HYPERLINK" in value


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=4))
def test_whatever_is_written_is_read_back_and_starts_no_formula(rows: list[list[str]]) -> None:
    data = encoded(rows)
    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [
        [cell(value) for value in each] for each in rows
    ]
    assert data.count(b"\x1b") == 0
    assert not any(cell(value).lstrip().startswith(FORMULA) for each in rows for value in each)


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_line_now_and_then_or_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for stream, seconds in ((io.StringIO(), 30), (Tty(), 0.1)):
        bar = Bar(4, stream, iter(count(0, seconds)).__next__)
        for _ in range(2):
            bar.step()
        bar.end()
        drawn = stream.getvalue()
        assert "2 of 4 graded" in drawn
        assert ("\x1b[K[############............]" in drawn) == stream.isatty()
        assert drawn.endswith("\x1b[K" if stream.isatty() else " left\n")
