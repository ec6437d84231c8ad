"""Attempts, hints, solutions seen and passes; and files from before there were any."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from autograd_tutor.progress import database, schema, tables
from autograd_tutor.progress.standing import Standing
from autograd_tutor.progress.store import Store

CUBIC = ("curves", "cubic")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "progress.sqlite3"


def first_schema(path: Path) -> None:
    """A file as the first version of the tutor left it."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.executescript(schema.SCHEMAS[0])
        old.execute("INSERT INTO step VALUES ('curves', 'cubic', CAST('x**3' AS BLOB), 1.0, 1.0)")
        old.execute("INSERT INTO position VALUES (1, 'curves', 'cubic')")
        old.execute("PRAGMA user_version = 1")


def test_a_new_learner_stands_at_nothing(path: Path) -> None:
    store = Store(path)
    assert store.standing(*CUBIC) == Standing()
    assert store.passed("curves") == frozenset()
    store.close()


def test_everything_counts_and_is_there_again(path: Path) -> None:
    store = Store(path)
    store.record(*CUBIC, "wrong", "mistake:chain-dropped")
    store.record(*CUBIC, "error", "error:E02")
    assert [store.use_hint(*CUBIC), store.use_hint(*CUBIC)] == [1, 2]
    store.show_solution(*CUBIC)
    store.close()

    again = Store(path)
    assert again.standing(*CUBIC) == Standing(attempts=2, hints=2, shown=True, passed=False)
    again.record(*CUBIC, "passed", "")
    assert again.standing(*CUBIC) == Standing(attempts=3, hints=2, shown=True, passed=True)
    assert again.standing("tape", "cubic") == Standing()
    assert again.passed("curves") == {"cubic"}
    assert again.passed("tape") == frozenset()
    again.close()


def test_a_pass_is_for_good(path: Path) -> None:
    store = Store(path)
    store.record(*CUBIC, "passed", "")
    store.record(*CUBIC, "wrong", "sign")
    store.save_draft(*CUBIC, "-x**3")
    store.drop_draft(*CUBIC)
    store.set_position(*CUBIC)
    assert store.standing(*CUBIC).passed
    assert store.passed("curves") == {"cubic"}
    store.close()


def test_counting_keeps_the_draft(path: Path) -> None:
    store = Store(path)
    store.save_draft(*CUBIC, "x**3")
    store.use_hint(*CUBIC)
    store.show_solution(*CUBIC)
    store.record(*CUBIC, "wrong", "sign")
    assert store.draft(*CUBIC) == "x**3"
    assert store.reached("curves") == frozenset()
    store.close()


def test_each_attempt_is_a_row_with_its_reason(path: Path) -> None:
    store = Store(path, clock=lambda: 5.0)
    store.record(*CUBIC, "wrong", "mistake:chain-dropped")
    store.record(*CUBIC, "passed", "")
    store.close()
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("SELECT lesson, step, at, state, reason FROM attempt").fetchall()
    assert sorted(rows) == [
        ("curves", "cubic", 5.0, "passed", ""),
        ("curves", "cubic", 5.0, "wrong", "mistake:chain-dropped"),
    ]


def test_two_tutors_count_together(path: Path) -> None:
    one, two = Store(path), Store(path)
    one.record(*CUBIC, "wrong", "sign")
    two.record(*CUBIC, "passed", "")
    one.record(*CUBIC, "wrong", "sign")
    assert [one.use_hint(*CUBIC), two.use_hint(*CUBIC)] == [1, 2]
    assert one.standing(*CUBIC) == two.standing(*CUBIC) == Standing(3, 2, False, True)
    one.close()
    two.close()


def test_a_file_of_the_first_schema_is_brought_up_to_date(path: Path) -> None:
    first_schema(path)
    store = Store(path)
    assert store.draft(*CUBIC) == "x**3"
    assert store.position() == CUBIC
    assert store.standing(*CUBIC) == Standing()
    store.record(*CUBIC, "passed", "")
    assert store.passed("curves") == {"cubic"}
    assert store.trouble is None
    store.close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)


def test_tutors_that_start_at_once_bring_it_up_to_date_once(path: Path) -> None:
    first_schema(path)

    def start(_: int) -> str | None:
        store = Store(path, wait=60)
        store.record(*CUBIC, "wrong", "sign")
        store.close()
        return store.trouble

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(start, range(4))) == [None] * 4
    store = Store(path)
    assert store.standing(*CUBIC).attempts == 4
    store.close()


def test_a_first_schema_tutor_still_open_keeps_writing(path: Path) -> None:
    first_schema(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("SELECT * FROM step").fetchall()
        store = Store(path)
        store.record(*CUBIC, "passed", "")
        old.execute("UPDATE step SET draft = CAST('later' AS BLOB)")
        assert store.draft(*CUBIC) == "later"
        assert store.standing(*CUBIC).passed
        store.close()


def test_what_was_done_in_memory_joins_the_file(path: Path) -> None:
    before = Store(path)
    before.record(*CUBIC, "passed", "")
    before.use_hint(*CUBIC)
    before.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        store = Store(path, wait=0.01)
        other.execute("BEGIN EXCLUSIVE")
        store.record(*CUBIC, "wrong", "sign")
        store.record("tape", "leaf", "passed", "")
        assert [store.use_hint(*CUBIC), store.use_hint(*CUBIC)] == [1, 2]
        store.show_solution("tape", "leaf")
        assert store.passed("tape") == {"leaf"}
        assert store.trouble is not None
        other.execute("ROLLBACK")
    store.close()

    again = Store(path)
    assert again.standing(*CUBIC) == Standing(attempts=2, hints=2, shown=False, passed=True)
    assert again.standing("tape", "leaf") == Standing(1, 0, True, True)
    again.close()


def test_a_pass_outlives_the_place_it_was_kept_in(path: Path) -> None:
    store = Store(path)
    store.record(*CUBIC, "passed", "")
    shutil.rmtree(path.parent)
    store.record(*CUBIC, "wrong", "sign")
    assert store.standing(*CUBIC) == Standing(attempts=2, passed=True)
    store.close()
    again = Store(path)
    assert again.standing(*CUBIC) == Standing(attempts=2, passed=True)
    again.close()


def test_attempts_copied_twice_count_once(path: Path) -> None:
    store = Store(path)
    store.record(*CUBIC, "wrong", "sign")
    store.close()
    with (
        closing(database.open_file(path, 1.0)) as source,
        closing(database.open_memory()) as target,
    ):
        tables.merge(source, target)
        tables.merge(source, target)
        assert target.execute("SELECT COUNT(*) FROM attempt").fetchone() == (1,)
