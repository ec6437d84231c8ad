"""The log of the tutor's own mistakes, which holds nothing of the learner's.

Of an exception the log tells its type and the lines of the program that it went through. What it
says is left out, as are all values: both may quote what the learner typed.
"""

from __future__ import annotations

import logging
import os
import platform
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from autograd_tutor import __version__
from autograd_tutor.places import log_directory

LARGEST = 256 << 10
"""Bytes after which a new log is begun; the one before is kept."""


def log_file() -> Path:
    """Where the log is."""
    return log_directory().absolute() / "tutor.log"


def noted(error: BaseException | None) -> Path | None:
    """Write an exception to the log; the log, or None where it can't be written."""
    path = log_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _PrivateFile(path, maxBytes=LARGEST, backupCount=1, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        try:
            handler.emit(_record(error))
        finally:
            handler.close()
    except (OSError, MemoryError):
        return None
    return path


class _PrivateFile(RotatingFileHandler):
    """A log that only its owner may read. A record that can't be written is an error."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:
        raise


def _record(error: BaseException | None) -> logging.LogRecord:
    about = f"autograd-tutor {__version__}, Python {platform.python_version()}"
    words = f"{about}, {platform.system()}, TERM={os.environ.get('TERM', '')}\n{_told(error)}"
    return logging.LogRecord("autograd_tutor", logging.ERROR, "", 0, words, None, None)


def _told(error: BaseException | None) -> str:
    """An exception and those that led to it: types and lines, without what they say."""
    if error is None:
        return "an unknown mistake"
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__))
    before = error.__cause__ or error.__context__
    earlier = f"{_told(before)}\nand from that:\n" if before is not None else ""
    return f"{earlier}{''.join(frames.format())}{type(error).__name__}"
