"""The evaluator through a prefix: what travels, what a shell makes of it, waiting, and ending."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from autograd_tutor.evaluator import far, far_connection
from autograd_tutor.evaluator.client import LEARNER, LIVE, Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.evaluator.waiting import Waiting

from .conftest import ignore

LIKE_SSH = """\
#!/bin/sh
echo "Welcome to node 7"
echo "node 7 is \x1b[1mbusy" >&2
exec {shell} -c "$*"
"""
LIKE_A_QUEUE = """\
#!/bin/sh
sleep 1000 &
trap 'kill $!; echo "job 12 revoked" >&2; exit 1' TERM
echo "job 12 queued" >&2
wait
"""
SHELLS = ["sh", "bash", "zsh", "fish", "tcsh"]
MakeScript = Callable[[str, str], str]


@pytest.fixture
def script(tmp_path: Path) -> MakeScript:
    def made(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o755)
        return str(path)

    return made


@pytest_asyncio.fixture
async def through() -> AsyncIterator[Callable[..., Evaluator]]:
    """Evaluators behind prefixes, closed at the end."""
    made: list[Evaluator] = []

    def evaluator(prefix: str, *, python: str = sys.executable) -> Evaluator:
        made.append(Evaluator(Launcher(python, prefix=prefix)))
        return made[-1]

    yield evaluator
    for each in made:
        await each.close()


def far_server() -> psutil.Process:
    """The server that runs from the archive it came in; its zygote has the same command line."""
    family = psutil.Process().children(recursive=True)
    ours = [each for each in family if each.cmdline()[1:2] and "/dev/fd/" in each.cmdline()[1]]
    (server,) = (each for each in ours if each.parent() not in ours)
    return server


async def refusal(evaluator: Evaluator) -> str:
    with pytest.raises(EvaluatorError) as caught:
        await evaluator.hello()
    return str(caught.value)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("shells", [0, 1, 2])
def test_the_command_survives_being_read_by_shells(
    shells: int, shell: str, script: MakeScript
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here: apt install {shell}")
    prefix = " ".join([script("login", LIKE_SSH.format(shell=shell))] * shells) or "env"
    command = far.command(prefix, sys.executable)
    said = subprocess.run(command, input="print(6 * 7)\n", capture_output=True, text=True)
    assert said.stdout.splitlines()[-1:] == ["42"], said


async def test_a_cell_runs_where_nothing_of_ours_is(script: MakeScript) -> None:
    heard: list[str] = []
    told: list[str] = []
    secret = "env -i PATH=/usr/bin:/bin TOKEN=s3cret CUDA_VISIBLE_DEVICES=3"
    prefix = f"{secret} {script('login', LIKE_SSH.format(shell='sh'))}"
    evaluator = Evaluator(Launcher(sys.executable, prefix=prefix), heard.append)
    hello = await evaluator.hello(told.append)
    assert hello.executable == sys.executable
    assert heard == ["node 7 is \\x1b[1mbusy", "starting torch there"]
    assert told[0] == f"waiting 0 s: {prefix}"
    assert told[-1].endswith(": starting torch there")

    server = far_server()
    assert "TOKEN" not in server.environ()
    assert server.environ()["CUDA_VISIBLE_DEVICES"] == "3"
    assert server.cwd() == "/"

    lessons = far.PACKAGE.parent / "lessons"
    cell = Cell(code=f"x = torch.ones(2)\nopen({str(next(lessons.iterdir()))!r})")
    outcome = await evaluator.run(cell, ignore)
    assert isinstance(outcome, Run)
    assert outcome.error is not None
    assert outcome.error.type == "PermissionError"
    assert outcome.error.trace[0].text.startswith("open(")

    server.kill()
    while evaluator._connection is not None:  # noqa: ASYNC110
        await asyncio.sleep(0)
    for session in (LIVE, LIVE, LEARNER):  # what is only drawn starts no other and uses up no word
        with pytest.raises(EvaluatorError, match="The evaluator ended: node 7 is"):
            await evaluator.run(cell, ignore, session)
    assert evaluator._ended == ""
    await evaluator.close()


@pytest.mark.long
async def test_workers_that_are_not_forked_come_from_what_was_sent_too() -> None:
    evaluator = Evaluator(Launcher(sys.executable, Options(spawn=True), prefix="env"))
    outcome = await evaluator.run(Cell(code="torch.ones(3).sum()", seconds=60), ignore)
    assert isinstance(outcome, Run)
    assert outcome.value == "tensor(3.)"
    await evaluator.close()


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("nonesuch -x", "--launch nonesuch -x: it has to begin with the name of a program."),
        ("env 'A=B", "--launch env 'A=B: No closing quotation. Mend it, then start again."),
        ("false", "The evaluator ended. Run again to restart it."),
        ("echo", f"The evaluator ended: {sys.executable} -c {far.READ_A_LINE}. Run again"),
        (
            "sh -c 'echo hello; echo one; echo two; echo three >&2; exit 3'",
            "The evaluator ended: three. Run again",
        ),
    ],
)
async def test_what_does_not_carry_us_is_said(
    prefix: str, words: str, through: Callable[..., Evaluator]
) -> None:
    assert words in await refusal(through(prefix))


async def test_a_far_python_that_is_too_old_is_said(through: Callable[..., Evaluator]) -> None:
    versions = Path.home() / ".pyenv" / "versions"
    old = sorted(versions.glob("3.[6789].*/bin/python"))
    if not old:
        pytest.skip("there is no Python 3.6 to 3.9 here to refuse: pyenv install 3.9")
    said = await refusal(through("env", python=str(old[0])))
    assert "the evaluator needs 3.10 or newer" in said


async def test_a_python_with_a_space_is_refused(through: Callable[..., Evaluator]) -> None:
    assert "may hold no spaces" in await refusal(through("env", python="/opt/my python"))


async def test_a_terminal_is_refused(script: MakeScript, through: Callable[..., Evaluator]) -> None:
    pty = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
    prefix = f"{sys.executable} {script('pty', pty)}"
    assert "leave out what asks for a terminal" in await refusal(through(prefix))


async def test_a_queue_is_waited_for_without_limit_and_left(
    script: MakeScript, through: Callable[..., Evaluator], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograd_tutor.evaluator.client.START_SECONDS", 0.01)
    evaluator = through(script("queue", LIKE_A_QUEUE))
    queued = asyncio.Event()
    started = asyncio.ensure_future(
        evaluator.hello(lambda line: queued.set() if line.endswith(": job 12 queued") else None)
    )
    await queued.wait()
    queue = psutil.Process().children(recursive=True)
    assert {each.name() for each in queue} == {"queue", "sleep"}
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


def test_only_what_a_server_needs_goes_through_srun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"PATH": "/bin", "SSH_AUTH_SOCK": "/agent", "HOME": "/h"})
    assert far.surroundings() == {
        **os.environ,
        "SLURM_EXPORT_ENV": "PATH,HOME",
        "SLURM_UNBUFFEREDIO": "1",
    }


def test_lines_are_told_whole_clean_and_short() -> None:
    told: list[str] = []
    waiting = Waiting("srun", told.append)
    waiting.hear(b"nobody listens yet\n")
    assert waiting.line == ""
    waiting.begin()
    for part in (b"sr", b"un: queued\r\n\n", b"\x1b]0;x\x07" + b"y" * 500 + b"\nrest"):
        waiting.hear(part)
    assert told[0] == "srun: queued"
    assert told[1].startswith("\\x1b]0;x\\x07yyy")
    assert len(told[1]) == 160
    assert len(told) == 2
    waiting.end()
    waiting.hear(b"late\n")
    assert waiting.line == ""
