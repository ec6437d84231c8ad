"""Files that are named by people: bounded when read, whole or not there when written."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from contextlib import suppress
from pathlib import Path

STANDARD = "-"


def read(name: str, most: int) -> bytes:
    """A file, or standard input for `-`; one byte more than `most` tells that it is larger.

    Raises:
        OSError: it can't be read.
    """
    if name == STANDARD:
        return sys.stdin.buffer.read(most + 1)
    with Path(name).open("rb") as file:
        return file.read(most + 1)


def write(name: str, data: bytes, *, force: bool) -> None:
    """Write a file, or to standard output for `-`. A link is followed.

    Raises:
        FileExistsError: there is one, and `force` is not set.
        OSError: it can't be written; what was there is as it was.
    """
    if name == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        put(Path(name).resolve(), data, replace=force)


def put(path: Path, data: bytes, *, replace: bool) -> None:
    """Put a file there. Who reads it sees all of it or none.

    It gets the mode of the file that it replaces; a link is replaced itself.

    Raises:
        FileExistsError: there is something of that name, and `replace` is not set.
        OSError: it can't be written; what was there is as it was.
    """
    if path.exists():
        if not path.is_file():
            raise OSError(errno.EINVAL, "it is no file")
        if not replace:
            raise FileExistsError(errno.EEXIST, "it is there already")
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            shutil.copymode(path, part)
        _placed(part, path, replace)
    finally:
        part.unlink(missing_ok=True)


def _placed(part: Path, path: Path, replace: bool) -> None:
    """Give a finished file its name; without `replace`, one that no other file has by now."""
    if not replace:
        try:
            path.hardlink_to(part)
        except FileExistsError:
            raise
        except OSError:  # There are no links here.
            path.open("xb").close()
        else:
            return
    part.replace(path)
