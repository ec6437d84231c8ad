"""A host's evaluator that really runs, and tutors of several accounts that use it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from autograd_tutor.evaluator.client import LEARNER, Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Outcome
from autograd_tutor.evaluator.process import Server
from autograd_tutor.evaluator.requests import Cell

ALICE, BOB, CAROL = 61_001, 61_002, 61_003
"""Numbers that no account of this machine has."""
SECONDS = 60.0
needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="learners of several accounts are needed: run this as root, on Linux",
)
READING = "+dac_read_search"
"""Kept where Python lies in a directory of root's; it makes nobody else of a process."""
_changing = threading.Lock()


@contextmanager
def account(uid: int, groups: Sequence[int] = ()) -> Iterator[None]:
    """Connect as somebody else meanwhile: the kernel tells who has effect, not who is real."""
    with _changing:
        before = os.getgroups()
        os.setgroups(groups)
        os.setegid(uid)
        os.seteuid(uid)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)
            os.setgroups(before)


def as_account(uid: int) -> list[str]:
    """What runs a command as somebody else."""
    keeping = [f"--inh-caps={READING}", f"--ambient-caps={READING}"]
    return ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", *keeping]


class AccountLauncher(Launcher):
    """Dials as an account."""

    def __init__(self, path: Path, uid: int, groups: Sequence[int] = ()) -> None:
        super().__init__(socket=str(path))
        self._who = (uid, groups)

    def start(self) -> Server:
        with account(*self._who):
            return super().start()


class RunningHost:
    """`autograd-tutor serve-evaluator`, and who it is made of."""

    def __init__(self, path: Path, *arguments: str, prefix: Sequence[str] = ()) -> None:
        """Start it, and wait until it serves. `arguments`: besides --socket; `prefix`: runs it."""
        self.path = path
        command = [sys.executable, "-m", "autograd_tutor", "serve-evaluator", *arguments]
        self.process = subprocess.Popen(
            [*prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "A_SECRET": "token", "LANG": "C.UTF-8"},
        )
        assert self.process.stdout
        self.said = self.process.stdout.readline()
        assert self.said.startswith("serving"), self.process.communicate(timeout=SECONDS)
        self.host = psutil.Process(self.process.pid)
        self.zygote = min(self.host.children(), key=lambda each: each.create_time())

    def evaluator(self, uid: int, groups: Sequence[int] = ()) -> Evaluator:
        """The tutor's end, for an account."""
        return Evaluator(AccountLauncher(self.path, uid, groups))

    def servers(self, uid: int) -> list[psutil.Process]:
        """What serves that account's connections."""
        return [each for each in self.host.children() if of(each, uid) and each != self.zygote]

    def workers(self, uid: int) -> list[psutil.Process]:
        """What runs that account's cells."""
        return [each for each in self.zygote.children() if of(each, uid)]

    def end(self) -> tuple[int, str]:
        """Stop it; its exit status and last words."""
        self.process.terminate()
        _, words = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, words


def of(process: psutil.Process, uid: int) -> bool:
    """Whether it runs as that account in every respect."""
    try:
        return set(process.uids()) == {uid}
    except psutil.NoSuchProcess:
        return False


def gone(processes: Sequence[psutil.Process]) -> bool:
    """Whether they all end, soon."""
    return not psutil.wait_procs(processes, timeout=SECONDS)[1]


@contextmanager
def open_directory() -> Iterator[Path]:
    """A directory that every account can look into and only we can change."""
    path = Path(tempfile.mkdtemp(prefix="autograd-tutor-host-", dir="/tmp"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path)


async def run(evaluator: Evaluator, code: str, **fields: object) -> Outcome:
    """Run a cell, whatever comes of it."""
    return await evaluator.run(Cell(code=code, **fields), lambda _: None)  # type: ignore[arg-type]


async def started(evaluator: Evaluator, code: str, session: int = LEARNER) -> asyncio.Task[Outcome]:
    """Run a cell, which prints something; it goes on after that."""
    begun = asyncio.Event()
    cell = Cell(code=code, seconds=SECONDS)
    task = asyncio.create_task(evaluator.run(cell, lambda _: begun.set(), session))
    await begun.wait()
    return task
