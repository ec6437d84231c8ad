"""The store on bad days: it never raises, says what is wrong, and loses as little as can be."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from autograd_tutor.progress.database import keep_aside
from autograd_tutor.progress.schema import VERSION
from autograd_tutor.progress.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite3"


def filled(path: Path) -> None:
    store = Store(path)
    store.set_position("curves", "cubic")
    store.save_draft("curves", "cubic", "x**3")
    store.close()


def asides(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))


def works(store: Store) -> None:
    store.set_position("tape", "leaf")
    store.save_draft("tape", "leaf", "typed now")
    assert store.position() == ("tape", "leaf")
    assert store.draft("tape", "leaf") == "typed now"
    assert store.reached("tape") == {"leaf"}


def test_nothing_is_touched_before_the_first_call(path: Path) -> None:
    store = Store(path)
    store.close()
    assert not path.exists()


def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "below" / "progress.sqlite3")
    works(store)
    assert store.trouble is not None
    assert "Not a directory" in store.trouble
    assert "AUTOGRAD_TUTOR_STATE" in store.trouble
    store.close()


def test_a_directory_in_the_files_place(path: Path) -> None:
    path.mkdir()
    store = Store(path)
    works(store)
    assert store.trouble is not None
    assert "unable to open database file" in store.trouble
    store.close()
    assert list(path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions don't bind root")
def test_a_read_only_directory(path: Path) -> None:
    filled(path)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    store = Store(path)
    works(store)
    assert store.trouble is not None
    assert store.draft("curves", "cubic") == "x**3"
    store.close()
    path.parent.chmod(0o700)
    path.chmod(0o600)
    store = Store(path)
    assert store.draft("curves", "cubic") == "x**3"
    store.close()


def test_a_locked_file_keeps_what_was_typed_for_later(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        store = Store(path, wait=0.01)
        other.execute("BEGIN EXCLUSIVE")
        works(store)
        assert store.trouble is not None
        assert "locked" in store.trouble
        other.execute("ROLLBACK")
    store.close()

    again = Store(path)
    assert again.draft("tape", "leaf") == "typed now"
    assert again.draft("curves", "cubic") == "x**3"
    assert again.position() == ("tape", "leaf")
    again.close()


def test_a_file_locked_to_the_end(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        store = Store(path, wait=0.01)
        works(store)
        assert store.trouble is not None
        store.close()


def test_what_another_tutor_typed_later_is_not_overwritten(path: Path) -> None:
    filled(path)
    times = iter([2_000_000_000.0, 2_000_000_100.0])
    with closing(sqlite3.connect(path, isolation_level=None)) as lock:
        store = Store(path, wait=0.01, clock=lambda: next(times))
        lock.execute("BEGIN EXCLUSIVE")
        store.save_draft("curves", "cubic", "earlier")
        lock.execute("ROLLBACK")
    other = Store(path, clock=lambda: next(times))
    other.save_draft("curves", "cubic", "later")
    store.close()
    assert other.draft("curves", "cubic") == "later"
    other.close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT draft FROM replaced").fetchall() == [(b"earlier",)]


def test_a_place_that_vanishes_is_made_again_at_the_end(path: Path) -> None:
    path = path.parent / "state" / path.name
    store = Store(path)
    store.save_draft("curves", "cubic", "x**3")
    shutil.rmtree(path.parent)
    works(store)
    assert store.trouble is not None
    store.close()

    again = Store(path)
    assert again.draft("curves", "cubic") == "x**3"
    assert again.draft("tape", "leaf") == "typed now"
    again.close()


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_damaged_file_is_kept_and_a_new_one_begun(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    store = Store(path)
    works(store)
    (aside,) = asides(path)
    assert aside.read_bytes() == content
    assert (
        store.trouble == f"{path} was damaged. It is kept as {aside.name}, and a new one was begun."
    )
    store.close()

    again = Store(path)
    assert again.trouble is None
    assert again.draft("tape", "leaf") == "typed now"
    again.close()


def test_the_journal_of_a_damaged_file_goes_with_it(path: Path) -> None:
    path.write_bytes(b"damaged")
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"its journal")
    aside = keep_aside(path)
    assert aside.read_bytes() == b"damaged"
    assert Path(f"{aside}-journal").read_bytes() == b"its journal"
    assert not path.exists()
    assert not journal.exists()


def test_a_file_damaged_while_the_tutor_runs(path: Path) -> None:
    filled(path)
    store = Store(path)
    assert store.draft("curves", "cubic") == "x**3"
    path.write_bytes(b"overwritten by something else" * 500)
    works(store)
    assert len(asides(path)) == 1
    assert store.trouble is not None
    assert "damaged" in store.trouble
    store.close()
    again = Store(path)
    assert again.draft("tape", "leaf") == "typed now"
    again.close()


def test_a_second_tutor_takes_the_new_file_and_does_not_move_it(path: Path) -> None:
    filled(path)
    one, two = Store(path), Store(path)
    path.write_bytes(b"overwritten by something else" * 500)
    one.save_draft("curves", "slope", "from one")
    two.save_draft("curves", "cubic", "from two")
    assert len(asides(path)) == 1
    assert two.draft("curves", "slope") == "from one"
    assert one.draft("curves", "cubic") == "from two"
    one.close()
    two.close()


def test_a_file_without_our_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE step (something TEXT)")
        other.execute("PRAGMA user_version = 1")
    store = Store(path)
    works(store)
    assert len(asides(path)) == 1
    store.close()


def test_a_newer_file_is_left_alone(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    store = Store(path)
    works(store)
    assert store.trouble is not None
    assert "newer autograd-tutor" in store.trouble
    store.close()
    assert path.read_bytes() == before
    assert asides(path) == []


def test_a_draft_with_rotten_bytes_is_still_shown(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE step SET draft = ?", (b"x**3 \xff",))
    store = Store(path)
    assert store.draft("curves", "cubic") == "x**3 \N{REPLACEMENT CHARACTER}"
    store.close()
