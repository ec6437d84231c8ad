"""The tutorial's lesson, put together from its pieces, is as good as the tutorial says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograd_tutor.authoring.rules import RULES
from autograd_tutor.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
FILE = "01-fading-slope.yaml"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_lesson_is_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(FILE).write_text("\n".join(blocks("yaml")), encoding="utf-8")
    table, finding = blocks("text")
    assert main(["test", FILE]) == 0
    assert capsys.readouterr().out == table
    assert main(["lint", FILE]) == 1
    assert capsys.readouterr().out == finding
    assert main(["lint", "--accept", FILE]) == 0
    assert capsys.readouterr().out == ""


def test_every_rule_is_on_the_page() -> None:
    rows = re.findall(r"^\| (L\d+) \| (\S+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert rows == [tuple(rule) for rule in RULES.values()]
