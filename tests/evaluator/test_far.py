"""The evaluator through a prefix: what travels, what a shell makes of it, waiting, and ending."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from autograd_tutor.cli import parser
from autograd_tutor.evaluator import far
from autograd_tutor.evaluator.client import LEARNER, LIVE, Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.starts import launcher_for

from .conftest import MakeScript, Through, ignore

LIKE_SSH = """\
#!/bin/sh
echo "Welcome to node 7"
echo "node 7 is \x1b[1mbusy" >&2
exec {shell} -c "$*"
"""
WITHOUT_US = f"""\
#!/bin/sh
exec unshare -m sh -c 'mount -t tmpfs none {far.PACKAGE} && exec "$@"' sh "$@"
"""
LESSONS = far.PACKAGE.parent / "lessons"
SHELLS = ["sh", "bash", "zsh", "fish", "tcsh"]


def far_server() -> psutil.Process:
    """The server that runs from the archive it came in; its zygote has the same command line."""
    ours = []
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if any(word.startswith("/dev/fd/") for word in each.cmdline()):
                ours.append(each)
    (server,) = (each for each in ours if each.parent() not in ours)
    return server


def may_unmount() -> bool:
    """Whether our package can be taken away from a process."""
    if shutil.which("unshare") is None:
        return False
    return not subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode


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
    elsewhere = script("elsewhere", WITHOUT_US) if may_unmount() else "env"
    prefix = f"{elsewhere} {secret} {script('login', LIKE_SSH.format(shell='sh'))}"
    evaluator = Evaluator(Launcher(sys.executable, prefix=prefix), heard.append)
    hello = await evaluator.hello(told.append)
    assert hello.executable == sys.executable
    assert sorted(heard) == ["node 7 is \\x1b[1mbusy", "starting torch there"], "by two ways"
    assert told[0].startswith("waiting ")

    server = far_server()
    assert "TOKEN" not in server.environ()
    assert server.environ()["CUDA_VISIBLE_DEVICES"] == "3"
    assert server.cwd() == "/"

    cell = Cell(code=f"x = torch.ones(2)\nopen({str(next(LESSONS.iterdir()))!r})")
    outcome = await evaluator.run(cell, ignore)
    assert isinstance(outcome, Run)
    assert outcome.error is not None
    assert outcome.error.type == "PermissionError"
    assert outcome.error.trace[0].text.startswith("open(")

    server.kill()
    while evaluator._link.up:  # noqa: ASYNC110
        await asyncio.sleep(0)
    for session in (LIVE, LIVE, LEARNER):  # what is only drawn starts no other and uses up no word
        with pytest.raises(EvaluatorError, match="The evaluator ended: node 7 is"):
            await evaluator.run(cell, ignore, session)
    assert evaluator._link.ended == ""
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
        ("false", "ended before it said a word. Does the --launch command run"),
        ("echo", f"The evaluator ended: {sys.executable} -c {far.READ_A_LINE}. Run again"),
        (
            "sh -c 'echo hello; echo one; echo two; echo three >&2; exit 3'",
            "The evaluator ended: three. Run again",
        ),
    ],
)
async def test_what_does_not_carry_us_is_said(prefix: str, words: str, through: Through) -> None:
    assert words in await refusal(through(prefix))


async def test_the_screen_does_not_stand_still_while_we_are_packed(
    through: Through, monkeypatch: pytest.MonkeyPatch
) -> None:
    packers: list[threading.Thread] = []

    def packed(_: Options) -> bytes:
        packers.append(threading.current_thread())
        return b""

    monkeypatch.setattr(far, "first_words", packed)
    await refusal(through("false"))
    (packer,) = packers
    assert packer is not threading.main_thread()


async def test_a_far_python_that_is_too_old_is_said(through: Through) -> None:
    versions = Path.home() / ".pyenv" / "versions"
    old = sorted(versions.glob("3.[6789].*/bin/python"))
    if not old:
        pytest.skip("there is no Python 3.6 to 3.9 here to refuse: pyenv install 3.9")
    said = await refusal(through("env", python=str(old[0])))
    assert "the evaluator needs 3.10 or newer" in said


async def test_a_python_with_a_space_is_refused(through: Through) -> None:
    assert "may hold no spaces" in await refusal(through("env", python="/opt/my python"))


async def test_a_terminal_is_refused(script: MakeScript, through: Through) -> None:
    pty = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
    prefix = f"{sys.executable} {script('pty', pty)}"
    assert "leave out what asks for a terminal" in await refusal(through(prefix))


def test_srun_is_told_not_to_wait_for_lines_wherever_it_stands() -> None:
    words = far.command("env A=1 /usr/bin/srun -n1 srun", None)[3:-3]
    assert words == ["env", "A=1", "/usr/bin/srun", "--unbuffered", "-n1", "srun", "--unbuffered"]


@pytest.mark.parametrize(
    ("words", "variables", "prefix"),
    [
        ("--launch srun", {}, "srun"),
        ("plain --launch srun", {"LAUNCH": "ssh a", "SOCKET": "/s"}, "srun"),
        ("", {"LAUNCH": "ssh a"}, "ssh a"),
        ("--socket /s", {"LAUNCH": "ssh a"}, ""),
        ("", {"LAUNCH": " "}, ""),
    ],
)
def test_the_command_line_goes_before_the_variables(
    words: str, variables: dict[str, str], prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"AUTOGRAD_TUTOR_{name}", value)
    launcher = launcher_for(parser().parse_args(words.split()))
    assert launcher.prefix == prefix
    assert launcher.far == bool(prefix)


def test_only_what_a_server_needs_goes_through_srun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"PATH": "/bin", "SSH_AUTH_SOCK": "/agent", "HOME": "/h"})
    assert far.surroundings() == {
        **os.environ,
        "SLURM_EXPORT_ENV": "PATH,HOME",
        "SLURM_UNBUFFEREDIO": "1",
    }
