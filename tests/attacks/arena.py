"""The world an attack is let loose on: files, listeners and secrets made for it, nothing else."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import stat
import tempfile
from pathlib import Path

import autograd_tutor
from tests.attacks.attempt import GROUP, USER

LESSONS = sorted(Path(autograd_tutor.__file__).parents[1].glob("lessons/*.yaml"))


class Arena:
    """A directory with a home and a few files, owned by the account under test, and listeners."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.top = Path(tempfile.mkdtemp(prefix="attack-"))
        self.top.chmod(0o755)
        self.owner = USER if account == "user" and os.geteuid() == 0 else os.geteuid()
        self.tokens = {
            name: "k" + secrets.token_hex(8)[1:] for name in ("key", "name", "file", "map")
        }
        self.tokens |= machine_secrets()
        self.shm = self.top.name
        self._build()
        self.listeners = self._listen()
        port = self.listeners["TCP"].getsockname()[1]
        self.tokens["connections"] = f"0100007F:{port:04X}"
        self.before = self.snapshot()

    def _build(self) -> None:
        self.home, self.files = self.top / "home", self.top / "files"
        for directory in (self.home, self.files, self.files / "empty"):
            directory.mkdir()
        self.key = self.home / "id_ed25519"
        self.key.write_text(self.tokens["key"])
        (self.home / self.tokens["name"]).touch()
        (self.home / self.tokens["file"]).write_text(self.tokens["key"])
        (self.home / self.tokens["map"]).write_text("x" * 4096)
        self.old = self.files / "old"
        self.old.write_text("unchanged")
        (self.files / "module.py").write_text("x = 1\n")
        try:
            os.setxattr(self.old, "user.mark", b"1")
        except OSError:
            self.tokens.pop("xattr", None)
        for path in (self.home, self.files, *self.home.rglob("*"), *self.files.rglob("*")):
            os.chown(path, self.owner, -1)
        for path in (self.home, self.key):
            path.chmod(0o700)

    def _listen(self) -> dict[str, socket.socket]:
        unix, stream, datagram = socket.AF_UNIX, socket.SOCK_STREAM, socket.SOCK_DGRAM
        wanted: dict[str, tuple[int, int, object]] = {
            "TCP": (socket.AF_INET, stream, ("127.0.0.1", 0)),
            "TCP6": (socket.AF_INET6, stream, ("::1", 0)),
            "UDP": (socket.AF_INET, datagram, ("127.0.0.1", 0)),
            "UNIX": (unix, stream, str(self.top / "stream")),
            "UNIX_DATAGRAM": (unix, datagram, str(self.top / "datagram")),
            "ABSTRACT": (unix, stream, f"\0{self.shm}"),
            "ABSTRACT_DATAGRAM": (unix, datagram, f"\0{self.shm}d"),
        }
        made: dict[str, socket.socket] = {}
        for name, (kind, how, address) in wanted.items():
            made[name] = listener = socket.socket(kind, how)
            listener.setblocking(False)
            try:
                listener.bind(address)  # type: ignore[arg-type]
            except OSError:
                continue
            if how == stream:
                listener.listen()
        for name in ("stream", "datagram"):
            (self.top / name).chmod(0o777)
        return made

    def places(self) -> dict[str, object]:
        """What an attack is told: where to look and whom to reach."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.free = free.getsockname()[1]
        names = {name: each.getsockname() for name, each in self.listeners.items()}
        return {
            **{name: at[1] if isinstance(at, tuple) else at for name, at in names.items()},
            "ABSTRACT": f"\0{self.shm}",
            "ABSTRACT_DATAGRAM": f"\0{self.shm}d",
            "FREE": self.free,
            "SHM": self.shm,
            "SECRET": str(self.key),
            "HOME": str(self.home),
            "DIR": str(self.files),
            "OLD": str(self.old),
            "NEW": str(self.files / "new"),
            "GROUP": GROUP,
            "PACKAGE": str(Path(autograd_tutor.__file__).parent),
            "ANSWERS": str(LESSONS[0]),
            "DISK": disk(),
        }

    def heard(self) -> str:
        """Which listeners were reached since the last time; listening ports of the worker too."""
        for name, listener in self.listeners.items():
            try:
                if listener.type == socket.SOCK_STREAM:
                    listener.accept()[0].close()
                else:
                    listener.recv(100)
            except OSError:
                continue
            return f"{name} was reached"
        with socket.socket() as probe:
            probe.settimeout(0.05)
            return "the worker listens" if probe.connect_ex(("127.0.0.1", self.free)) == 0 else ""

    def snapshot(self) -> dict[str, tuple[object, ...]]:
        """Everything about every file that an attack could change."""
        shared = Path("/dev/shm").glob(f"{self.shm}*")
        return {str(path): facts(path) for path in (*self.top.rglob("*"), *shared, self.top)}

    def changed(self) -> str:
        """What is different from the beginning, made good again."""
        now = self.snapshot()
        if now == self.before:
            return ""
        names = sorted(
            p for p in now.keys() | self.before.keys() if now.get(p) != self.before.get(p)
        )
        self._restore(names)
        return "changed: " + ", ".join(Path(name).name for name in names[:3])

    def _restore(self, names: list[str]) -> None:
        for name in names:
            if name.startswith("/dev/shm/"):
                Path(name).unlink(missing_ok=True)
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.files, ignore_errors=True)
        for extra in (p for p in self.top.iterdir() if p.name not in ("stream", "datagram")):
            extra.unlink()
        self._build()
        self.before = self.snapshot()

    def close(self) -> None:
        """Leave nothing behind."""
        for listener in self.listeners.values():
            listener.close()
        shutil.rmtree(self.top, ignore_errors=True)


def facts(path: Path) -> tuple[object, ...]:
    """Type, mode, owner, size, time, links, content and attributes; access time may change."""
    info = path.lstat()
    content: object = None
    attributes: tuple[str, ...] = ()
    if stat.S_ISREG(info.st_mode):
        content = path.read_bytes()
        attributes = tuple(os.listxattr(path))
    when = info.st_mtime_ns if stat.S_ISREG(info.st_mode) else 0
    return (info.st_mode, info.st_uid, info.st_gid, info.st_nlink, when, content, attributes)


def machine_secrets() -> dict[str, str]:
    """What the machine's and our own files say that a worker must not learn."""
    package = Path(autograd_tutor.__file__).read_text()
    tokens = {
        "package": package.strip().splitlines()[0],
        "answers": next(line for line in LESSONS[0].read_text().splitlines() if len(line) > 30),
        "accounts": Path("/etc/passwd").read_text().splitlines()[0],
        "mounts": Path("/proc/self/mountinfo").read_text().splitlines()[0],
        "version": Path("/proc/version").read_text().strip(),
        "environment": os.environ["ATTACK_TOKEN"],
    }
    if os.geteuid() == 0:
        with Path("/proc/kallsyms").open() as symbols:
            tokens["symbols"] = symbols.readline().split()[-1]
        with contextlib.suppress(OSError), Path(disk()).open("rb") as raw_disk:
            tokens["disk"] = os.pread(raw_disk.fileno(), 16, 1128).hex()
    return tokens


def disk() -> str:
    """The device of the root file system, empty where it has none that can be opened."""
    device = Path("/").stat().st_dev
    entry = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    node = Path("/dev", entry.resolve().name)
    return str(node) if entry.exists() and node.exists() else ""
