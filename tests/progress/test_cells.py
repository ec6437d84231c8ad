"""The cells of the playground; and a file from before there were any."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from autograd_tutor.progress import database, schema, tables
from autograd_tutor.progress.standing import PLAYGROUND, Standing
from autograd_tutor.progress.store import Store

SECOND = Path(__file__).with_name("second-schema.sqlite3")
"""Written by the tutor as it was before there was a playground."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite3"


def test_cells_are_there_again_in_order(path: Path) -> None:
    store = Store(path, clock=lambda: 5.0)
    assert store.cells() == []
    for text in ("x = 1", "x = 1", "", "'\udcff\0'"):
        store.add_cell(text)
    store.close()
    again = Store(path)
    assert again.cells() == ["x = 1", "x = 1", "", "'\udcff\0'"]
    again.close()


def test_the_oldest_give_way(path: Path) -> None:
    store = Store()
    for number in range(tables.CELLS_KEPT + 3):
        store.add_cell(str(number))
    kept = store.cells()
    assert (len(kept), kept[0], kept[-1]) == (500, "3", "502")
    store.close()


def test_a_file_of_the_second_schema_is_brought_up_to_date(path: Path) -> None:
    shutil.copy(SECOND, path)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (2,)
    store = Store(path)
    store.add_cell("x = 1")
    assert store.cells() == ["x = 1"]
    assert store.position() == ("curves", "cubic")
    assert store.draft("curves", "cubic") == "x**3"
    assert store.standing("curves", "cubic") == Standing(2, 1, True, True)
    assert store.trouble is None
    store.close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)


def test_tutors_that_start_at_once_on_an_older_file_keep_all_cells(path: Path) -> None:
    shutil.copy(SECOND, path)

    def start(number: int) -> str | None:
        store = Store(path, wait=60)
        store.add_cell(f"{number}: first")
        store.add_cell(f"{number}: second")
        store.close()
        return store.trouble

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(start, range(4))) == [None] * 4
    store = Store(path)
    kept = store.cells()
    assert sorted(kept) == [f"{n}: {which}" for n in range(4) for which in ("first", "second")]
    assert all(kept.index(f"{n}: first") < kept.index(f"{n}: second") for n in range(4))
    store.close()


def test_cells_from_memory_join_the_file_once(path: Path) -> None:
    before = Store(path)
    before.add_cell("on disk")
    before.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        store = Store(path, wait=0.01)
        other.execute("BEGIN EXCLUSIVE")
        store.add_cell("in memory")
        assert store.trouble is not None
        other.execute("ROLLBACK")
    store.close()
    again = Store(path)
    assert again.cells() == ["on disk", "in memory"]
    with (
        closing(database.open_memory()) as source,
        closing(database.open_file(path, 1.0)) as target,
    ):
        source.execute(tables.ADD_CELL, ("same", 1.0, b"older"))
        tables.merge(source, target)
        tables.merge(source, target)
    assert again.cells() == ["older", "on disk", "in memory"]
    again.close()


def test_a_newer_file_is_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    store = Store(path)
    store.add_cell("x = 1")
    assert store.cells() == ["x = 1"]
    assert "newer" in (store.trouble or "")
    store.close()
    assert path.read_bytes() == before


def test_a_reset_of_everything_leaves_the_playground() -> None:
    store = Store()
    store.add_cell("x = 1")
    store.save_draft(PLAYGROUND, "next", "y = ")
    store.save_draft("curves", "cubic", "x**3")
    store.reset(None, None)
    assert store.cells() == ["x = 1"]
    assert store.draft(PLAYGROUND, "next") == "y = "
    assert store.draft("curves", "cubic") is None
    store.close()
