"""The author's commands, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograd_tutor.authoring.new import new_lesson
from autograd_tutor.cli import main

from .drafts import GOOD, course, spoiled

ASK = "(slope,) = torch.autograd.grad(y, [x])\n"


def test_a_new_lesson_works_and_says_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "lesson", "chain-rule"]) == 0
    assert "01-chain-rule.yaml is a draft that works" in capsys.readouterr().out
    assert main(["lint", "01-chain-rule.yaml", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in found] == ["L103", "L111", "L110", "L111", "L110"]
    assert found[0] == {
        "path": "01-chain-rule.yaml",
        "line": 5,
        "column": 5,
        "rule": "L103",
        "name": "id-listed",
        "problem": "`chain-rule` and 4 more ids are not in ids.txt yet",
        "remedy": "once the id is final, list it with `lint --accept`",
    }


def test_a_table_says_what_is_recognised_and_what_is_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = new_lesson("chain-rule", tmp_path)
    text = path.read_text(encoding="utf-8").replace(
        "slope = y\n", "slope = y + x\n          " + ASK
    )
    path.write_text(text, encoding="utf-8")
    assert main(["test", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:6]] == [
        ["your-turn", "solution", "1", "passed"],
        ["starter", "check:asked"],
        ["mistake", "the-value", "passed", "off"],
        ["empty", "answer", "check:inputs"],
        ["numbers", "pasted", "in", "check:asked"],
        ["numbers", "pasted", "over", "again"],
    ]
    assert lines[6].endswith("L203 mistake the-value: it passes")
    assert lines[8:] == ["1 finding"]


def test_findings_read_as_errors_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course(tmp_path, spoiled(("minutes: 5", "minutes: 0")))
    assert main(["lint", str(tmp_path), "--python", "python3"]) == 1
    path = tmp_path / "01.yaml"
    said, remedy, count = capsys.readouterr().out.splitlines()
    assert said == f"{path}:5:10: L100 `minutes` must be at least 1"
    assert remedy.startswith("  ")
    assert count == "1 finding"


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "missing.yaml"],
        ["lint", "."],
        ["lint", "notes.txt"],
        ["test", "missing.yaml"],
        ["preview", "missing.yaml"],
        ["new", "lesson", "fine", "--dir", "missing"],
        ["lint", "good.yaml", "--python", "/nonexistent/python"],
    ],
    ids=" ".join,
)
def test_wrong_use_says_what_to_do(
    arguments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").touch()
    if "good.yaml" in arguments:
        (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    assert main(arguments) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err.count("\n") in (1, 2)


def test_what_can_be_no_id_is_said_of_the_id(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["new", "lesson", "Not An Id"])
    assert ended.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "argument ID: 'Not An Id' can't be a lesson's id: write lower-case words" in said


def test_new_never_overwrites_and_counts_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "07-old.yaml").write_text("mine", encoding="utf-8")
    assert main(["new", "lesson", "old", "--dir", str(tmp_path)]) == 2
    assert "already there" in capsys.readouterr().err
    assert main(["new", "lesson", "next", "--dir", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["07-old.yaml", "08-next.yaml"]
    assert (tmp_path / "07-old.yaml").read_text(encoding="utf-8") == "mine"
