"""The machinery of these checks works: a small part of them with a stand-in for a card."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_tutor.authoring.draft import Draft, read_draft
from autograd_tutor.authoring.trials.bench import Bench
from autograd_tutor.evaluator.messages import Device
from autograd_tutor.evaluator.options import Options
from tests.authoring.drafts import GOOD

from . import conftest
from .conftest import Opened
from .table import Table
from .verdicts import verdicts

STAND_IN = "cpu:0"


async def test_verdicts_are_found_on_any_device(tmp_path: Path, opened: Opened) -> None:
    file = tmp_path / "01.yaml"
    file.write_text(GOOD, encoding="utf-8")
    draft: Draft = read_draft(file)
    async with opened(Options()) as evaluator:
        found = await verdicts(Bench(evaluator, STAND_IN), draft)
    assert found["express", "solution 1"] == "passed, passed"
    assert found["express", "mistake twice"] == "mistake:twice"
    assert found["ask", "as shown"] == "runs"


def test_a_machine_without_a_card_says_why_it_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(_: object) -> tuple[Device, ...]:
        return (Device("cpu", "processor", True),)

    monkeypatch.setattr(conftest, "DRIVER", Path("/nonexistent"))
    monkeypatch.setattr(conftest, "ask", ask)
    monkeypatch.delenv(conftest.VARIABLE, raising=False)
    assert conftest.why_not("cuda:0") == "no NVIDIA driver is loaded here"
    monkeypatch.setenv(conftest.VARIABLE, STAND_IN)
    assert conftest.why_not(STAND_IN) == ""
    assert conftest.why_not("abacus:0") == "There is no device abacus:0"


def test_what_was_measured_becomes_a_page(tmp_path: Path) -> None:
    table = Table("cuda:0")
    table.add("a | b", "c\nd | e")
    table.write(tmp_path / "cuda.md")
    assert (tmp_path / "cuda.md").read_text(encoding="utf-8").endswith("| a / b | c d / e |\n")
