"""The process that forks attempts: it imports torch once, as the real server does, and judges.

Reads one JSON request a line and answers each with one line. Nothing an attempt says is believed:
what counts is what changed outside it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path

from autograd_tutor.evaluator import confine
from autograd_tutor.evaluator.confine import Needs
from autograd_tutor.evaluator.plans import IN_MEMORY
from tests.attacks import attempt, inspect_worker
from tests.attacks.arena import Arena
from tests.attacks.attack import Proof
from tests.attacks.attempt import HOLD, MEBI, NR, READY, libc
from tests.attacks.victim import Victim

Proofs = list[tuple[Proof, str]]

MEMORY = 192 * MEBI
TOO_MUCH = 512 * MEBI
SECONDS = 4.0
KEPT = 1 << 20
LIMITS = confine.Limits(memory=MEMORY, threads=48)


class Host:
    """Forks one worker at a time, watches it, and says what it managed to do."""

    def __init__(self) -> None:
        self.signalled = False
        signal.signal(signal.SIGUSR1, self._note_signal)
        libc.prctl(36, 1, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
        accounts = ("user", "root") if os.geteuid() == 0 else ("user",)
        self.arenas = {account: Arena(account) for account in accounts}
        self.victims = {account: Victim(arena) for account, arena in self.arenas.items()}
        offered = confine.probe()
        self.plans: dict[str, confine.Plan | None] = {"none": None}
        for layer in offered:
            self.plans[layer.name] = confine.prepare(limits=LIMITS, layers=[layer])
        self.plans["all"] = confine.prepare(limits=LIMITS, layers=offered)
        for needs in (Needs.CARD, Needs.MORE):
            size = IN_MEMORY if needs is Needs.MORE else 0
            limits = LIMITS._replace(driver=True, file_size=size)
            self.plans[needs.name] = confine.prepare(limits=limits, layers=offered, needs=needs)
        self.started = os.getpid()
        gc.collect()
        gc.freeze()

    def _note_signal(self, *_: object) -> None:
        self.signalled = True

    def serve(self) -> None:
        """Answer requests until there are no more, then leave nothing behind."""
        active = [layer.name for layer in confine.probe() if layer.active]
        print(json.dumps({"layers": active, "accounts": list(self.arenas)}), flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            answer = self.attempt(request["code"], request["account"], request["layers"])
            print(json.dumps(answer), flush=True)
        for victim in self.victims.values():
            victim.end()
        for arena in self.arenas.values():
            arena.close()

    def attempt(self, code: str, account: str, layers: str) -> dict[str, object]:
        """What an attack did, by the proofs found, and what it said."""
        arena, victim = self.arenas[account], self.victims[account]
        self.signalled = False
        places = arena.places() | {
            "VICTIM": victim.pid,
            "VICTIM_ADDRESS": victim.address,
            "VICTIM_FD": victim.fd,
        }
        keys = key_users()
        output, ours = os.pipe()
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            attempt.run(code, places, account, self.plans[layers], ours)
        os.close(ours)
        said, proofs = self._watch(pid, output, arena, victim)
        os.close(output)
        proofs += self._reap(pid)
        proofs += [(Proof.FILE, f"left {path}") for path in left_in_shared_memory(pid)]
        clean_up(arena)
        tokens = arena.tokens | {"memory": victim.token}
        proofs += [(Proof.LEAK, name) for name, token in tokens.items() if token.encode() in said]
        if change := arena.changed():
            proofs.append((Proof.FILE, change))
        proofs += self._others(arena, victim)
        if HOLD in said and key_users() != keys:
            proofs.append((Proof.HANDLE, "a key"))
        if proofs:
            victim.end()
            self.victims[account] = Victim(arena)
        return {
            "ready": READY in said,
            "proofs": [(proof.name, detail) for proof, detail in proofs],
            "said": said.decode(errors="replace")[-2000:],
            "seconds": time.monotonic() - began,
        }

    def _watch(self, pid: int, output: int, arena: Arena, victim: Victim) -> tuple[bytes, Proofs]:
        """Read what it says until it ends, holds still, or its time is over; look at it then."""
        said: bytes = b""
        proofs: Proofs = []
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and HOLD not in said:
            if select.select([output], [], [], 0.05)[0]:
                data = os.read(output, 65536)
                said = (said + data)[-KEPT:]
                if not data:
                    return said, proofs
            proofs += self._others(arena, victim) if not proofs else []
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            proofs += inspect_worker.findings(pid, arena.top)
        return said, proofs + self._others(arena, victim)

    def _others(self, arena: Arena, victim: Victim) -> Proofs:
        """What happened to anyone outside the worker."""
        found: Proofs = []
        if change := victim.changed():
            found.append((Proof.VICTIM, change))
        if self.signalled:
            found.append((Proof.VICTIM, "the server was signalled"))
        if heard := arena.heard():
            found.append((Proof.TRAFFIC, heard))
        return found

    def _reap(self, pid: int) -> Proofs:
        """Kill the worker and whatever it started, which falls to us; judge its memory."""
        proofs: Proofs = []
        known = {victim.pid for victim in self.victims.values()}
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        usage = os.wait4(pid, 0)[2]
        if usage.ru_maxrss * 1024 - resident() > TOO_MUCH:
            proofs.append((Proof.MEMORY, f"{usage.ru_maxrss >> 10} MB"))
        while strangers := inspect_worker.children(os.getpid()) - known:
            proofs.append((Proof.PROCESS, f"left {len(strangers)}"))
            for stranger in strangers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(stranger, signal.SIGKILL)
                os.waitpid(stranger, 0)
        return proofs


def resident() -> int:
    """Bytes that an attempt begins with: ours. Our peak is no measure, as it was who started us."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def key_users() -> str:
    """How many keys each account has, where the kernel keeps any."""
    file = Path("/proc/key-users")
    return file.read_text() if file.exists() else ""


def left_in_shared_memory(pid: int) -> list[Path]:
    """The files that torch named after this worker, taken away now."""
    left = list(Path("/dev/shm").glob(f"torch_{pid}_*"))
    for path in left:
        path.unlink()
    return left


def clean_up(arena: Arena) -> None:
    """Take away kernel objects that outlive their process: System V objects, queues, mounts."""
    if inspect_worker.system_v():
        key, remove = inspect_worker.KEY, 0
        for get, control, count in (
            ("shmget", "shmctl", 4096),
            ("semget", "semctl", 1),
            ("msgget", "msgctl", 0),
        ):
            found = libc.syscall(NR[get], key, count, 0, 0, 0, 0)
            if found >= 0 and get == "semget":
                libc.syscall(NR[control], found, 0, remove, 0, 0, 0)
            elif found >= 0:
                libc.syscall(NR[control], found, remove, 0, 0, 0, 0)
    name = ctypes.create_string_buffer(arena.shm.encode())
    libc.syscall(NR["mq_unlink"], ctypes.addressof(name), 0, 0, 0, 0, 0)
    if str(arena.top) in Path("/proc/self/mountinfo").read_text():
        target = ctypes.create_string_buffer(f"{arena.files}/empty".encode())
        libc.syscall(NR["umount2"], ctypes.addressof(target), 2, 0, 0, 0, 0)


if __name__ == "__main__":
    Host().serve()
