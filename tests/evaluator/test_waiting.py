"""A far server that is not there yet: what is told, and how its start is given up."""

from __future__ import annotations

import asyncio
import select
import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest

from autograd_tutor.evaluator import far_connection
from autograd_tutor.evaluator.bootstrap import MARKER
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.far_connection import FarConnection
from autograd_tutor.evaluator.launch import Launcher, execute
from autograd_tutor.evaluator.waiting import ARRIVED, Waiting

from .conftest import MakeScript, Through, ignore

LIKE_A_QUEUE = """\
#!/bin/sh
sleep 1000 &
trap 'kill $!; echo "job 12 revoked" >&2; exit 1' TERM
echo "job 12 queued" >&2
wait
"""


async def test_a_queue_is_waited_for_without_limit_and_left(
    script: MakeScript, through: Through, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograd_tutor.evaluator.link.START_SECONDS", 0.01)
    evaluator = through(script("queue", LIKE_A_QUEUE))
    queued = asyncio.Event()
    started = asyncio.ensure_future(
        evaluator.hello(lambda line: queued.set() if line.endswith(": job 12 queued") else None)
    )
    async with asyncio.timeout(60):
        await queued.wait()
    (first,) = (each for each in psutil.Process().children() if each.name() == "queue")
    queue = [first, *first.children()]
    assert len(queue) == 2
    assert not started.done()
    await evaluator.stop_waiting()
    with pytest.raises(EvaluatorError, match="You stopped waiting"):
        await started
    assert not (await asyncio.to_thread(psutil.wait_procs, queue, 10))[1]


async def test_who_does_not_end_when_asked_is_killed(
    script: MakeScript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(far_connection, "TERM_SECONDS", 0.1)
    deaf = script("deaf", "#!/bin/sh\ntrap '' TERM\necho deaf >&2\nwhile :; do sleep 1; done\n")
    heard = asyncio.Event()
    evaluator = Evaluator(Launcher(sys.executable, prefix=deaf), lambda _: heard.set())
    started = asyncio.ensure_future(evaluator.hello())
    async with asyncio.timeout(60):
        await heard.wait()
    await evaluator.close()
    assert "was closed" in str(await asyncio.gather(started, return_exceptions=True))


async def test_it_does_not_queue_for_a_tutor_that_is_killed(script: MakeScript) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a process that its parent has gone")
    program = (
        "import asyncio, sys; from autograd_tutor.evaluator.client import Evaluator; "
        "from autograd_tutor.evaluator.launch import Launcher; "
        "tell = lambda line: print(line, flush=True); "
        "asyncio.run(Evaluator(Launcher('python3', prefix=sys.argv[1]), tell).hello())"
    )
    queue = script("queue", LIKE_A_QUEUE)
    tutor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, queue, stdout=subprocess.PIPE
    )
    assert tutor.stdout is not None
    assert await tutor.stdout.readline() == b"job 12 queued\n"
    family = psutil.Process(tutor.pid).children(recursive=True)
    tutor.kill()
    await tutor.wait()
    assert len(family) == 2
    assert not (await asyncio.to_thread(psutil.wait_procs, family, 10))[1]


async def test_what_is_said_before_the_program_arrives_is_told_before_that() -> None:
    speech = f"echo busy >&2; echo '{MARKER.decode().strip()}'; exec cat"
    process = execute(["sh", "-c", speech], {})
    assert process.stdout is not None
    select.select([process.stdout], [], [])  # so both have been said
    told: asyncio.Queue[str] = asyncio.Queue()
    waiting = Waiting("srun", told.put_nowait)
    waiting.begin()
    connection = FarConnection(process, lambda _: None, ignore, b"", waiting)
    assert [await told.get(), await told.get()] == ["busy", ARRIVED]
    await connection.close()


def test_lines_are_told_whole_clean_and_short() -> None:
    told: list[str] = []
    waiting = Waiting("srun", told.append)
    waiting.hear(b"nobody listens yet\n")
    assert waiting.line == ""
    waiting.begin()
    assert waiting.line.endswith(" s: srun")
    for part in (b"sr", b"un: queued\r\n\n", b"\x1b]0;x\x07" + b"y" * 500 + b"\nrest"):
        waiting.hear(part)
    assert told[0] == "srun: queued"
    assert told[1].startswith("\\x1b]0;x\\x07yyy")
    assert len(told[1]) == 160
    assert len(told) == 2
    waiting.arrive()
    assert waiting.line.endswith(" s: starting torch there")
    waiting.end()
    waiting.hear(b"late\n")
    assert waiting.line == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.9, "waiting 0 s: srun"),
        (59.9, "waiting 59 s: srun"),
        (252, "waiting 4 min 12 s: srun"),
        (7450, "waiting 2 h 4 min: srun"),
    ],
)
def test_the_time_is_told_as_a_clock_would(
    seconds: float, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([1000.0, 1000.0 + seconds])
    monkeypatch.setattr(
        "autograd_tutor.evaluator.waiting.time", SimpleNamespace(monotonic=lambda: next(now))
    )
    waiting = Waiting("srun", lambda _: None)
    waiting.begin()
    assert waiting.line == words
