"""The log of the tutor's own mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_tutor import log
from autograd_tutor.crash import apology
from autograd_tutor.log import LARGEST, log_file, noted

from .home import permissions

SECRET = "x*271828"


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.delenv("AUTOGRAD_TUTOR_STATE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


def mistake(deep: int = 0) -> Exception:
    try:
        if deep:
            mistake_from(deep)
        raise KeyError(SECRET)
    except Exception as error:
        return error


def mistake_from(deep: int) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from mistake(deep - 1) or error


def test_it_is_in_the_state_directory(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is in the XDG state directory, or where AUTOGRAD_TUTOR_STATE says."""
    assert log_file() == place / "autograd-tutor" / "log" / "tutor.log"
    monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", str(place / "mine"))
    assert log_file() == place / "mine" / "log" / "tutor.log"


def test_types_and_lines_but_no_values() -> None:
    """The log has the types and the program's own lines of a mistake and of those behind it, and
    nothing that an exception says."""
    assert noted(mistake(2)) == log_file()
    text = log_file().read_text(encoding="utf-8")
    for word in ("RuntimeError", "KeyError", "in mistake_from", "raise KeyError(SECRET)"):
        assert word in text
    assert SECRET not in text


def test_it_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much goes wrong, two files of bounded size are all there is, for their owner only."""
    monkeypatch.setattr(log, "LARGEST", LARGEST // 32)
    for _ in range(100):
        noted(mistake())
    files = sorted(log_file().parent.iterdir())
    assert [file.name for file in files] == ["tutor.log", "tutor.log.1"]
    assert all(file.stat().st_size <= LARGEST // 32 for file in files)
    assert {permissions(file) for file in files} == {0o600}


def test_no_log_is_no_further_mistake(place: Path) -> None:
    """Where no log can be written, the sentence says so, and that is all."""
    (place / "autograd-tutor").write_text("in the way", encoding="utf-8")
    assert noted(mistake()) is None
    assert apology(mistake()) == (
        f"The tutor itself failed (KeyError). No log could be written to {log_file()}."
        " Please report it."
    )
