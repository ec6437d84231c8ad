"""Starting the evaluator's server: which Python has torch, and the process that runs it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from .options import Options

BOOT = Path(__file__).with_name("boot.py")
PYTHON_VARIABLE = "AUTOGRAD_TUTOR_PYTHON"
KEPT_PREFIXES = ("LC_", "CUDA_", "NVIDIA_", "OMP_", "MKL_", "PYTORCH_", "TORCH_", "CONDA_")
KEPT = {"PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV"}
"""What of our environment the server gets: no key, token or socket of the account's."""


class NoTorch(Exception):
    """No Python with torch was found: says what to do."""


def find_python(chosen: str | None = None) -> str:
    """The interpreter that will import torch.

    In order: `chosen`, $AUTOGRAD_TUTOR_PYTHON, our own if it has torch, the active environment's,
    the first python3 on the PATH. Raises NoTorch if the last ones have no torch either.
    """
    chosen = chosen or os.environ.get(PYTHON_VARIABLE)
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise NoTorch(f"{chosen} is no program: give --python the path of a Python with torch")
        return found
    if importlib.util.find_spec("torch") is not None:
        return sys.executable
    for python in candidates():
        if has_torch(python):
            return python
    raise NoTorch(
        "No torch was found. Either install one beside the tutor: pip install "
        "'autograd-tutor[torch]', or name a Python that has it: autograd-tutor --python PATH"
    )


def candidates() -> list[str]:
    """Interpreters that a learner's own torch may live in."""
    environments = [os.environ.get(name) for name in ("VIRTUAL_ENV", "CONDA_PREFIX")]
    paths = [str(Path(environment, "bin", "python")) for environment in environments if environment]
    found = [shutil.which(name) for name in (*paths, "python3", "python")]
    return list(dict.fromkeys(path for path in found if path and path != sys.executable))


def has_torch(python: str) -> bool:
    """Whether that interpreter could import torch; torch itself is not imported."""
    look = "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"
    try:
        return subprocess.run([python, "-c", look], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def environment() -> dict[str, str]:
    """The server's environment: ours without secrets, and set so that it stays one thread."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in KEPT or name.startswith(KEPT_PREFIXES)
    }
    return kept | {
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONUTF8": "1",
    }


class Launcher:
    """Starts servers. The first may be started early, beside slow imports of ours."""

    def __init__(self, python: str | None = None, options: Options = Options()) -> None:  # noqa: B008
        self._python = python
        self._options = options
        self._early: subprocess.Popen[bytes] | None = None

    def start_early(self) -> None:
        """Start the first server now, if there is a torch; if not, `start` will say so."""
        with suppress(NoTorch):
            self._early = self._spawn()

    def start(self) -> subprocess.Popen[bytes]:
        """A running server: the early one the first time. Raises NoTorch."""
        early, self._early = self._early, None
        return early or self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        """The server has a session of its own: keys that signal our terminal do not reach it."""
        return subprocess.Popen(
            [find_python(self._python), str(BOOT), "server", *self._options.arguments()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=environment(),
            cwd="/",
            start_new_session=True,
        )
