"""What the tables hold, and how the work of two places becomes one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

NEWER = """
({at}, {draft} NOTNULL, COALESCE({draft}, x''))
    > (COALESCE(drafted_at, 0), draft NOTNULL, COALESCE(draft, x''))
"""
"""Whether a draft that comes is newer than the one here; at the same time, sorts behind it."""
SET_STEP = f"""
INSERT INTO step (lesson, step, draft, drafted_at, reached_at, hints, shown_at)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (lesson, step) DO UPDATE SET
    draft = CASE WHEN {NEWER.format(at="excluded.drafted_at", draft="excluded.draft")}
        THEN excluded.draft ELSE draft END,
    drafted_at = COALESCE(MAX(drafted_at, excluded.drafted_at), drafted_at, excluded.drafted_at),
    reached_at = COALESCE(MIN(reached_at, excluded.reached_at), reached_at, excluded.reached_at),
    hints = MAX(hints, excluded.hints),
    shown_at = COALESCE(MIN(shown_at, excluded.shown_at), shown_at, excluded.shown_at)
"""
ADD_REPLACED = """
ON CONFLICT (lesson, step, draft) DO UPDATE SET drafted_at = excluded.drafted_at
    WHERE excluded.drafted_at > drafted_at
"""
KEEP_REPLACED = f"""
INSERT INTO replaced (lesson, step, draft, drafted_at)
SELECT lesson, step, CASE WHEN {NEWER.format(at="?4", draft="?3")} THEN draft ELSE ?3 END AS old,
    MIN(drafted_at, ?4)
FROM step
WHERE lesson = ?1 AND step = ?2 AND draft IS NOT ?3 AND ?4 NOTNULL AND drafted_at NOTNULL
    AND length(old) > 0
{ADD_REPLACED}
"""
"""Of two texts of a step, one here and one that comes, the older."""
KEEP_PASSED = f"""
INSERT INTO replaced (lesson, step, draft, drafted_at)
SELECT lesson, step, draft, drafted_at FROM step
WHERE lesson = ?1 AND step = ?2 AND draft IS NOT ?3 AND length(draft) > 0
    AND EXISTS (
        SELECT 1 FROM attempt AS tried
        WHERE tried.lesson = ?1 AND tried.step = ?2
            AND tried.state = 'passed' AND tried.at >= drafted_at
    )
{ADD_REPLACED}
"""
"""A text that a step was passed with, before another takes its place."""
SET_REPLACED = f"""
INSERT INTO replaced (lesson, step, draft, drafted_at) VALUES (?, ?, ?, ?) {ADD_REPLACED}
"""
SET_POSITION = "INSERT OR REPLACE INTO position (only, lesson, step, at) VALUES (1, ?, ?, ?)"
MOVE_POSITION = """
INSERT INTO position (only, lesson, step, at) VALUES (1, ?, ?, ?)
ON CONFLICT (only) DO UPDATE SET lesson = excluded.lesson, step = excluded.step, at = excluded.at
    WHERE (COALESCE(excluded.at, 0), excluded.lesson, excluded.step)
        > (COALESCE(at, 0), lesson, step)
"""
ADD_ATTEMPT = """
INSERT OR IGNORE INTO attempt (id, lesson, step, at, state, reason) VALUES (?, ?, ?, ?, ?, ?)
"""
CELLS_KEPT = 500
"""So many cells of the playground are kept, the newest."""
ADD_CELL = "INSERT OR IGNORE INTO cell (id, at, text) VALUES (?, ?, ?)"
DROP_CELLS = f"""
DELETE FROM cell WHERE id NOT IN
    (SELECT id FROM cell ORDER BY at DESC, rowid DESC LIMIT {CELLS_KEPT})
"""
STEPS = (
    "SELECT lesson, step, draft, drafted_at, reached_at, hints, shown_at FROM step ORDER BY 1, 2"
)
POSITIONS = "SELECT lesson, step, at FROM position"
ATTEMPTS = "SELECT id, lesson, step, at, state, reason FROM attempt ORDER BY at, id"
CELLS = "SELECT id, at, text FROM cell ORDER BY at, rowid"
REPLACED = "SELECT lesson, step, draft, drafted_at FROM replaced ORDER BY 1, 2, 4, 3"
TABLES = (STEPS, POSITIONS, ATTEMPTS, CELLS, REPLACED)
Row = tuple[Any, ...]


class Rows(NamedTuple):
    """All that a database holds, each row as its table's query gives it."""

    steps: Sequence[Row]
    positions: Sequence[Row]
    attempts: Sequence[Row]
    cells: Sequence[Row]
    replaced: Sequence[Row]


def read(source: sqlite3.Connection) -> Rows:
    """Everything. Raises sqlite3.DatabaseError where a row can't be read."""
    return Rows(*(source.execute(table).fetchall() for table in TABLES))


def put(target: sqlite3.Connection, rows: Rows) -> None:
    """Unite a database with more rows, all or nothing.

    The newer text of a step and the newer position win, and the older text goes to `replaced`.
    Attempts and cells are told apart by their ids, hints count as the larger number, and nothing
    else is taken back: putting rows once more changes nothing.

    Raises:
        sqlite3.DatabaseError: the target can't be written; it is as it was.
    """
    with target:
        target.execute("BEGIN IMMEDIATE")
        for row in rows.steps:
            target.execute(KEEP_REPLACED, row[:4])
            target.execute(SET_STEP, row)
        target.executemany(SET_REPLACED, rows.replaced)
        target.executemany(MOVE_POSITION, rows.positions)
        target.executemany(ADD_ATTEMPT, rows.attempts)
        target.executemany(ADD_CELL, rows.cells)
        target.execute(DROP_CELLS)


def merge(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Put what can be read of one database into another.

    Raises:
        sqlite3.DatabaseError: the target can't be written; it is as it was.
    """
    put(target, Rows(*(list(_readable(source, table)) for table in TABLES)))


def _readable(source: sqlite3.Connection, query: str) -> Iterator[Row]:
    """The rows up to the first that can't be read."""
    with suppress(sqlite3.DatabaseError):
        yield from source.execute(query)
