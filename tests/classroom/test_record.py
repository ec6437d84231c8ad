"""What was graded stays graded, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from autograd_tutor.classroom.model import Graded, GradingError, Row
from autograd_tutor.classroom.record import Record, record_of
from autograd_tutor.classroom.submissions import Shard
from tests.classroom.handed_in import HONEST, KEY, one

ADA, BOB = one(HONEST), one(HONEST, learner="bob")
ROW = Row(*KEY, "passed", "passed", "", "", 1, 0, False, 0.1)


def graded(work: object, **changes: object) -> Graded:
    submission = ADA if work is ADA else BOB
    made = Graded(submission.file, submission.learner, submission.sha256, "1 x cpu", rows=(ROW,))
    return replace(made, **changes)


def test_verdicts_hold_for_these_bytes_this_file_and_this_course(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    record = Record(out, None)
    record.add(graded(ADA))
    record.add(graded(BOB, again=True))
    record.close()
    record = Record(out, None)
    assert record.find(ADA, "1 x cpu") == graded(ADA)
    assert record.find(BOB, "1 x cpu") is None
    assert record.find(ADA, "2 x cpu") is None
    assert record.find(replace(ADA, sha256="0"), "1 x cpu") is None
    assert record.find(replace(ADA, file="eve.json"), "1 x cpu") is None
    record.close()


@pytest.mark.parametrize("torn", [b'{"file": "bo', b"\xff\x00", b"{}\n[]\n"])
def test_a_torn_line_is_graded_anew_and_harms_no_other(tmp_path: Path, torn: bytes) -> None:
    out = tmp_path / "out.csv"
    for submission in (ADA, BOB):
        record = Record(out, None)
        record.add(graded(submission))
        record.close()
        with record_of(out, None).open("ab") as file:
            file.write(torn)
    record = Record(out, None)
    assert record.find(ADA, "1 x cpu")
    assert record.find(BOB, "1 x cpu")
    record.close()


def test_the_whole_knows_what_its_parts_graded(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    for number, submission in ((1, ADA), (2, BOB)):
        record = Record(out, Shard(number, 2))
        record.add(graded(submission))
        record.close()
    record = Record(out, None)
    assert record.find(ADA, "1 x cpu")
    assert record.find(BOB, "1 x cpu")
    record.close()


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    record = Record(tmp_path / "out.csv", None)
    with pytest.raises(GradingError, match="Another run"):
        Record(tmp_path / "out.csv", None)
    Record(tmp_path / "out.csv", Shard(1, 2)).close()
    record.close()
