"""What was graded already, on disk: a line of JSON for each submission, never changed.

A run that is interrupted goes on from there, and the parts of a class that were graded apart are
put together by reading all of their records.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograd_tutor.classroom.model import Graded, GradingError, Submission
from autograd_tutor.classroom.submissions import Shard

SUFFIX = ".graded.jsonl"


def record_of(out: Path, shard: Shard | None) -> Path:
    """Where a run keeps its record: beside the results."""
    part = f".{shard.number}-of-{shard.of}" if shard else ""
    return out.with_name(f"{out.stem}{part}{SUFFIX}")


def records_of(out: Path) -> list[Path]:
    """All records that there are for these results, of the whole class and of its parts."""
    beside = out.parent.iterdir() if out.parent.is_dir() else []
    return sorted(
        path
        for path in beside
        if path.name.startswith(f"{out.stem}.") and path.name.endswith(SUFFIX)
    )


class Record:
    """One run's own record, which no other run may write meanwhile.

    Raises:
        GradingError: it can't be opened, or another run has it.
    """

    def __init__(self, out: Path, shard: Shard | None) -> None:
        path = record_of(out, shard)
        try:
            self._file = path.open("a+b")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise GradingError(f"Another run is writing {path}: wait for it, or stop it.") from None
        except OSError as error:
            raise GradingError(f"{path} can't be written: {error.strerror}.") from None
        self._known = {
            (graded.file, graded.sha256, graded.edition): graded
            for each in records_of(out)
            for graded in _read(each)
        }

    def close(self) -> None:
        """Let another run have it."""
        self._file.close()

    def find(self, submission: Submission, edition: str) -> Graded | None:
        """The verdicts on these very bytes of this file, by this tutor and course."""
        return self._known.get((submission.file, submission.sha256, edition))

    def add(self, graded: Graded) -> None:
        """Keep verdicts; they are on disk when this returns.

        Raises:
            GradingError: they could not be written.
        """
        if graded.again or not graded.edition:
            return
        line = msgspec.json.encode(graded)
        try:
            # Begun with a new line: what a run was killed over may have no end.
            self._file.write(b"\n" + line + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise GradingError(f"The record can't be written: {error.strerror}.") from error


def _read(path: Path) -> Iterator[Graded]:
    """The whole lines of a record; what is none was being written when a run was killed."""
    with path.open("rb") as file:
        for line in file:
            try:
                yield msgspec.json.decode(line, type=Graded)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
