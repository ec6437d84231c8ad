"""The files that a class handed in: found, named and read, whatever they are."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from autograd_tutor.classroom.model import GradingError, Submission
from autograd_tutor.progress.document import LIMIT


class Unreadable(Exception):
    """A file can't be taken: why, in words that follow "it"."""


class Shard(NamedTuple):
    """One of `of` parts of a class, counted from 1."""

    number: int
    of: int

    def has(self, path: Path) -> bool:
        """Whether a file is in this part: its name alone decides, so other files move nothing."""
        digest = hashlib.sha256(os.fsencode(path)).digest()
        return int.from_bytes(digest[:8]) % self.of == self.number - 1


def find(directory: Path, shard: Shard | None = None) -> list[Path]:
    """The files below a directory, as paths in it, by name. Hidden ones are left out.

    Links are listed and never followed; so are folders that can't be opened.

    Raises:
        GradingError: it can't be opened, or there is nothing in it.
    """
    try:
        os.scandir(directory).close()
    except OSError as error:
        raise GradingError(f"{directory} can't be opened as a folder: {error.strerror}.") from None
    found = sorted(path.relative_to(directory) for path in _below(directory))
    if not found:
        raise GradingError(f"There are no files in {directory}: nothing was handed in.")
    return [path for path in found if shard is None or shard.has(path)]


def _below(directory: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for at, folders, files in os.walk(
        directory, onerror=lambda error: closed.append(Path(os.fsdecode(error.filename)))
    ):
        folders[:] = [name for name in folders if name[0] != "."]
        linked = [name for name in folders if Path(at, name).is_symlink()]
        yield from (Path(at, name) for name in [*files, *linked] if name[0] != ".")
    yield from closed


def learner_of(path: Path) -> str:
    """Whose file it is: the folder of the class that it is in, or else its own name."""
    first = Path(path.parts[0])
    return _text(first if len(path.parts) > 1 else first.with_suffix(""))


def read(directory: Path, path: Path) -> Submission:
    """A submission, or why it can't be read."""
    file, learner = _text(path), learner_of(path)
    try:
        data = _bytes(directory / path)
    except Unreadable as error:
        return Submission(file, learner, problem=f"it {error}")
    except OSError as error:
        return Submission(file, learner, problem=f"it can't be read: {error.strerror}")
    return Submission(file, learner, data, hashlib.sha256(data).hexdigest())


def _bytes(path: Path) -> bytes:
    """What is in a regular file; a link is not followed, and a pipe not waited for."""
    if path.is_symlink():
        raise Unreadable("is a link, not a file")
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
        known = os.fstat(file.fileno())
        if not stat.S_ISREG(known.st_mode):
            raise Unreadable("is not a file")
        if known.st_size > LIMIT:
            raise Unreadable(f"is larger than {LIMIT // 1024**2} MiB")
        return file.read(LIMIT + 1)


def _text(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")
