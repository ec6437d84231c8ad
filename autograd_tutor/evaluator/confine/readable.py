"""What a worker may read: Python, torch and what they load late; never our lessons' answers."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .driver import Needs
from .landlock import Files

SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)
OWN_PROCESS = ("maps", "stat", "statm", "status")
"""What a worker reads of its own /proc entry (libc and torch do), once it knows its id.

Not `environ`, nor `net`, `mounts` and the like, which tell of the machine.
"""
PACKAGE = Path(__file__).resolve().parents[2]
"""Our own package, and with it (or beside it, in a clone) the lessons with their answers."""
NAME = "autograd_tutor"
"""What it is called where it is installed a second time, for the Python that runs this."""


def listing(more: Sequence[str] = ()) -> tuple[str, ...]:
    """Paths to grant, and `more`, none of them above or inside our own files."""
    installed = [Path(entry, NAME).resolve() for entry in sys.path if Path(entry, NAME).is_dir()]
    hidden = {PACKAGE, PACKAGE.parent / "lessons", *installed}
    roots = {path.resolve() for path in (*_python(), *map(Path, (*SYSTEM, *more)))}
    roots |= {path.resolve() for path in _libraries(beside=roots)}
    granted: list[Path] = []
    for root in sorted(root for root in roots if root.exists()):
        if not _below(root, granted):
            granted += _without(root, hidden)
    return tuple(str(path) for path in granted)


def own_process(pid: int, needs: Needs) -> Files:
    """The part of its own /proc entry that a process may read, or write to.

    Some drivers name their threads there. All that the process has there, each thread has too, so
    who may read the names may as well read the rest.
    """
    if needs is Needs.MORE:
        return Files((f"/proc/{pid}",), (f"/proc/{pid}/task",))
    return Files(tuple(f"/proc/{pid}/{name}" for name in OWN_PROCESS))


def open_to_all(directories: Iterable[Path]) -> bool:
    """Whether an account that owns nothing can read these: no private directory above them."""
    above = {parent for path in directories for parent in (path, *path.parents)}
    return all(path.stat().st_mode & 0o001 for path in above)


def interpreter() -> list[Path]:
    """The directories without which nothing more can be imported.

    torch and numpy by their own: a source build lies outside every site-packages.
    """
    modules = [sys.modules[name] for name in ("torch", "numpy") if name in sys.modules]
    packages = [Path(file).parent for module in modules if (file := module.__file__)]
    return [path.resolve() for path in (Path(sysconfig.get_path("stdlib")), *packages)]


def _python() -> Iterator[Path]:
    """The standard library, every site-packages in use, and the packages torch needs."""
    yield Path(sysconfig.get_path("platstdlib"))
    yield from interpreter()
    for entry in map(Path, sys.path):
        if entry.name in ("site-packages", "dist-packages", "lib-dynload"):
            yield entry


def _libraries(*, beside: set[Path]) -> Iterator[Path]:
    """Shared libraries next to those loaded now, where `beside` does not cover them.

    MKL and others pick theirs at the first call.
    """
    maps = Path("/proc/self/maps")
    lines = maps.read_text("utf-8", "surrogateescape").splitlines() if maps.exists() else []
    mapped = {Path(line.split(maxsplit=5)[5]).parent for line in lines if ".so" in line}
    for directory in mapped:
        if directory.is_dir() and not _below(directory.resolve(), beside):
            yield from (path for path in directory.iterdir() if ".so" in path.name)


def _below(path: Path, above: Iterable[Path]) -> bool:
    """Whether one of these is the path or lies above it."""
    return any(path.is_relative_to(each) for each in above)


def _without(root: Path, hidden: set[Path]) -> Iterator[Path]:
    """`root`, or where something hidden lies beneath, what it holds piece by piece.

    A link is granted as what it leads to, unless that is above something hidden.
    """
    if _below(root, hidden):
        return
    if not any(secret.is_relative_to(root) for secret in hidden):
        yield root
        return
    for entry in sorted(root.iterdir()):
        target = entry.resolve()
        if not (entry.is_symlink() and any(secret.is_relative_to(target) for secret in hidden)):
            yield from _without(target, hidden)
