"""Where a host's evaluator may listen, and who is trusted to."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_tutor.cli import main, parser
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.confine.readable import interpreter, open_to_all
from autograd_tutor.evaluator.dial import dial
from autograd_tutor.evaluator.elsewhere import SERVE, SOCKET_VARIABLE, chosen_socket
from autograd_tutor.evaluator.host_socket import SocketError, checked, listening
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.launch_error import LaunchError
from autograd_tutor.evaluator.messages import Run
from tests.host.running import (
    ALICE,
    BOB,
    READING,
    SECONDS,
    RunningHost,
    account,
    as_account,
    gone,
    needs_root,
    open_directory,
    run,
)
from tests.host.test_units import unit

PASS_A_SOCKET = """
import os, socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listener.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o666)
listener.listen()
os.dup2(listener.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES="tutor")
os.execv(sys.argv[2], sys.argv[2:])
"""


def as_the_unit_says() -> list[str]:
    """The capabilities that the service has; where Python lies in a private directory, one more."""
    kept = unit("autograd-tutor.service")["Service"]["CapabilityBoundingSet"].split()
    named = [f"+{each.removeprefix('CAP_').lower()}" for each in kept]
    if not open_to_all(interpreter()):
        named.append(READING)
    return ["setpriv", "--no-new-privs", f"--bounding-set={','.join(['-all', *named])}"]


@needs_root
async def test_systemd_passes_the_socket_and_a_zygote_that_dies_is_told() -> None:
    with open_directory() as directory:
        path = directory / "socket"
        passing = [sys.executable, "-c", PASS_A_SOCKET, str(path)]
        running = RunningHost(path, prefix=[*as_the_unit_says(), *passing])
        assert running.said == f"serving every account at {path}\n"
        evaluator = running.evaluator(ALICE)
        outcome = await run(evaluator, "import os; [n for n in os.environ if 'LISTEN' in n]")
        assert isinstance(outcome, Run)
        assert outcome.value == "[]"
        family = running.host.children(recursive=True)
        running.zygote.kill()
        _, words = running.process.communicate(timeout=SECONDS)
        assert running.process.returncode == 1
        assert "the process that has torch ended" in words
        assert path.exists()
        assert gone(family)
        await evaluator.close()


@needs_root
async def test_an_ordinary_account_serves_itself_alone() -> None:
    with open_directory() as directory:
        own = directory / "own"
        own.mkdir()
        os.chown(own, ALICE, ALICE)
        path = own / "socket"
        running = RunningHost(path, "--socket", str(path), prefix=as_account(ALICE))
        assert running.said == f"serving this account alone at {path}\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with pytest.raises(LaunchError, match=f"listens the account {ALICE}, which is neither"):
            dial(str(path))
        path.chmod(0o666)
        with socket.socket(socket.AF_UNIX) as stranger:
            with account(BOB):
                stranger.connect(str(path))
            assert b"serves another account alone" in stranger.recv(4096)
        with socket.socket(socket.AF_UNIX) as known:
            with account(ALICE):
                known.connect(str(path))
            assert b'"hello"' in known.recv(4096)
        assert running.end() == (0, "")
        assert not path.exists()


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() == 0, reason="as root the other tests say more"
)
async def test_we_serve_ourselves(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    running = RunningHost(path, "--socket", str(path))
    assert running.said == f"serving this account alone at {path}\n"
    evaluator = Evaluator(Launcher(socket=str(path)))
    outcome = await run(evaluator, "1 + 1")
    assert isinstance(outcome, Run)
    assert outcome.value == "2"
    await evaluator.close()
    status, _ = running.end()
    assert status == 0
    assert not path.exists()


@needs_root
def test_nothing_is_sent_to_a_stranger() -> None:
    """Who listens is told by the kernel as of then: it does not help to have become root since."""
    with open_directory() as directory:
        path = directory / "socket"
        path.parent.chmod(0o777)
        with socket.socket(socket.AF_UNIX) as listener:
            with account(BOB):
                listener.bind(str(path))
                listener.listen()
            path.chmod(0o666)
            with pytest.raises(LaunchError, match=f"{BOB}.*nothing was sent"):
                dial(str(path))
            heard, _ = listener.accept()
            with heard:
                assert heard.recv(1) == b""


@needs_root
def test_a_directory_that_others_can_change_is_refused() -> None:
    with open_directory() as directory:
        assert checked(directory / "socket") == directory / "socket"
        for mode in (0o777, 0o1777, 0o775):
            directory.chmod(mode)
            with pytest.raises(SocketError, match="others can write to"):
                checked(directory / "socket")
        directory.chmod(0o755)
        os.chown(directory, BOB, BOB)
        with pytest.raises(SocketError, match="belongs to another account"):
            checked(directory / "socket")
        below = directory / "below"
        below.mkdir()
        with pytest.raises(SocketError, match="belongs to another account"):
            checked(below / "socket")
        os.chown(directory, 0, 0)


def test_what_is_no_place_to_listen_is_told(tmp_path: Path) -> None:
    with pytest.raises(SocketError, match="is not there: make it first"):
        checked(tmp_path / "missing" / "socket")
    with pytest.raises(SocketError, match="too long for a socket"):
        checked(tmp_path / ("x" * 100))
    (tmp_path / "file").write_text("kept", encoding="ascii")
    with pytest.raises(SocketError, match="no socket"):
        listening(tmp_path / "file", everybody=False)
    assert (tmp_path / "file").read_text(encoding="ascii") == "kept"
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SocketError, match="no socket"):
        listening(tmp_path / "link", everybody=False)


def test_what_was_left_behind_is_replaced_but_nobody_who_listens(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    for _ in range(2):
        listener = listening(path, everybody=False)
        with pytest.raises(SocketError, match="another server listens"):
            listening(path, everybody=False)
        listener.close()
        assert path.is_socket()


@pytest.mark.parametrize("passed", ["nothing", "two", "a file", "a connection", "another's"])
def test_what_systemd_passes_is_looked_at(passed: str, tmp_path: Path) -> None:
    program = f"""
