"""Grading by processes on this machine, each with an evaluator of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TypeAlias

import msgspec

from autograd_tutor.classroom.model import Graded, GradingError, Settings, Submission, unread
from autograd_tutor.classroom.worker import Reply

TRIES = 2
"""So often a submission is given to a process, where the process ends over it."""
COMMAND = [sys.executable, "-P", "-m", "autograd_tutor.classroom.worker"]
"""-P: a submission may be named as a module is, and lie in the current directory."""
Result: TypeAlias = Graded | Exception | None


class Lost(Exception):
    """The process ended: how."""


class Member:
    """One grading process. Keys that signal our terminal do not reach it."""

    def __init__(self, settings: Settings) -> None:
        self._process = subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._send(settings)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def grade(self, submission: Submission) -> Graded:
        """The verdicts on a submission. Raises Lost, or GradingError if nothing can be graded."""
        assert self._process.stdout
        self._send(submission)
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise Lost(_how(self._process.wait()))
        reply = msgspec.json.decode(line, type=Reply)
        if reply.graded is None:
            raise GradingError(reply.error)
        return reply.graded

    def end(self) -> None:
        """End it, whatever it is doing; its evaluator ends when it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            with suppress(BrokenPipeError):
                pipe.close()

    def _send(self, what: Settings | Submission) -> None:
        assert self._process.stdin
        with suppress(BrokenPipeError):  # that it has ended is met by the next read
            self._process.stdin.write(msgspec.json.encode(what) + b"\n")
            self._process.stdin.flush()


class Crew:
    """So many processes, each with a thread that feeds it from one list of submissions."""

    def __init__(self, submissions: Iterable[Submission], jobs: int, settings: Settings) -> None:
        self._submissions = iter(submissions)
        self._jobs = jobs
        self._settings = settings
        self._turn = Lock()
        self._results: SimpleQueue[Result] = SimpleQueue()
        self._members: set[Member] = set()
        self._over = False

    def graded(self) -> Generator[Graded]:
        """The verdicts as they come. Raises GradingError if nothing can be graded."""
        threads = [Thread(target=self._work, daemon=True) for _ in range(self._jobs)]
        for thread in threads:
            thread.start()
        working = len(threads)
        try:
            while working:
                result = self._results.get()
                if isinstance(result, Exception):
                    raise result
                if result is None:
                    working -= 1
                else:
                    yield result
        finally:
            with self._turn:
                self._over = True
                for member in self._members:
                    member.end()
            for thread in threads:
                thread.join()

    def _work(self) -> None:
        member: Member | None = None
        try:
            while submission := self._next():
                for _ in range(TRIES):
                    member = member or self._hired()
                    try:
                        result = member.grade(submission)
                        break
                    except Lost as lost:
                        why = f"the process that graded it ended twice, the last time by {lost}"
                        result = unread(submission, why, again=True)
                        self._dismiss(member)
                        member = None
                self._results.put(result)
        except Exception as error:
            self._results.put(error)
        finally:
            self._results.put(None)

    def _next(self) -> Submission | None:
        with self._turn:
            return None if self._over else next(self._submissions, None)

    def _hired(self) -> Member:
        with self._turn:
            if self._over:
                raise GradingError("The grading was stopped.")
            member = Member(self._settings)
            self._members.add(member)
            return member

    def _dismiss(self, member: Member) -> None:
        with self._turn:
            if not self._over:
                self._members.remove(member)
                member.end()


def _how(status: int) -> str:
    return signal.strsignal(-status) or "a signal" if status < 0 else f"exit status {status}"
