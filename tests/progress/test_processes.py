"""Real processes on one file: killed while writing, side by side, and with a full disk."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from autograd_tutor.progress.store import Store

WRITER = """
import sys
from pathlib import Path
from autograd_tutor.progress.store import Store

path, step, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = Store(path, wait=60)
first = int(store.draft("curves", step) or "0") + 1
for number in range(first, first + count):
    store.save_draft("curves", step, f"{number:06d}" + " " * 5000)
    store.set_position("curves", step)
    print(number, flush=True)
store.close()
assert store.trouble is None, store.trouble
"""

FULL = """
import resource, sys
from pathlib import Path
from autograd_tutor.progress.store import Store

store = Store(Path(sys.argv[1]))
store.save_draft("curves", "slope", "before")
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
store.save_draft("curves", "cubic", "x" * 100_000)
assert store.draft("curves", "cubic") == "x" * 100_000
assert store.draft("curves", "slope") == "before"
store.close()
print(store.trouble)
"""


def writer(path: Path, step: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), step, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_killed_at_any_moment_nothing_committed_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    rng = random.Random(0)
    for _ in range(8):
        with writer(path, "cubic", 100_000) as process:
            assert process.stdout
            committed = 0
            for _ in range(rng.randrange(1, 40)):
                committed = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            committed = max([committed, *map(int, process.stdout.read().split())])
        assert process.returncode == -signal.SIGKILL

        store = Store(path)
        draft = store.draft("curves", "cubic")
        assert store.trouble is None
        assert store.position() == ("curves", "cubic")
        store.close()
        assert draft is not None
        assert int(draft) in (committed, committed + 1)
        assert len(draft) == 5006
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_two_processes_write_at_once_from_the_first_moment(tmp_path: Path) -> None:
    path = tmp_path / "new" / "progress.sqlite3"
    steps = ("slope", "cubic")
    writers = [writer(path, step, 50) for step in steps]
    for process in writers:
        output, _ = process.communicate()
        assert process.returncode == 0
        assert output.split()[-1] == "50"
    store = Store(path)
    for step in steps:
        assert int(store.draft("curves", step) or "") == 50
    assert store.reached("curves") == set(steps)
    store.close()


def test_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True
    )
    assert "can't be saved" in done.stdout
    store = Store(path)
    assert store.draft("curves", "slope") == "before"
    assert store.trouble is None
    store.close()
