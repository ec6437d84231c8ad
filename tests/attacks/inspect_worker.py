"""What can be seen of a worker from outside while it holds still."""

from __future__ import annotations

import os
from pathlib import Path

from tests.attacks.attack import Proof
from tests.attacks.attempt import USER

MOST = 100
"""More threads or descriptors than this are too many."""
NOTHING_SPECIAL = ("/dev/null", "/dev/zero", "/dev/urandom", "pipe:")
KEY = 0x61747461


def children(pid: int) -> set[int]:
    """The processes a process has started and not outlived, by any of its threads."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found |= {int(child) for child in task.read_text().split()}
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def status(pid: int) -> dict[str, str]:
    """The fields of /proc/<pid>/status."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def findings(pid: int, arena_top: Path) -> list[tuple[Proof, str]]:
    """Everything a confined worker should not have or be."""
    facts = status(pid)
    uids = {int(uid) for uid in facts["Uid"].split()}
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    mounts = Path("/proc/self/mountinfo").read_text()
    ours = {os.geteuid(), USER, 0x70000000 + pid, 65534}
    tests = {
        "locked memory": facts.get("VmLck", "0 kB") != "0 kB",
        "another account": not uids <= ours,
        "a session of its own": int(fields[3]) == pid,
        "a priority": int(fields[16]) < os.getpriority(os.PRIO_PROCESS, 0),
        "a real-time class": fields[38] not in ("0", "3"),
        "a mount": str(arena_top) in mounts,
        "a score": int(Path(f"/proc/{pid}/oom_score_adj").read_text()) < score(),
        "raised limits": raised(pid),
    }
    found = [(Proof.IDENTITY, name) for name, holds in tests.items() if holds]
    if children(pid):
        found.append((Proof.PROCESS, "children"))
    if int(facts["Threads"]) > MOST:
        found.append((Proof.THREADS, facts["Threads"]))
    if system_v():
        found.append((Proof.HANDLE, "a System V object"))
    return found + private(pid)


def private(pid: int) -> list[tuple[Proof, str]]:
    """What only its own account or root may see; an undumpable worker shows it to root alone."""
    found: list[tuple[Proof, str]] = []
    try:
        links = [str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()]
    except PermissionError:
        return found
    found += [(Proof.HANDLE, link) for link in links if not link.startswith(NOTHING_SPECIAL)][:2]
    if len(links) > MOST:
        found.append((Proof.FILES, str(len(links))))
    for ours in Path("/proc/self/ns").iterdir():
        theirs = Path(f"/proc/{pid}/ns/{ours.name}")
        if not theirs.exists() or theirs.readlink() != ours.readlink():
            found.append((Proof.IDENTITY, f"namespace {ours.name}"))
    if Path(f"/proc/{pid}/root").readlink() != Path("/proc/self/root").readlink():
        found.append((Proof.IDENTITY, "another root"))
    if Path(f"/proc/{pid}/personality").read_text() != Path("/proc/self/personality").read_text():
        found.append((Proof.IDENTITY, "a personality"))
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    found += [(Proof.HANDLE, line[73:]) for line in maps if " rw-s " in line][:1]
    return found


def score() -> int:
    """Our own out-of-memory score, which a worker must not go below."""
    return int(Path("/proc/self/oom_score_adj").read_text())


def raised(pid: int) -> bool:
    """Whether its soft limits on files and core dumps are above the host's."""
    return any(soft_limit(pid, name) > soft_limit(os.getpid(), name) for name in ("core", "open"))


def soft_limit(pid: int, name: str) -> float:
    """A soft limit of a process, by the word after `Max`."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    text = next(line for line in lines if line.startswith(f"Max {name}"))[26:].split()[0]
    return float("inf") if text == "unlimited" else float(text)


def system_v() -> bool:
    """Whether an object with the attacks' key exists."""
    files = Path("/proc/sysvipc").glob("*")
    return any(str(KEY) in file.read_text() for file in files)
