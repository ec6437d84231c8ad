"""Documents from and to files: bounded when read, whole or not there when written."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from autograd_tutor.progress.document import LIMIT

STANDARD = "-"


def read(name: str) -> bytes:
    """A file, or standard input for `-`; never much more than a document may have.

    Raises:
        OSError: it can't be read.
    """
    if name == STANDARD:
        return sys.stdin.buffer.read(LIMIT + 1)
    with Path(name).open("rb") as file:
        return file.read(LIMIT + 1)


def write(name: str, data: bytes, *, force: bool) -> None:
    """Write a file, or to standard output for `-`. Who reads the file sees all of it or none.

    Raises:
        FileExistsError: there is one, and `force` is not set.
        OSError: it can't be written; what was there is as it was.
    """
    if name == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(name).resolve()
    if path.exists():
        if not path.is_file():
            raise OSError(errno.EINVAL, "it is no file")
        if not force:
            raise FileExistsError(errno.EEXIST, "it is there already")
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            shutil.copymode(path, part)
        _placed(part, path, force)
    finally:
        part.unlink(missing_ok=True)


def _placed(part: Path, path: Path, force: bool) -> None:
    """Give a finished file its name; without `force`, a name that no other file has by now."""
    if not force:
        try:
            path.hardlink_to(part)
        except FileExistsError:
            raise
        except OSError:  # There are no links here.
            path.open("xb").close()
        else:
            return
    part.replace(path)
