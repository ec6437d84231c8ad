"""The command itself: killed, stopped and gone on with; in parts; and used wrongly."""

from __future__ import annotations

import csv
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from autograd_tutor.classroom.record import record_of
from autograd_tutor.cli import main
from autograd_tutor.progress.document import encoded
from bench.classes import Given, document
from bench.terminal import Terminal
from tests.classroom.handed_in import HONEST, KEY

MANY = 2_000
"""So many that no run below comes to its end."""
GRADE = [sys.executable, "-m", "autograd_tutor", "grade"]


def hand_in(directory: Path, count: int, text: str = HONEST) -> Path:
    directory.mkdir(exist_ok=True)
    for number in range(count):
        work = document({KEY: Given(f"{text}# {number}\n")})
        (directory / f"{number:02}.json").write_bytes(encoded(work))
    return directory


def results(out: Path) -> list[dict[str, str]]:
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(out: Path) -> int:
    return sum(map(bool, record_of(out, None).read_bytes().splitlines()))


def test_a_run_that_was_killed_or_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    work, out = hand_in(tmp_path / "work", MANY), tmp_path / "out.csv"
    command = [*GRADE, str(work), "--out", str(out), "--jobs", "1"]
    with Terminal(command, os.environ | {"TERM": "xterm"}) as terminal:
        terminal.wait_for(f" of {MANY} graded, ", timeout=120)
        tree = terminal.tree
        tree[0].send_signal(signal.SIGKILL)
        terminal.wait(timeout=60)
        _, left = psutil.wait_procs(tree[1:], timeout=60)
        assert not left
    killed = lines(out)
    assert 0 < killed < MANY
    assert not out.exists()
    with Terminal(command, os.environ | {"TERM": "xterm"}) as terminal:
        terminal.wait_for(f" of {MANY - killed} graded, ", timeout=120)
        terminal.send("\x03")
        terminal.wait_for("The same command goes on from here.", timeout=60)
        assert terminal.wait(timeout=60) == 130
    stopped = lines(out)
    assert killed < stopped < MANY
    assert [each["judged"] for each in results(out)] == ["passed"] * stopped


def test_parts_are_graded_apart_and_put_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile_place(tmp_path)
    monkeypatch.chdir(tmp_path)
    work, out = hand_in(tmp_path / "work", 4), tmp_path / "out.csv"
    (work / "eve.json").write_bytes(b"nothing")
    (work / "link").symlink_to("/etc/passwd")
    command = ["grade", "work", "--out", "out.csv", "--jobs", "1"]
    statuses = [main([*command, "--shard", f"{number}/2"]) for number in (1, 2)]
    assert 1 in statuses
    assert not out.exists()
    parts = sorted(path.name for path in tmp_path.glob("*.jsonl"))
    assert parts == ["out.1-of-2.graded.jsonl", "out.2-of-2.graded.jsonl"]
    capsys.readouterr()
    assert main([*command, "--python", "/nowhere/python"]) == 1  # nothing is left to run
    assert "4 of 6 files graded, 2 could not be." in capsys.readouterr().out
    assert [each["judged"] for each in results(out)] == [*["passed"] * 4, "unread", "unread"]

    (work / "00.json").write_bytes(encoded(document({KEY: Given("1/0")})))
    assert main(command) == 1
    judged = [each["judged"] for each in results(out)]
    assert judged == ["error", *["passed"] * 3, "unread", "unread"]
    assert lines(out) == 1
    assert not (tmp_path / "imported").exists()


def hostile_place(directory: Path) -> None:
    """Modules that whoever looks for them in the current directory would run."""
    for module in ("msgspec", "torch", "autograd_tutor", "yaml"):
        code = f"open({str(directory / 'imported')!r}, 'w').close()"
        (directory / f"{module}.py").write_text(code)


WRONG = {
    "no folder": ("none", "out.csv", "can't be opened as a folder"),
    "an empty one": ("empty", "out.csv", "nothing was handed in"),
    "results among the work": ("work", "work/out.csv", "somewhere else"),
    "results that are no table": ("work", "out.txt", "has to end in .csv"),
    "somebody's table": ("work", "other.csv", "take another name"),
    "no place": ("work", "none/out.csv", "make it first"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_told_and_changes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    hand_in(tmp_path / "work", 1)
    (tmp_path / "empty").mkdir()
    (tmp_path / "other.csv").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    directory, out, why = WRONG[name]
    assert main(["grade", directory, "--out", out]) == 2
    assert why in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("option", ["--shard=0/2", "--shard=3/2", "--shard=x", "--jobs=0"])
def test_numbers_that_make_no_sense_are_refused(option: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["grade", "work", "--out", "out.csv", option])
