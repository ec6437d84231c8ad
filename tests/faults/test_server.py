"""The evaluator's side, as it should not be: told in a sentence, nothing hangs, nothing is left."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable

import msgspec
import psutil
import pytest

from autograd_tutor.evaluator import link
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.frames import FINAL, MESSAGE, OUTPUT, Decoder, encode
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.process import Process
from autograd_tutor.evaluator.requests import Cell

from .home import Home

HALF_A_FRAME = b"\0\0\1\0\3\0\0{"
HANGS = "import signal; signal.pause()"


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch, home: Home) -> Home:
    """A home whose mark servers carry that are started by this process."""
    monkeypatch.setenv("HOME", str(home.path))
    return home


@pytest.fixture
def torch(ours: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a torch that does this in the place of the real one."""

    def put(program: str) -> None:
        package = ours.path / "fake" / "torch"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(textwrap.dedent(program), encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(package.parent))

    return put


@pytest.fixture
def server(ours: Home) -> Callable[[str], str]:
    """A program that stands where a Python with torch should."""

    def made(program: str) -> str:
        path = ours.path / "python"
        path.write_text(f"#!{sys.executable}\n{program}\n", encoding="utf-8")
        path.chmod(0o700)
        return str(path)

    return made


async def refusal(evaluator: Evaluator) -> str:
    with pytest.raises(EvaluatorError) as refused:
        await evaluator.hello()
    await evaluator.close()
    return str(refused.value)


@pytest.mark.parametrize("version", ["2.3.1", "2.3.0+cu121", "1.13.1"])
async def test_a_torch_that_is_too_old(
    ours: Home, torch: Callable[[str], None], version: str
) -> None:
    """A torch older than 2.4 is named, with what is needed; no process is left."""
    torch(f"__version__ = {version!r}")
    said = await refusal(Evaluator(Launcher()))
    assert f"has torch {version}; 2.4 or newer is needed" in said
    assert ours.is_empty()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("raise ImportError('libcudart.so.12: cannot open shared object file')", "libcudart.so.12"),
        ("raise OSError('no space left')", "OSError: no space left"),
        ("raise SystemExit('go away')", "cannot import torch: SystemExit: go away"),
        ("import os; os.abort()", "its torch ended the process that imported it. Install"),
    ],
)
async def test_a_torch_that_fails(
    ours: Home, torch: Callable[[str], None], program: str, words: str
) -> None:
    """A torch that can't be imported: its reason is said, and no process is left."""
    torch(program)
    assert words in await refusal(Evaluator(Launcher()))
    assert ours.is_empty()


async def test_a_torch_that_never_comes(
    ours: Home, torch: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import of torch that hangs, as on a network disk: it is given up in time, and no process
    is left."""
    torch(HANGS)
    monkeypatch.setattr(link, "START_SECONDS", 1.0)
    assert "did not come up in time" in await refusal(Evaluator(Launcher()))
    assert ours.is_empty()


def test_a_tutor_killed_while_torch_is_imported(ours: Home, torch: Callable[[str], None]) -> None:
    """The tutor is killed during an import of torch that hangs: no process is left."""
    torch(HANGS)
    program = "import signal; from autograd_tutor.evaluator.launch import Launcher; "
    tutor = subprocess.Popen(
        [sys.executable, "-c", program + "Launcher().start(); print(flush=True); signal.pause()"],
        stdout=subprocess.PIPE,
    )
    assert tutor.stdout
    tutor.stdout.readline()
    while len(ours.processes()) < 3:
        time.sleep(0.01)
    tutor.kill()
    tutor.communicate()
    assert ours.is_empty()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("print('x' * 100, flush=True); " + HANGS, "it sent something that is no message"),
        (f"import os; os.write(1, {HALF_A_FRAME!r}); {HANGS}", "did not come up in time"),
        (HANGS, "did not come up in time"),
        (f"import signal; signal.signal(15, signal.SIG_IGN); {HANGS}", "did not come up in time"),
        ("while True: print('\\0' * 6, end='')", "evaluator"),
        ("import sys; sys.exit('out of order')", "out of order"),
        ("", "ended before it said a word"),
    ],
    ids=["garbage", "half a frame", "nothing", "deaf", "endless", "last words", "gone"],
)
async def test_a_server_that_is_none(
    ours: Home,
    server: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    words: str,
) -> None:
    """A server that says garbage, half a frame, nothing or without end: a sentence says so in
    time, and it is ended."""
    monkeypatch.setattr(link, "START_SECONDS", 1.0)
    assert words in await refusal(Evaluator(Launcher(server(program))))
    assert ours.is_empty()


def test_a_tutor_that_does_not_read(ours: Home) -> None:
    """Nobody reads what the server says: it waits without harm, and nothing of it is lost."""
    process = Launcher().start()
    assert isinstance(process, Process)
    assert process.stdin
    assert process.stdout
    channels = range(1, 31)
    for channel in channels:
        code = "print('x' * 65_000)"
        request = json.dumps(_plain(Cell(code=code))).encode()
        process.stdin.write(encode(MESSAGE, channel, request))
    decoder, printed = Decoder(), 0
    finals: set[int] = set()
    assert select.select([process.stdout], [], [], 60)[0]
    _until_idle(psutil.Process(process.pid))
    while len(finals) < len(channels):
        assert select.select([process.stdout], [], [], 60)[0], finals
        for frame in decoder.feed(os.read(process.stdout.fileno(), 65536)):
            finals |= {frame.channel} if frame.kind == FINAL else set()
            printed += len(frame.payload) if frame.kind == OUTPUT else 0
    assert printed == len(channels) * 65_001
    _closed(process)
    assert ours.is_empty()


def test_a_tutor_that_goes_without_reading(ours: Home) -> None:
    """Who does not read goes: the server ends although its output is full."""
    process = Launcher().start()
    assert isinstance(process, Process)
    assert process.stdin
    for channel in range(1, 5):
        request = json.dumps(_plain(Cell(code="print('x' * 65_000)"))).encode()
        process.stdin.write(encode(MESSAGE, channel, request))
    _until_idle(psutil.Process(process.pid))
    process.stdin.close()
    assert process.wait(20) == 0
    _closed(process)
    assert ours.is_empty()


async def test_a_zygote_that_is_killed(ours: Home) -> None:
    """The process that makes workers is killed: a run that meets it says so, the next one works on
    another server, and nothing of the first is left."""
    evaluator = Evaluator(Launcher())
    await evaluator.hello()
    server = min(ours.processes(), key=lambda process: process.create_time())
    first = ours.processes()
    (zygote,) = server.children()
    zygote.kill()
    try:
        while server.is_running():
            await evaluator.run(Cell(code="1"), lambda _: None)
    except EvaluatorError as error:  # none where the server had ended before it was asked
        assert "Run again" in str(error)
    assert await evaluator.run(Cell(code="1 + 1"), lambda _: None)
    assert not {process.pid for process in first} & {process.pid for process in ours.processes()}
    await evaluator.close()
    assert ours.is_empty()


def _plain(cell: Cell) -> object:
    return msgspec.to_builtins(cell)


def _until_idle(server: psutil.Process) -> None:
    """Return when none of its workers computes any more: its pipe is full."""
    quiet = 0
    while quiet < 20:
        used = sum(each.cpu_times().user for each in [server, *server.children(recursive=True)])
        time.sleep(0.05)
        now = sum(each.cpu_times().user for each in [server, *server.children(recursive=True)])
        quiet = quiet + 1 if now == used else 0


def _closed(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        assert pipe
        pipe.close()
    process.wait(20)
