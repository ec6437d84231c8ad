"""The evaluator through a real ssh, to a server of the test's own."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell

from .conftest import ignore

pytestmark = pytest.mark.long

PRIVILEGE_SEPARATION = Path("/run/sshd")
CONFIGURATION = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {at}/host
PidFile {at}/pid
AuthorizedKeysFile {at}/key.pub
StrictModes no
PasswordAuthentication no
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[str]:
    """The words that reach a shell on this host, with a key that nothing else takes."""
    daemon = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if daemon is None or shutil.which("ssh") is None:
        pytest.skip("there is no ssh server: apt install openssh-server openssh-client")
    if os.geteuid() == 0 and not PRIVILEGE_SEPARATION.exists():
        pytest.skip(f"sshd was never started here: mkdir {PRIVILEGE_SEPARATION}")
    for name in ("host", "key"):
        keygen = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)]
        subprocess.run(keygen, check=True)
    port = free_port()
    (tmp_path / "sshd").write_text(CONFIGURATION.format(at=tmp_path, port=port))
    options = f"-F /dev/null -i {tmp_path}/key -o BatchMode=yes -o StrictHostKeyChecking=no"
    known = f"-o UserKnownHostsFile={tmp_path}/known"
    reached = f"ssh -q {options} {known} -p {port} {getpass.getuser()}@127.0.0.1"
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([daemon, "-D", "-e", "-f", str(tmp_path / "sshd")], stderr=log)
    try:
        end = time.monotonic() + 30
        while subprocess.run([*reached.split(), "true"], stdin=subprocess.DEVNULL).returncode:
            if time.monotonic() > end or server.poll() is not None:
                pytest.skip(f"this account has no ssh: {(tmp_path / 'log').read_text()}")
        yield reached
    finally:
        server.terminate()
        server.wait()


async def test_a_cell_runs_over_ssh_and_a_broken_line_is_said(ssh: str) -> None:
    evaluator = Evaluator(Launcher(sys.executable, prefix=ssh))
    hello = await evaluator.hello()
    assert hello.executable == sys.executable
    outcome = await evaluator.run(Cell(code="print('é')\ntorch.ones(3).sum()"), ignore)
    assert isinstance(outcome, Run)
    assert outcome.value == "tensor(3.)"
    (line,) = (each for each in psutil.Process().children() if each.name() == "ssh")
    os.kill(line.pid, signal.SIGKILL)
    with pytest.raises(EvaluatorError, match="The evaluator ended"):
        while True:
            await evaluator.run(Cell(code="1"), ignore)
    await evaluator.close()


async def test_a_host_that_does_not_answer_is_said(ssh: str) -> None:
    evaluator = Evaluator(Launcher(sys.executable, prefix=ssh.replace("ssh -q", "ssh", 1) + "0"))
    with pytest.raises(EvaluatorError, match="The evaluator ended: ssh: "):
        await evaluator.hello()
    await evaluator.close()
