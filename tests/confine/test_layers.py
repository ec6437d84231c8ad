"""Each layer by itself, and all together, in a child that was forked for it."""

from __future__ import annotations

import errno
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_tutor.evaluator import confine
from autograd_tutor.evaluator.confine import landlock, limits, privileges, seccomp
from tests.confine.children import confined, requires

ROOT = os.geteuid() == 0


def test_probing_changes_nothing() -> None:
    before = Path("/proc/self/status").read_text().split("Cap")[1]
    first = confine.probe()
    assert confine.probe() == first
    assert Path("/proc/self/status").read_text().split("Cap")[1] == before
    assert [layer.name for layer in first] == ["privileges", "limits", "Landlock", "seccomp"]
    for layer in first:
        assert layer.why
        assert layer.active or layer.remedy


@requires("Landlock", "seccomp", "privileges", "limits")
def test_everything_is_reported_in_force() -> None:
    assert confined("print(all(layer.active for layer in report))") == ["True", "status 0"]


def test_a_system_without_layers_gets_what_there_is() -> None:
    assert confined("print(report, os.getcwd())", layers=()) == ["() /", "status 0"]


@requires("Landlock")
def test_landlock_lets_python_be_read_and_nothing_else() -> None:
    said = confined(
        "import colorsys; print('imported')\n"
        "for path in ('/etc/passwd', '/tmp', '/var', confine.__file__,"
        " '/proc/1/status', '/proc/self/environ'):\n"
        "    try: os.open(path, 0); print('read', path)\n"
        "    except PermissionError: pass\n"
        "os.open('/proc/self/maps', 0), os.open('/dev/null', 0)\n"
        "try: os.open('/dev/null', 1)\n"
        "except PermissionError: print('not written')",
        layers=("Landlock",),
    )
    assert said == ["imported", "not written", "status 0"]


@requires("Landlock")
def test_libraries_load_without_the_right_to_execute() -> None:
    said = confined(
        "print(bool(ctypes.CDLL('libm.so.6').cos))",
        layers=("Landlock", "seccomp"),
    )
    assert said == ["True", "status 0"]


@requires("seccomp")
def test_the_filter_refuses_with_eperm_and_lets_threads_start() -> None:
    said = confined(
        "t = threading.Thread(target=print, args=('thread',)); t.start(); t.join()\n"
        "for call in (socket.socket, os.fork, lambda: os.kill(1, 0), lambda: os.chmod('/', 0)):\n"
        "    try: call(); print('allowed')\n"
        "    except PermissionError as error: print(error.errno)",
        layers=("seccomp",),
    )
    assert said == ["thread", *["1"] * 4, "status 0"]


@requires("privileges")
def test_no_privilege_is_left_and_none_can_be_gained() -> None:
    said = confined(
        "facts = dict(l.split(':\\t') for l in open('/proc/self/status').read().splitlines())\n"
        "print(facts['NoNewPrivs'], int(facts['CapPrm'], 16) & ~4, int(facts['CapBnd'], 16) if"
        " server != os.getppid() or facts['Uid'][:2] == '0\\t' else 0)\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
        "d = ctypes.c_int(); ctypes.CDLL(None).prctl(2, ctypes.byref(d), 0, 0, 0); print(d.value)",
        layers=("privileges",),
    )
    assert said == ["1 0 0", "0", str(int(signal.SIGKILL)), "status 0"]


@pytest.mark.skipif(not ROOT, reason="only root can become another account")
@requires("privileges")
def test_root_becomes_an_account_of_its_own() -> None:
    said = confined(
        "print(os.getresuid() == os.getresgid(), os.getuid() >= 65534, os.getgroups())",
        layers=("privileges",),
    )
    assert said == ["True True []", "status 0"]