import os, socket, sys
what = {passed!r}
pair = socket.socketpair()
if what == "a file":
    os.dup2(os.open(os.devnull, os.O_RDONLY), 3)
elif what == "a connection":
    os.dup2(pair[0].fileno(), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_PID"] = str(os.getpid() + (what == "another's"))
os.environ["LISTEN_FDS"] = {{"nothing": "0", "two": "2"}}.get(what, "1")
from autograd_tutor.cli import main
sys.exit(main(["{SERVE}"]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = {
        "nothing": "0 sockets",
        "two": "2 sockets",
        "a file": "is no socket",
        "another's": "another process",
    }
    assert told.get(passed, "does not listen") in done.stderr


def test_wrong_use_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LISTEN_FDS", raising=False)
    assert main([SERVE]) == 2
    assert "--socket PATH" in capsys.readouterr().err
    for asked in (["--python", "x"], ["--memory", "5"], ["--require-confinement", "full"]):
        assert main(["run", "--socket", "/nowhere", *asked, "-"]) == 2
        assert "for who runs the host's evaluator to choose" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main([SERVE, "--socket", "x", "--per-user", "0"])
    assert "'0' is no whole number from 1 to" in capsys.readouterr().err


def test_the_variable_says_where_and_the_command_line_overrules_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SOCKET_VARIABLE, "/run/one")
    for arguments, path in (
        ([], "/run/one"),
        (["--socket", "/run/two"], "/run/two"),
        (["--python", "python3"], ""),
    ):
        assert chosen_socket(parser().parse_args(arguments)) == path
    monkeypatch.setenv(SOCKET_VARIABLE, str(tmp_path / "nobody"))
    (tmp_path / "cell.py").write_text("1", encoding="ascii")
    assert main(["run", str(tmp_path / "cell.py")]) == 2
    assert "No evaluator is reached" in capsys.readouterr().err
