"""Running code in a confined child of a process that has, or has not, imported torch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_tutor.evaluator import confine

GPU = {name: value for name, value in os.environ.items() if name.startswith(("CUDA_", "LD_"))}
"""Where a GPU's driver is, and which cards are to be used."""
_PROGRAM = """
import os, sys
{imports}
from autograd_tutor.evaluator import confine
from autograd_tutor.evaluator.confine import *
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.plans import plan_for
layers = [layer for layer in confine.probe() if {layers} is None or layer.name in {layers}]
plan = {plan}
server = os.getpid()
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    try:
        report = confine.enter(plan, parent=server)
        exec(sys.argv[1])
    except BaseException as error:
        print(type(error).__name__, error)
    sys.stdout.flush()
    os._exit(0)
print("status", os.waitpid(pid, 0)[1])
"""


def requires(*names: str) -> pytest.MarkDecorator:
    """Skip where the kernel lacks one of these layers."""
    missing = [each.name for each in confine.probe() if each.name in names and not each.active]
    return pytest.mark.skipif(bool(missing), reason=f"this system lacks {', '.join(missing)}")


def confined(
    code: str,
    *,
    layers: tuple[str, ...] | None = None,
    limits: str = "Limits()",
    plan: str = "",
    torch: bool = False,
) -> list[str]:
    """The lines that `code` printed in a confined child, and `status N` of its end.

    `plan`: an expression for a plan of its own, in the place of layers and limits.
    """
    imports = "import torch" if torch else "import ctypes, resource, socket, threading, time"
    plan = plan or f"confine.prepare(layers=layers, limits={limits})"
    program = _PROGRAM.format(imports=imports, layers=layers, plan=plan)
    done = subprocess.run(
        [sys.executable, "-c", program, code],
        capture_output=True,
        text=True,
        timeout=120,
        env={**GPU, "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PATH": "/usr/bin"},
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
