"""What a step was passed with stays, whatever is typed there afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from autograd_tutor.progress import tables
from autograd_tutor.progress.store import Store

CUBIC = ("curves", "cubic")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    kept = Store(tmp_path / "progress.sqlite3", clock=iter(count(1.0)).__next__)
    yield kept
    kept.close()


@pytest.fixture
def replaced(tmp_path: Path) -> Callable[[], list[bytes]]:
    def texts() -> list[bytes]:
        with closing(sqlite3.connect(tmp_path / "progress.sqlite3")) as file:
            return [row[2] for row in file.execute(tables.REPLACED)]

    return texts


def test_only_the_text_that_passed_is_kept(
    store: Store, replaced: Callable[[], list[bytes]]
) -> None:
    store.save_draft(*CUBIC, "wrong")
    store.record(*CUBIC, "wrong", "sign")
    store.save_draft(*CUBIC, "right")
    store.record(*CUBIC, "passed", "")
    store.save_draft(*CUBIC, "right")
    assert replaced() == []
    store.record(*CUBIC, "passed", "")
    for text in ("right?", "right??"):
        store.save_draft(*CUBIC, text)
        assert replaced() == [b"right"]
    store.drop_draft(*CUBIC)
    assert replaced() == [b"right"]


def test_a_step_begun_anew_keeps_it_and_a_reset_does_not(
    store: Store, replaced: Callable[[], list[bytes]]
) -> None:
    store.save_draft(*CUBIC, "right")
    store.record(*CUBIC, "passed", "")
    store.drop_draft(*CUBIC)
    assert replaced() == [b"right"]
    store.reset(*CUBIC)
    assert replaced() == []


def test_a_pass_of_another_step_keeps_nothing(
    store: Store, replaced: Callable[[], list[bytes]]
) -> None:
    store.save_draft(*CUBIC, "first")
    store.record("curves", "other", "passed", "")
    store.save_draft(*CUBIC, "second")
    assert replaced() == []
