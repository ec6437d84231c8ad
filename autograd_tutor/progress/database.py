"""The progress file: where it lives, how it is opened, and what is done when it is damaged."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from autograd_tutor.places import state_directory
from autograd_tutor.progress import tables
from autograd_tutor.progress.schema import prepared

DAMAGE = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
HALF_WRITTEN = frozenset({sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_IOERR_DELETE})


def progress_file() -> Path:
    """Where progress is kept."""
    return state_directory() / "progress.sqlite3"


def open_memory() -> sqlite3.Connection:
    """An empty progress database that is gone when it is closed."""
    return prepared(_connected(":memory:", 0.0))


def open_file(path: Path, wait: float) -> sqlite3.Connection:
    """Open the progress file, making it and its directory where they are missing.

    Raises:
        NewerError: the file is of a later schema; it was not touched.
        OSError: the directory can't be made.
        sqlite3.DatabaseError: the file can't be opened, or `is_damage` says it is damaged.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return prepared(_connected(str(path), wait))


def copied(path: Path, wait: float) -> sqlite3.Connection:
    """What a progress file holds now, in memory and in our schema; the file stays as it is.

    Only what a tutor that was killed had half written is undone there.

    Raises:
        NewerError: the file is of a later schema.
        FileNotFoundError: there is none.
        OSError: it can't be read.
        sqlite3.DatabaseError: it can't be read, or `is_damage` says it is damaged.
    """
    path.open("rb").close()
    memory = _connected(":memory:", 0.0)
    try:
        try:
            _copy(f"{path.absolute().as_uri()}?mode=ro", memory, wait)
        except sqlite3.OperationalError as error:
            if not is_half_written(error):
                raise
            _copy(f"{path.absolute().as_uri()}?mode=rw", memory, wait)
    except sqlite3.DatabaseError:
        memory.close()
        raise
    return prepared(memory)


def is_damage(error: Exception) -> bool:
    """Whether an error means that the file is not, or no longer, a progress database."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in DAMAGE


def is_half_written(error: Exception) -> bool:
    """Whether an error means that a killed tutor's write has to be undone, and can't be."""
    return getattr(error, "sqlite_errorcode", 0) in HALF_WRITTEN


def is_sound(path: Path, wait: float) -> bool:
    """Whether the file opens, has our tables and every page of it can be read."""
    try:
        with closing(open_file(path, wait)) as database:
            for table in tables.TABLES:
                database.execute(table).fetchone()
            first = database.execute("PRAGMA quick_check(1)").fetchone()
            return bool(first == ("ok",))
    except (OSError, sqlite3.DatabaseError) as error:
        if is_damage(error):
            return False
        raise


def keep_aside(path: Path) -> Path:
    """Rename a damaged file and its journal, and return the new name.

    The file goes first: SQLite drops a journal that has no database, but would play one that
    is left behind into the next file of that name.

    Raises:
        OSError: the directory can't be written.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}-{os.getpid()}")
    path.rename(aside)
    with suppress(FileNotFoundError):
        Path(f"{path}-journal").rename(f"{aside}-journal")
    return aside


def _copy(source: str, target: sqlite3.Connection, wait: float) -> None:
    """Copy a file, named by a URI. It is read-locked first: a copy waits for locks for ever."""
    with closing(sqlite3.connect(source, timeout=wait, isolation_level=None, uri=True)) as file:
        file.execute("BEGIN")
        file.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        file.backup(target)


def _connected(name: str, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(name, timeout=wait, isolation_level=None, check_same_thread=False)
