"""A worker: the forked, confined process in which learner code runs.

It answers each request with one FINAL frame, which begins with the request's seal. Its stdout and
stderr are a pipe that the server reads, its stdin is empty.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import signal
import sys
from contextlib import suppress
from importlib import import_module
from os import read, write
from typing import Any, NoReturn, TextIO

import torch

from . import compiler, frames
from .card import is_spent, is_taken, prove
from .cell import Cells, Reply, too_much
from .confine import ConfineError, Plan, enter
from .interrupt import Interruptible
from .probes import curves, devices
from .probes.patches import Patches

BROKEN = 70
"""Exit status of a worker whose own code failed (EX_SOFTWARE)."""
REHEARSAL = {
    "setup": "",
    "code": """\
x = torch.linspace(0, 1, 4, requires_grad=True)
[slope] = torch.autograd.grad((x**2).cos().sum(), [x])
plot(x.detach(), slope)
x""",
    "device": "cpu",
    "seed": 0,
    "keep": False,
    "look": True,
    "move": ["x"],
    "given": {},
    "meter": False,
    "graph": "",
}
"""A cell run in every new worker: what a process does for the first time no learner waits for."""
REQUESTS, REPLIES, RULESET = 3, 4, 5


def main(
    requests: int,
    replies: int,
    output: int,
    plan: Plan,
    parent: int,
    gpu_memory: float,
    *,
    on_trial: bool,
) -> NoReturn:
    """Run in the forked child: confine it, say so, then serve requests until there are no more.

    `on_trial`: before the first, try whether the device computes under what confines this process.
    """
    plan = take_descriptors(requests, replies, output, plan)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    interruptible = Interruptible()
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = sys.stderr = open_output()
    sys.breakpointhook = no_debugger
    torch.set_warn_always(True)
    report = confined(plan, parent)
    cells = Cells(interruptible, sys.stdout, PATCHES, gpu_memory)
    cells.run(REHEARSAL)
    cells.forget()
    reply({"confinement": report, **introduction()})
    while (payload := read_frame()) is not None:
        request = json.loads(frames.split(payload)[0])
        on_trial = on_trial and not is_fit(request, cells)
        if not on_trial:
            serve(request, cells)
    os._exit(0)


def take_descriptors(requests: int, replies: int, output: int, plan: Plan) -> Plan:
    """Put our pipes, and what the plan holds open, on fixed descriptors; close every other one."""
    null = os.open(os.devnull, os.O_RDONLY)
    ours = {0: null, 1: output, REQUESTS: requests, REPLIES: replies}
    if plan.ruleset is not None:
        ours[RULESET] = plan.ruleset.fd
        plan = plan._replace(ruleset=plan.ruleset._replace(fd=RULESET))
    clear = {low: fcntl.fcntl(fd, fcntl.F_DUPFD, 64) for low, fd in ours.items()}
    for low, fd in clear.items():
        os.dup2(fd, low, inheritable=False)
    os.dup2(1, 2)
    os.closerange(max(ours) + 1, os.sysconf("SC_OPEN_MAX"))
    return plan


def confined(plan: Plan, parent: int) -> list[dict[str, Any]]:
    """Confine this process and report the layers; if a promised one fails, say so and end."""
    try:
        return [layer._asdict() for layer in enter(plan, parent=parent)]
    except ConfineError as error:
        reply({"refused": str(error)})
        os._exit(frames.UNCONFINED)


def no_debugger(*_args: object, **_kwargs: object) -> NoReturn:
    """What `breakpoint()` does."""
    raise RuntimeError("breakpoint() opens a debugger's prompt, and a cell has none")


def introduction() -> dict[str, str]:
    """What runs here."""
    return {
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "executable": sys.executable,
    }


def open_output() -> TextIO:
    """A stream onto the output pipe that passes each line on when it ends."""
    return open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


def read_frame() -> bytes | None:
    """The next frame's payload, a request or its seal; None when the server has hung up."""
    head = read_exactly(frames.HEAD.size)
    return None if head is None else read_exactly(frames.HEAD.unpack(head)[0])


def read_exactly(size: int) -> bytes | None:
    """That many bytes of the request pipe, None at its end."""
    data = b""
    while len(data) < size:
        chunk = read(REQUESTS, size - len(data))
        if not chunk:
            return None
        data += chunk
    return data


def reply(header: object, blob: bytes = b"", seal: bytes = b"", kind: int = frames.FINAL) -> None:
    """Write one frame, whole."""
    data = memoryview(frames.encode(kind, 0, json.dumps(header).encode(), blob, seal))
    while data:
        data = data[write(REPLIES, data) :]


def is_fit(request: dict[str, Any], cells: Cells) -> bool:
    """Try the request's device and say what came of it; nothing of the request is run before."""
    header, blob = cells.attempt(request, lambda _: prove())
    if header["error"] is None:
        reply({}, kind=frames.FIT)
        return True
    taken = is_taken(header["error"]["message"])
    reply(header, blob, kind=frames.LAST if taken else frames.UNFIT)
    return False


def serve(request: dict[str, Any], cells: Cells) -> None:
    """Answer one request, under the seal that follows it: nothing reads that before."""
    answer = outcome(request, cells)
    kind = frames.LAST if is_spent(request.get("device", "cpu")) else frames.FINAL
    seal = read_frame() or b""
    try:
        reply(*answer, seal, kind)
    except frames.FrameError:
        reply(*too_much(request["device"]), seal, kind)


def outcome(request: dict[str, Any], cells: Cells) -> Reply:
    """What comes of a request."""
    if request["op"] == "cell":
        return cells.run(request)
    if request["op"] == "sketch":
        return curves.sketch(request, cells)
    return devices.listing(), b""


compiler.put_off()
with suppress(ImportError):  # printing a tensor imports it, where torch has it
    import_module("torch._subclasses.schema_check_mode")
PATCHES = Patches()
"""Made last, when all there is to put back is there; and before the fork, or each worker would copy
the pages of all that is looked at."""
