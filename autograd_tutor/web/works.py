"""The work of each browser, a directory: held while a tutor uses it, deleted once long unseen."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DAY = 24 * 3600


def new_name() -> str:
    """A browser's name, which nobody guesses."""
    return secrets.token_hex(16)


def is_name(text: str) -> bool:
    """Whether it could be a browser's name; no other letters can be in one."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


@contextmanager
def held(work: Path | None) -> Iterator[list[int]]:
    """A descriptor for a tutor to have: while it is open, its work was just seen and is kept.

    There is none where nothing can be kept: that, the tutor says itself.
    """
    held: list[int] = []
    try:
        if work is not None:
            with suppress(OSError):
                work.mkdir(mode=0o700, exist_ok=True)
                held.append(os.open(work, os.O_RDONLY | os.O_DIRECTORY))
                fcntl.flock(held[0], fcntl.LOCK_SH)
                os.utime(held[0])
        yield held
    finally:
        for fd in held:
            os.close(fd)


def clear(works: Path, seconds: float) -> int:
    """Delete the works of browsers that were not seen for so long; how many those were."""
    oldest = time.time() - seconds
    return sum(_cleared(work, oldest) for work in works.glob("*") if is_name(work.name))


def _cleared(work: Path, oldest: float) -> bool:
    """Whether a work was old and nobody's, and is deleted."""
    try:
        fd = os.open(work, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(fd).st_mtime >= oldest:
            return False
        shutil.rmtree(work)
    except OSError:
        return False
    finally:
        os.close(fd)
    return True
