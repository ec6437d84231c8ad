"""What the learner did, kept in a SQLite file, or in memory where there is no place for one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from autograd_tutor.progress import tables
from autograd_tutor.progress.file_or_memory import FileOrMemory
from autograd_tutor.progress.forget import Reset
from autograd_tutor.progress.standing import Standing


class Store:
    """Drafts, attempts and the last position, keyed by lesson id and step id; and cells.

    The file is opened by the first call, and every call is on disk when it returns. Where the
    file can't be used, nothing is raised: the store goes on in memory, `trouble` says why in a
    sentence for the learner, and `close` tries the file once more. Calls may come from any
    thread, one at a time.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        clock: Callable[[], float] = time.time,
        wait: float = 3.0,
    ) -> None:
        """Take a place, without touching it yet.

        Args:
            path: The progress file; None keeps everything in memory.
            clock: Now, in seconds since 1970.
            wait: Seconds to wait for another tutor's write.
        """
        self._database = FileOrMemory(path, wait)
        self._clock = clock

    @property
    def trouble(self) -> str | None:
        """Why progress is not, or not as usual, on disk. Each new trouble replaces the last."""
        return self._database.trouble

    def position(self) -> tuple[str, str] | None:
        """The lesson and step where the learner was last."""
        rows = self._run(tables.POSITIONS)
        return (str(rows[0][0]), str(rows[0][1])) if rows else None

    def set_position(self, lesson: str, step: str) -> None:
        """Say where the learner is now; the step counts as reached from then on."""
        now = self._clock()
        self._run(tables.SET_STEP, lesson, step, None, None, now, 0, None)
        self._run(tables.SET_POSITION, lesson, step, now)

    def draft(self, lesson: str, step: str) -> str | None:
        """What the learner last typed at a step, exactly."""
        rows = self._run("SELECT draft FROM step WHERE lesson = ? AND step = ?", lesson, step)
        return _text(rows[0][0]) if rows else None

    def save_draft(self, lesson: str, step: str, text: str) -> None:
        """Keep what is typed at a step, whatever characters it holds.

        What the step was passed with stays among the texts that newer ones replaced.
        """
        self._set_draft(lesson, step, _bytes(text))

    def drop_draft(self, lesson: str, step: str) -> None:
        """Forget what was typed at a step; that it was reached stays."""
        self._set_draft(lesson, step, None)

    def reached(self, lesson: str) -> frozenset[str]:
        """The ids of the steps the learner has been at."""
        return self._steps("SELECT step FROM step WHERE lesson = ? AND reached_at NOTNULL", lesson)

    def record(self, lesson: str, step: str, state: str, reason: str) -> None:
        """Keep an attempt as it was judged. One that passed is a pass for good."""
        self._run(tables.ADD_ATTEMPT, uuid4().hex, lesson, step, self._clock(), state, reason)

    def use_hint(self, lesson: str, step: str) -> int:
        """Count one more hint as used, and say how many that makes."""
        self._run(
            "INSERT INTO step (lesson, step, hints) VALUES (?, ?, 1)"
            " ON CONFLICT (lesson, step) DO UPDATE SET hints = hints + 1",
            lesson,
            step,
        )
        return self.standing(lesson, step).hints

    def show_solution(self, lesson: str, step: str) -> None:
        """Keep that the learner looked at the solution."""
        self._run(tables.SET_STEP, lesson, step, None, None, None, 0, self._clock())

    def standing(self, lesson: str, step: str) -> Standing:
        """How far the learner is at a step."""
        ((attempts, passes),) = self._run(
            "SELECT COUNT(*), COUNT(CASE state WHEN 'passed' THEN 1 END) FROM attempt"
            " WHERE lesson = ? AND step = ?",
            lesson,
            step,
        )
        rows = self._run(
            "SELECT hints, shown_at NOTNULL FROM step WHERE lesson = ? AND step = ?", lesson, step
        )
        hints, shown = rows[0] if rows else (0, False)
        return Standing(_number(attempts), _number(hints), bool(shown), bool(passes))

    def passed(self, lesson: str) -> frozenset[str]:
        """The ids of the steps that are passed."""
        return self._steps("SELECT step FROM attempt WHERE lesson = ? AND state = 'passed'", lesson)

    def add_cell(self, text: str) -> None:
        """Keep a cell of the playground, and let go of the oldest where there are too many."""
        self._run(tables.ADD_CELL, uuid4().hex, self._clock(), _bytes(text))
        self._run(tables.DROP_CELLS)

    def cells(self) -> list[str]:
        """The cells of the playground, as they were typed, the newest last."""
        return [_text(text) or "" for _, _, text in self._run(tables.CELLS)]

    def reset(self, lesson: str | None = None, step: str | None = None) -> None:
        """Forget what was done at a step, in a lesson (no `step`), or at all (no `lesson` either).

        Drafts, attempts, passes, hints and that steps were reached go, in one transaction; the
        position goes with everything only.
        """
        self._database.do(Reset(lesson, step))
        self._database.owe(Reset(lesson, step, until=self._clock()))

    def close(self) -> str:
        """Let go of the file; from memory, try once more to save what was kept there.

        What is to be said of work that is lost all the same; empty if none is.
        """
        return self._database.close()

    def _steps(self, query: str, lesson: str) -> frozenset[str]:
        return frozenset(str(step) for (step,) in self._run(query, lesson))

    def _set_draft(self, lesson: str, step: str, draft: bytes | None) -> None:
        now = self._clock()
        self._run(tables.KEEP_PASSED, lesson, step, draft)
        self._run(
            "INSERT INTO step (lesson, step, draft, drafted_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (lesson, step) DO UPDATE"
            " SET draft = excluded.draft, drafted_at = excluded.drafted_at",
            lesson,
            step,
            draft,
            now,
        )

    def _run(self, sql: str, *values: str | bytes | float | None) -> list[tuple[object, ...]]:
        return self._database.do(lambda db: db.execute(sql, values).fetchall())


def _number(count: object) -> int:
    return count if isinstance(count, int) else 0


def _bytes(text: str) -> bytes:
    """Whatever characters it holds, half ones too."""
    return text.encode("utf-8", "surrogatepass")


def _text(draft: object) -> str | None:
    if not isinstance(draft, bytes):
        return None if draft is None else str(draft)
    try:
        return draft.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return draft.decode("utf-8", "replace")
