"""How long the work of a browser that does not come back is kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograd_tutor.cli import parser
from autograd_tutor.web import commands
from autograd_tutor.web.works import DAY, clear, new_name


def left(works: Path, *, days: float, name: str | None = None) -> Path:
    """A work as a browser leaves it that was last here so many days ago."""
    work = works / (name or new_name())
    (work / "log").mkdir(parents=True)
    (work / "progress.sqlite3").write_bytes(b"work")
    age(work, days)
    return work


def age(work: Path, days: float) -> None:
    seen = work.stat().st_mtime - days * DAY
    os.utime(work, (seen, seen))


def test_only_what_nobody_came_back_for_goes(tmp_path: Path) -> None:
    gone = [left(tmp_path, days=91), left(tmp_path, days=400)]
    kept = [left(tmp_path, days=89), left(tmp_path, days=0)]
    strangers = left(tmp_path, days=400, name="notes")
    link = tmp_path / new_name()
    link.symlink_to(strangers)

    assert clear(tmp_path, 90 * DAY) == 2
    assert sorted(tmp_path.iterdir()) == sorted([*kept, strangers, link])
    assert all((work / "progress.sqlite3").exists() for work in (*kept, strangers))
    assert not any(work.exists() for work in gone)


def test_the_command_clears_when_it_starts_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", str(tmp_path))
    works = tmp_path / "visitors"
    yearly, monthly = left(works, days=366), left(works, days=31)

    commands.made(parser().parse_args(["web", "--mine", "--keep", "1"]), None)
    assert yearly.exists(), "the account's own work is another"
    commands.made(parser().parse_args(["web"]), None)
    assert [yearly.exists(), monthly.exists()] == [False, True]
    said = capsys.readouterr().err
    assert said == "Deleted the work of 1 browser that was not here for 365 days.\n"
    commands.made(parser().parse_args(["web", "--keep", "30"]), None)
    assert not monthly.exists()


def test_where_no_work_can_be_kept_nothing_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "visitors").write_text("")
    assert clear(tmp_path / "visitors", 0) == 0
