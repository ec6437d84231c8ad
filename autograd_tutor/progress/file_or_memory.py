"""A progress database that is a file, or memory while the file can't be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from autograd_tutor.progress import database, tables
from autograd_tutor.progress.schema import NewerError

T = TypeVar("T")


class FileOrMemory:
    """Opens the file when there is first something to do, and does it there.

    Where that fails, all goes on in what takes the file's place, with what can still be read of
    it: a new file if it was damaged, else memory. `close` tries the file once more.
    """

    trouble: str | None
    """Why work is not, or not as usual, in the file. Each new trouble replaces the last."""

    def __init__(self, path: Path | None, wait: float) -> None:
        """Take a place, without touching it yet; None is memory.

        `wait`: seconds to wait for another tutor's write.
        """
        self.trouble = None
        self._path = path.absolute() if path else None
        self._wait = wait
        self._on_disk = False
        self._replaced = False
        self._db: sqlite3.Connection | None = None
        self._owed: list[Callable[[sqlite3.Connection], object]] = []

    def do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do it in the file or, where that fails, in what takes its place."""
        self._db = self._db or self._opened()
        while True:
            try:
                return work(self._db)
            except sqlite3.ProgrammingError:
                raise
            except sqlite3.DatabaseError as error:
                if not self._on_disk:
                    raise
                self._db = self._moved_on(self._db, error)

    def owe(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Have it done in the file, too, before what memory holds is brought there.

        Where it was done in the file already, or there is no file, nothing is owed.
        """
        if self._path and not self._on_disk:
            self._owed.append(work)

    def close(self) -> str:
        """Let go of the file; from memory, try once more to save what was kept there.

        What is to be said of work that is lost all the same; empty if none is.
        """
        if self._db is None:
            return ""
        lost = "" if self._on_disk or not self._path else self._bring_home(self._db, self._path)
        self._db.close()
        return lost

    def _bring_home(self, memory: sqlite3.Connection, path: Path) -> str:
        """Do in the file what is owed, then bring over the rest; what to say if that fails."""
        try:
            with closing(database.open_file(path, self._wait)) as file:
                with suppress(sqlite3.DatabaseError):
                    for work in self._owed:
                        work(file)
                tables.merge(memory, file)
        except (OSError, sqlite3.DatabaseError, NewerError) as error:
            return f"What you did could not be saved in {path}, and is gone: {_in_words(error)}."
        return ""

    def _moved_on(self, broken: sqlite3.Connection, error: Exception) -> sqlite3.Connection:
        """What takes the place of a file that failed, with what can still be read from it."""
        place = self._after(error)
        broken.execute("PRAGMA busy_timeout = 0")
        _merged(broken, place)
        broken.close()
        return place

    def _opened(self) -> sqlite3.Connection:
        if self._path is None:
            return database.open_memory()
        try:
            file = database.open_file(self._path, self._wait)
        except NewerError:
            self.trouble = (
                f"{self._path} was written by a newer autograd-tutor and is left as it is:"
                " your work is kept only until you quit. Upgrade autograd-tutor to go on with it."
            )
            self._path = None
            return database.open_memory()
        except (OSError, sqlite3.DatabaseError) as error:
            return self._after(error)
        self._on_disk = True
        return file

    def _after(self, error: Exception) -> sqlite3.Connection:
        """Where to go on after the file failed: a new file if it was damaged, else memory."""
        assert self._path
        self._on_disk = False
        try:
            if database.is_damage(error) and not self._replaced:
                return self._replacement(self._path)
        except (OSError, sqlite3.DatabaseError, NewerError) as worse:
            error = worse
        self.trouble = (
            f"Your work can't be saved in {self._path} ({_in_words(error)}): it is kept only until"
            " you quit. Make room or give write access there, or set AUTOGRAD_TUTOR_STATE to"
            " another directory."
        )
        return database.open_memory()

    def _replacement(self, path: Path) -> sqlite3.Connection:
        """A sound file in a damaged one's place; another tutor may have put it there already."""
        if not database.is_sound(path, self._wait):
            aside = database.keep_aside(path)
            self.trouble = (
                f"{path} was damaged. It is kept as {aside.name}, and a new one was begun."
            )
        file = database.open_file(path, self._wait)
        self._on_disk = self._replaced = True
        return file


def _in_words(error: Exception) -> str:
    return str((error.strerror if isinstance(error, OSError) else error) or error)


def _merged(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Bring over what can be; what the target refuses is reported by the next write to it."""
    with suppress(sqlite3.DatabaseError):
        tables.merge(source, target)
