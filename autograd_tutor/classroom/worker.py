"""A grading process: submissions on stdin, verdicts on stdout, a line of JSON each.

The first line is the settings. It ends, whatever it is doing, when stdin does: so it outlives no
parent, however that ended.
"""

from __future__ import annotations

import os
import sys
from queue import SimpleQueue
from threading import Thread

import msgspec
from msgspec import Struct

from autograd_tutor.classroom.grader import Grader
from autograd_tutor.classroom.model import Graded, GradingError, Settings, Submission


class Reply(Struct, frozen=True):
    """What is said of one submission: its verdicts, or why nothing can be graded here."""

    graded: Graded | None = None
    error: str = ""


def main() -> None:
    """Grade until stdin ends."""
    settings = msgspec.json.decode(sys.stdin.buffer.readline(), type=Settings)
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read, args=(lines,), daemon=True).start()
    try:
        grader = Grader(settings)
        while True:
            submission = msgspec.json.decode(lines.get(), type=Submission)
            _say(Reply(grader.grade(submission)))
    except GradingError as error:
        _say(Reply(error=str(error)))


def _say(reply: Reply) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(reply) + b"\n")
    sys.stdout.buffer.flush()


def _read(lines: SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)


if __name__ == "__main__":
    main()
