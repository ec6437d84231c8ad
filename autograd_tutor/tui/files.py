"""Files that the learner asks for: whole or not there, and in no other's place unasked."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from autograd_tutor.files import put
from autograd_tutor.tui.visible import visible


class NotWritten(Exception):
    """A file could not be written; the text says why and what to do."""


class AlreadyThere(NotWritten):
    """There is a file of that name."""


WHY = {
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "nothing can be written there",
    errno.ENOSPC: "there is no room left",
    errno.EDQUOT: "there is no room left for you",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOENT: "the folder is gone",
    errno.EISDIR: "that is a folder",
}


def write(folder: Path, name: str, text: str, *, replace: bool) -> Path:
    """Write a file into a folder and return its path. Slow disks make it wait.

    Raises:
        AlreadyThere: There is such a file, and `replace` is not set.
        NotWritten: It could not be written. What was there before is as it was.
    """
    path = folder / checked(name)
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        put(path, (text if text.endswith("\n") else f"{text}\n").encode(), replace=replace)
    except FileExistsError:
        raise AlreadyThere(f"{path.name} is there already.") from None
    except OSError as error:
        why = WHY.get(error.errno or 0) or error.strerror or type(error).__name__
        words = f"{path} was not written: {why}. Try another name, or copy it instead."
        raise NotWritten(words) from error
    return path


def checked(name: str) -> str:
    """The name without blanks around it. Raises NotWritten where it is not one alone."""
    name = name.strip()
    if not name:
        raise NotWritten("Type a name for the file.")
    if "/" in name or os.sep in name or name.startswith("."):
        raise NotWritten("Type a name alone: no folders, and no dot at its beginning.")
    if visible(name) != name or "\n" in name or "\t" in name:
        raise NotWritten("The name has characters that can't be shown. Type another one.")
    return name
