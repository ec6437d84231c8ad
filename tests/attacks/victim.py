"""A process of the same account that minds its own business, to be read, signalled and slowed."""

from __future__ import annotations

import ctypes
import mmap
import os
import secrets
import signal
from pathlib import Path

from autograd_tutor.evaluator.confine.libc import prctl
from tests.attacks.arena import Arena
from tests.attacks.attempt import NR, become, libc


class Victim:
    """Holds a secret in memory, an open file and a mapping, in a home directory."""

    def __init__(self, arena: Arena) -> None:
        self.arena = arena
        self.token = "v" + secrets.token_hex(16)
        self.memory = ctypes.create_string_buffer(self.token.encode(), 64)
        self.address = ctypes.addressof(self.memory)
        self.fd = 9
        ready, began = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._live(began)
        os.close(began)
        os.read(ready, 1)
        os.close(ready)
        self.before = self.facts()

    def _live(self, began: int) -> None:
        os.setpgid(0, 0)
        become(self.arena.account)
        prctl(1, signal.SIGKILL)
        os.closerange(0, 3)
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        os.chdir(self.arena.home)
        os.dup2(os.open(self.arena.home / self.arena.tokens["file"], os.O_RDONLY), self.fd)
        mapped = os.open(self.arena.home / self.arena.tokens["map"], os.O_RDONLY)
        keep = mmap.mmap(mapped, 0, prot=mmap.PROT_READ)
        os.write(began, b"x")
        while keep:
            signal.pause()

    def facts(self) -> tuple[object, ...]:
        """Everything about it that an attack could change; empty once it is dead."""
        try:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return ()
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
            with Path(f"/proc/{self.pid}/mem").open("rb", buffering=0) as memory:
                content = os.pread(memory.fileno(), 64, self.address)
            return (
                "stopped" if fields[0] in "Tt" else "runs",
                content,
                os.getpriority(os.PRIO_PROCESS, self.pid),
                frozenset(os.sched_getaffinity(self.pid)),
                os.sched_getscheduler(self.pid),
                int(libc.syscall(NR["ioprio_get"], 1, self.pid, 0, 0, 0, 0)),
                Path(f"/proc/{self.pid}/limits").read_text(),
                Path(f"/proc/{self.pid}/oom_score_adj").read_text(),
                Path(f"/proc/{self.pid}/coredump_filter").read_text(),
            )
        except (ChildProcessError, ProcessLookupError, FileNotFoundError):
            return ()

    def changed(self) -> str:
        """What was done to it."""
        now = self.facts()
        if now == self.before:
            return ""
        if not now:
            return "the victim died"
        return f"the victim changed: {[v for v, w in zip(now, self.before, strict=True) if v != w]}"

    def end(self) -> None:
        """Kill and reap it."""
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ChildProcessError, ProcessLookupError):
            return