@requires("privileges")
def test_a_worker_dies_with_its_server() -> None:
    program = """
import os, sys, time
from autograd_tutor.evaluator import confine
from autograd_tutor.evaluator.confine import landlock, limits, privileges, seccomp
plan = confine.prepare(layers=[l for l in confine.probe() if l.name == "privileges"])
server = os.getpid()
ready, began = os.pipe()
if os.fork() == 0:
    confine.enter(plan, parent=server)
    os.write(began, b"x")
    time.sleep(60)
os.read(ready, 1)
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=30)
    assert done.returncode == 0, "the pipe closed: no process is left that holds it"


@requires("privileges")
def test_a_worker_whose_server_is_gone_refuses_to_start() -> None:
    said = confined(
        "try: confine.enter(plan, parent=1)\nexcept ConfineError as error: print(error)",
        layers=("privileges",),
    )
    assert said == ["the server ended before its worker was ready", "status 0"]


@requires("limits")
@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("b = bytearray(200 << 20)", "MemoryError "),
        ("f = [open('/dev/null') for _ in range(99)]", "OSError [Errno 24]"),
        ("print(resource.getrlimit(resource.RLIMIT_CORE))", "(0, 0)"),
        (
            "import tempfile; f = tempfile.TemporaryFile(); os.write(f.fileno(), b'x')",
            "OSError [Errno 27]",
        ),
        ("print(os.getpriority(os.PRIO_PROCESS, 0) >= 5)", "True"),
        ("print(resource.getrlimit(resource.RLIMIT_CPU))", "(7, 7)"),
    ],
)
def test_limits(code: str, answer: str) -> None:
    wanted = "Limits(memory=99 << 20, files=32, cpu_seconds=7)"
    said = confined(code, layers=("limits",), limits=wanted)
    assert said[0].startswith(answer)


@requires("limits", "privileges")
def test_threads_are_limited() -> None:
    said = confined(
        "threading.stack_size(65536); e = threading.Event(); n = 0\n"
        "try:\n"
        "    for n in range(2000): threading.Thread(target=e.wait, daemon=True).start()\n"
        "except RuntimeError: print(n <= 8 + os.cpu_count())",
        layers=("limits", "privileges"),
        limits="Limits(threads=8)",
    )
    assert said == ["True", "status 0"]


@requires("Landlock", "seccomp")
@pytest.mark.parametrize(
    ("broken", "layer"),
    [
        ("ruleset=confine.prepare().ruleset._replace(fd=0)", "Landlock"),
        ("program=confine.bpf.Program([confine.bpf.Instruction(0xFFFF, 0)])", "seccomp"),
    ],
)
def test_a_promised_layer_that_fails_refuses(broken: str, layer: str) -> None:
    said = confined(
        f"bad = confine.prepare()._replace({broken})\n"
        "try: confine.enter(bad, parent=server)\n"
        "except ConfineError as error: print(str(error).split(':')[0])",
        layers=(),
    )
    assert said == [layer, "status 0"]


@requires("Landlock")
@pytest.mark.parametrize("version", range(1, 8))
def test_every_version_of_landlock_confines(version: int) -> None:
    said = confined(
        f"if {version} <= confine.landlock.version():\n"
        f"    old = confine.landlock.prepare({version}, confine.landlock.Files(('/usr',)))\n"
        "    confine.enter(confine.prepare()._replace(ruleset=old), parent=server)\n"
        "try: os.open('/etc/passwd', 0)\n"
        "except PermissionError: print('refused')",
        layers=(),
    )
    if "refused" not in said:
        pytest.skip(f"this kernel has no version {version}")


@requires("Landlock", "seccomp")
@pytest.mark.parametrize(("rung", "named"), [(1, False), (2, True)])
def test_a_driver_that_has_to_may_name_its_threads_and_do_nothing_else_there(
    rung: int, named: bool
) -> None:
    said = confined(
        "done = threading.Event(); thread = threading.Thread(target=done.wait); thread.start()\n"
        "own, others = f'/proc/self/task/{thread.native_id}', f'/proc/{server}/task/{server}'\n"
        "for path in (own + '/comm', own + '/oom_score_adj', others + '/comm', '/dev/null'):\n"
        "    try: os.write(os.open(path, os.O_RDWR), b'1'); print('wrote', path[-4:])\n"
        "    except PermissionError: pass\n"
        "done.set()",
        plan=f"plan_for(Options(), {rung})",
    )
    assert said == [*["wrote comm"] * named, "status 0"]


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM])
def test_a_missing_layer_says_why_and_what_to_do(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> int:
        raise OSError(number, os.strerror(number))

    for module in (landlock, seccomp):
        monkeypatch.setattr(module, "syscall", refuse)
        layer = module.probe()
        assert not layer.active
        assert layer.why
        assert layer.remedy
    plan = confine.prepare()
    assert plan.program is None
    assert plan.ruleset is None


def test_other_systems_have_no_kernel_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (landlock, seccomp, privileges, limits):
        monkeypatch.setattr(module, "LINUX", False)
    assert [layer.active for layer in confine.probe()] == [False] * 4
    assert all(layer.why and layer.remedy for layer in confine.probe())


def test_other_processors_have_no_kernel_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    active = {layer.name: layer.active for layer in confine.probe()}
    assert not active["Landlock"]
    assert not active["seccomp"]
