"""Starting the evaluator's server: which Python has torch, and the process that runs it."""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from .launch_error import LaunchError
from .options import Options
from .process import Process, Server
from .surroundings import environment

BOOT = Path(__file__).with_name("boot.py")
PYTHON_VARIABLE = "AUTOGRAD_TUTOR_PYTHON"
FOREIGN = (
    "That program can't run on this machine: it is built for another kind of processor, or is no "
    "Python. Name one that has torch with --python."
)


class NoTorch(LaunchError):
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
        return str(Path(found).absolute())
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


class Launcher:
    """Starts servers. The first may be started early, beside slow imports of ours.

    `prefix`: a command that runs another one elsewhere, such as `srun`; none: here.
    `socket`: where a host's server listens, which is used in the place of one of our own.
    """

    def __init__(
        self,
        python: str | None = None,
        options: Options = Options(),  # noqa: B008
        prefix: str = "",
        socket: str = "",
    ) -> None:
        self._python = python
        self._options = options
        self.prefix = prefix.strip()
        self._socket = socket
        self._early: Server | None = None

    @property
    def far(self) -> bool:
        """Whether servers run elsewhere: their program travels to them, and they may queue."""
        return bool(self.prefix)

    def first_words(self) -> bytes:
        """What a far server has to be sent before any frame; nothing for others."""
        if not self.far:
            return b""
        from . import far

        return far.first_words(self._options)

    @property
    def doubt(self) -> str:
        """What to ask oneself if a server ends before its first word, and says nothing of it."""
        if self._socket:
            return ""
        if self.far:
            return "Does the --launch command run the words that follow it?"
        return "Is that a Python? Name one that has torch with --python."

    def start_early(self) -> None:
        """Start the first server now, if there is a torch; if not, `start` will say so.

        Not elsewhere: there it would stand in a queue, and nobody would take it out again.
        """
        if not self.far:
            with suppress(LaunchError):
                self._early = self._spawn()

    def start(self) -> Server:
        """A running server: the early one the first time. Raises LaunchError."""
        early, self._early = self._early, None
        return early or self._spawn()

    def _spawn(self) -> Server:
        if self._socket:
            from .dial import dial

            return dial(self._socket)
        if self.far:
            from . import far

            python = self._python or os.environ.get(PYTHON_VARIABLE)
            return execute(far.command(self.prefix, python), far.surroundings(), far.Carrier)
        command = [find_python(self._python), str(BOOT), "server", *self._options.arguments()]
        return execute(command, environment(os.environ))


def execute(
    command: list[str], surroundings: dict[str, str], kind: type[Process] = Process
) -> Process:
    """Start it in a session of its own: keys that signal our terminal do not reach it.

    Raises LaunchError, or OSError.
    """
    try:
        return kind(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=surroundings,
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        if error.errno == errno.ENOEXEC:
            raise LaunchError(FOREIGN) from error
        raise
