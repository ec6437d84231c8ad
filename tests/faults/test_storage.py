"""Where progress is kept fails: typing goes on, what is wrong is said, nothing kept is touched."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from autograd_tutor.progress.schema import SCHEMAS, VERSION
from autograd_tutor.progress.store import Store
from bench.terminal import Terminal
from tests.learner import LESSON, OPENED, STEP, TUTOR
from tests.progress.killed import killed_while_writing

from .home import EMPTY, QUIT, STARTER, Home, permissions

UNPRIVILEGED = f"""
import ctypes, os, sys
for capability in (1, 2):  # to write, and to read, whatever the permissions say
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
os.execv({TUTOR!r}, [{TUTOR!r}, *sys.argv[1:]])
"""
HOMELESS = """
import pwd, sys

def unknown(uid):
    raise KeyError(uid)

pwd.getpwuid = unknown
from autograd_tutor.cli import main
sys.exit(main())
"""
"""As in a container whose user is only a number."""
SAVED, TYPED = f"{STARTER} + 1", f"{STARTER} + 12"


@pytest.fixture
def runs_code() -> bool:
    """No test here runs any."""
    return False


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    before = permissions(path)
    path.chmod(0o500)
    try:
        yield
    finally:
        path.chmod(before)


def quits(terminal: Terminal, *, lost: bool = False) -> None:
    terminal.send(QUIT)
    assert terminal.wait() == int(lost)
    assert ("and is gone: " in terminal.text) == lost


def typed(terminal: Terminal, text: str, shown: str) -> None:
    terminal.send(text)
    terminal.wait_for(shown)


def commanded(home: Home, command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=home.environment, cwd=home.path, capture_output=True, text=True
    )


def filled(home: Home) -> None:
    """A file with a draft, as a tutor leaves it."""
    store = Store(home.progress)
    store.set_position(LESSON, STEP)
    store.save_draft(LESSON, STEP, SAVED)
    store.close()


def test_a_home_that_is_read_only(home: Home) -> None:
    """A read-only home: the tutor says that nothing can be saved, works all the same, and leaves
    the home as it was."""
    with read_only(home.path):
        terminal = home.start(*OPENED, program=UNPRIVILEGED)
        terminal.wait_for("can't be saved")
        terminal.wait_for("AUTOGRAD_TUTOR_STATE")
        typed(terminal, " + 12", TYPED)
        quits(terminal, lost=True)
    assert list(home.path.iterdir()) == []
    assert home.is_empty()


@pytest.mark.parametrize(
    ("command", "mode"),
    [("progress", 0o400), ("progress", 0o600), ("export", 0o400), ("import", 0o400)],
)
def test_a_read_only_home_with_a_half_written_file(home: Home, command: str, mode: int) -> None:
    """A tutor was killed while it wrote, and the home is read-only since: what is kept can't be
    told, and a sentence says why and what to do; with write permission again, it is told."""
    filled(home)
    work = home.path / "work.json"
    asked = [TUTOR, command, *({"export": ["-"], "import": [str(work)]}.get(command, []))]
    subprocess.run([TUTOR, "export", str(work)], env=home.environment, check=True)
    killed_while_writing(home.progress)
    with read_only(home.state):
        home.progress.chmod(mode)
        done = commanded(home, [sys.executable, "-c", UNPRIVILEGED, *asked[1:]])
        home.progress.chmod(0o600)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"{home.progress} can't be used: a tutor was killed while it wrote there, and what it had"
        f" half written can only be undone with write access to {home.state}. Give it, and try"
        " again. Nothing was changed.\n"
    )
    assert commanded(home, asked).returncode == 0
    assert home.draft() == SAVED


def test_a_home_that_becomes_read_only(home: Home) -> None:
    """A home that loses its write permission while the tutor runs: that is said once it matters;
    what was typed meanwhile is kept if it can be at the end."""
    terminal = home.start(*OPENED, program=UNPRIVILEGED)
    terminal.wait_for(STARTER)
    typed(terminal, " + 1", SAVED)
    while home.draft() != SAVED:
        terminal.watch(0.05)
    with read_only(home.state):
        typed(terminal, "2", TYPED)
        terminal.wait_for("can't be saved")
        assert home.draft() == SAVED
    quits(terminal)
    assert home.draft() == TYPED


def test_a_disk_that_fills(home: Home) -> None:
    """A full disk: that is said, typing goes on, what was kept stays; with room again at the end,
    all is kept."""
    terminal = home.start_typing()
    typed(terminal, " + 1", SAVED)
    while home.draft() != SAVED:
        terminal.watch(0.05)
    tutor = terminal.tree[0]
    tutor.rlimit(psutil.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
    typed(terminal, "2", TYPED)
    terminal.wait_for("can't be saved")
    assert home.draft() == SAVED
    tutor.rlimit(psutil.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    quits(terminal)
    assert home.draft() == TYPED


def test_a_full_disk_from_the_beginning(home: Home) -> None:
    """A disk that is full from the beginning: that is said, and the tutor works."""
    program = f"""
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
os.execv({TUTOR!r}, [{TUTOR!r}, *sys.argv[1:]])
"""
    terminal = home.start(*OPENED, program=program)
    terminal.wait_for("can't be saved")
    typed(terminal, " + 12", TYPED)
    quits(terminal, lost=True)
    assert home.is_empty()


@pytest.mark.parametrize("environment", [{}, {"HOME": ""}, {"HOME": "no/such"}], ids=str)
def test_no_home(home: Home, environment: dict[str, str]) -> None:
    """No home at all: the tutor says that nothing can be saved, works, and makes no directory
    where it was started."""
    command = f"import os; os.environ.pop('HOME') if {not environment} else None\n{HOMELESS}"
    place = home.path / "place"
    place.mkdir()
    terminal = home.start(
        "--lesson",
        LESSON,
        "--step",
        STEP,
        program=f"import os; os.chdir({str(place)!r})\n"
        f"{UNPRIVILEGED.rpartition('os.execv')[0]}\n{command}",
        environment=environment,
    )
    terminal.wait_for("can't be saved")
    typed(terminal, " + 12", TYPED)
    quits(terminal, lost=True)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("size", [0, 2, 99, 100, 4096, 5000, 8192, 12_288, 16_384, -1])
def test_a_truncated_file(home: Home, size: int) -> None:
    """A file cut off anywhere: it is kept aside and said, or sound; the next one works."""
    filled(home)
    content = home.progress.read_bytes()[:size]
    home.progress.write_bytes(content)
    store = Store(home.progress)
    draft = store.draft(LESSON, STEP)
    store.save_draft(LESSON, STEP, "new")
    store.close()
    asides = list(home.state.glob("*.damaged-*"))
    assert home.draft() == "new"
    assert len(asides) == (draft is None and bool(content))
    for aside in asides:
        assert aside.read_bytes() == content
        assert "is kept as" in (store.trouble or "")


@pytest.mark.parametrize("page", range(8))
def test_a_damaged_page(home: Home, page: int) -> None:
    """A page overwritten anywhere: nothing raises, a file that can't be used is kept aside and
    said, and what is typed then is kept."""
    filled(home)
    content = bytearray(home.progress.read_bytes())
    content[page * 4096 : (page + 1) * 4096] = b"\xa5" * 4096
    home.progress.write_bytes(content)
    store = Store(home.progress)
    store.draft(LESSON, STEP)
    store.record(LESSON, STEP, "passed", "")
    store.add_cell("1")
    store.save_draft(LESSON, STEP, "new")
    assert store.draft(LESSON, STEP) == "new"
    store.close()
    again = Store(home.progress)
    assert again.draft(LESSON, STEP) == "new"
    assert again.passed(LESSON) == {STEP}
    again.close()


def test_a_damaged_file_is_said(home: Home) -> None:
    """A damaged file: the screen says where it is kept, and the tutor begins anew."""
    home.state.mkdir(parents=True)
    home.progress.write_bytes(b"no database" * 1000)
    terminal = home.start_typing()
    terminal.wait_for("one was begun")
    typed(terminal, " + 12", TYPED)
    quits(terminal)
    (aside,) = home.state.glob("*.damaged-*")
    assert aside.read_bytes() == b"no database" * 1000
    assert home.draft() == TYPED


@pytest.mark.parametrize("version", range(VERSION))
def test_an_older_file(home: Home, version: int) -> None:
    """A file of each older tutor is brought up to date, with all that is in it."""
    home.state.mkdir(parents=True)
    with closing(sqlite3.connect(home.progress)) as old:
        for schema in SCHEMAS[:version]:
            old.executescript(schema)
        if version:
            old.execute(
                "INSERT INTO step (lesson, step, draft, drafted_at) VALUES (?, ?, ?, 1)",
                (LESSON, STEP, SAVED.encode()),
            )
        old.execute(f"PRAGMA user_version = {version}")
        old.commit()
    store = Store(home.progress)
    assert store.draft(LESSON, STEP) == (SAVED if version else None)
    store.record(LESSON, STEP, "passed", "")
    store.set_position(LESSON, STEP)
    store.add_cell("1")
    store.close()
    assert store.trouble is None
    assert home.passed() == {STEP}


def test_a_newer_file(home: Home) -> None:
    """A file of a newer tutor: the screen says so, and not one byte of it changes."""
    filled(home)
    with closing(sqlite3.connect(home.progress)) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = home.progress.read_bytes()
    terminal = home.start_typing()
    terminal.wait_for("newer autograd-tutor")
    typed(terminal, " + 12", TYPED)
    quits(terminal)
    assert home.progress.read_bytes() == before


def test_a_file_locked_by_another(home: Home) -> None:
    """Another process holds the file for as long as it likes: the tutor says so after a few
    seconds and works; once the lock is gone, the end keeps what was typed."""
    filled(home)
    with closing(sqlite3.connect(home.progress, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        terminal = home.start(*OPENED)
        terminal.wait_for("locked")
        terminal.send(EMPTY)
        terminal.wait_for(lambda: STARTER not in terminal.text)
        typed(terminal, "x + 12", "x + 12")
        other.execute("ROLLBACK")
    quits(terminal)
    assert home.draft() == "x + 12"


def test_two_tutors_at_one_step(home: Home) -> None:
    """Two tutors of one learner at the same step: both work, the file stays sound, and the step's
    draft is what was written last. One that leaves does not bring its older text back."""
    one, two = home.start_typing(), home.start_typing()
    for number in range(3):
        for terminal, name in ((one, "one"), (two, "two")):
            terminal.send(f"{EMPTY}{name} * {number}")
            while home.draft() != f"{name} * {number}":
                terminal.watch(0.05)
    quits(one)
    quits(two)
    assert home.draft() == "two * 2"
    again = home.start()
    again.wait_for("two * 2")
    quits(again)


def test_a_clock_that_goes_back(home: Home) -> None:
    """The clock goes back by a year between any two writes: the newest draft, position and pass
    are the ones that are kept."""
    now = 2e9
    for number in range(4):
        now -= 31_536_000
        store = Store(home.progress, clock=lambda now=now: now)  # type: ignore[misc]
        store.set_position(LESSON, f"step-{number}")
        store.save_draft(LESSON, STEP, f"draft {number}")
        store.record(LESSON, f"step-{number}", "passed", "")
        assert store.position() == (LESSON, f"step-{number}")
        store.close()
        again = Store(home.progress)
        assert again.draft(LESSON, STEP) == f"draft {number}"
        assert again.position() == (LESSON, f"step-{number}")
        assert again.passed(LESSON) == {f"step-{each}" for each in range(number + 1)}
        again.close()


@pytest.mark.parametrize("name", ["C", "POSIX", "xx_XX.ISO-8859-1", "C.UTF-8"])
def test_any_locale(home: Home, name: str) -> None:
    """Locale C, or one that is not there: the tutor starts, with characters that can be shown, and
    keeps what is typed."""
    terminal = home.start(*OPENED, environment={"LANG": name, "LC_ALL": name})
    terminal.wait_for(STARTER)
    assert terminal.text.isascii() == (name != "C.UTF-8")
    typed(terminal, " + 12", TYPED)
    quits(terminal)
    assert home.draft() == TYPED


def test_the_file_is_its_owners(home: Home) -> None:
    """Where progress is kept, nobody else may look."""
    old = os.umask(0)
    try:
        filled(home)
    finally:
        os.umask(old)
    assert permissions(home.state) == 0o700
