"""A progress file as a tutor leaves it that was killed in the middle of a write."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

HALF_WRITTEN = b"half written"


def killed_while_writing(path: Path) -> None:
    """Leave a draft half written in a progress file, and beside it the journal that undoes it."""
    source = path.with_name("elsewhere.sqlite3")
    path.rename(source)
    with closing(sqlite3.connect(source, isolation_level=None)) as killed:
        killed.execute("PRAGMA cache_size = 1")
        killed.execute("BEGIN IMMEDIATE")
        killed.execute("UPDATE step SET draft = ?", (HALF_WRITTEN,))
        killed.executemany(
            "INSERT INTO cell VALUES (?, 1, ?)", [(str(n), b"x" * 4_000) for n in range(50)]
        )
        shutil.copy(source, path)
        shutil.copy(f"{source}-journal", f"{path}-journal")
    source.unlink()
    assert HALF_WRITTEN in path.read_bytes()
