"""What a reset removes from a progress file."""

from __future__ import annotations

import math
import sqlite3
from dataclasses import dataclass

LESSON = "(lesson = :lesson OR :lesson IS NULL AND substr(lesson, 1, 1) <> '#')"
"""No lesson's id begins with a #: what does is the playground's, and stays."""
OLDER = f"{LESSON} AND (:step IS NULL OR {{step}}) AND {{last}} <= :until"
STEP = "(step = :step OR substr(step, 1, length(:step) + 1) = :step || '#')"
"""What is kept under a step's id with a # after it belongs to the step, too."""
TOUCHED = "MAX(COALESCE(drafted_at, 0), COALESCE(reached_at, 0), COALESCE(shown_at, 0))"
FORGET = (
    f"DELETE FROM step WHERE {OLDER.format(step=STEP, last=TOUCHED)}",
    f"DELETE FROM attempt WHERE {OLDER.format(step=STEP, last='at')}",
    f"DELETE FROM replaced WHERE {OLDER.format(step=STEP, last='drafted_at')}",
)
LEAVE = "DELETE FROM position WHERE :lesson IS NULL"


@dataclass(frozen=True)
class Reset:
    """A step, a lesson (`step` is None) or all (so is `lesson`): what was done there up to `until`.

    Text, attempts, passes, hints, that it was reached; with all, the position too.
    """

    lesson: str | None
    step: str | None
    until: float = math.inf
    """Seconds since 1970."""

    def __call__(self, database: sqlite3.Connection) -> None:
        """Remove it, all or nothing.

        Raises:
            sqlite3.DatabaseError: the database can't be written; nothing is removed.
        """
        values = {"lesson": self.lesson, "step": self.step, "until": self.until}
        with database:
            database.execute("BEGIN IMMEDIATE")
            for statement in (*FORGET, LEAVE):
                database.execute(statement, values)
