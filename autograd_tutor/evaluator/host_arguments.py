"""The command `serve-evaluator`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from .elsewhere import SERVE
from .host_options import CONNECTIONS, PER_USER, HostOptions
from .launch import BOOT, PYTHON_VARIABLE, find_python
from .launch_error import LaunchError
from .options import Options, count, gpu_memory
from .surroundings import environment

PASSED = ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")
NOBODYS_HOME = "/nonexistent"


def add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Be a host's evaluator."""
    serve = commands.add_parser(
        SERVE,
        help="run the code of all learners of this host: they share one torch",
        argument_default=argparse.SUPPRESS,
    )
    serve.add_argument(
        "--socket", metavar="PATH", help="listen there, if systemd does not pass a socket"
    )
    serve.add_argument(
        "--connections",
        type=count,
        metavar="N",
        default=CONNECTIONS,
        help=f"serve so many tutors at once (default {CONNECTIONS})",
    )
    serve.add_argument(
        "--per-user",
        type=count,
        metavar="N",
        default=PER_USER,
        help=f"and so many of them for one account (default {PER_USER})",
    )
    serve.add_argument(
        "--python", metavar="PATH", help=f"the Python with torch (or set {PYTHON_VARIABLE})"
    )
    serve.add_argument(
        "--memory",
        type=count,
        metavar="MIB",
        help=f"how much memory a cell may take (default {Options().memory} MiB)",
    )
    serve.add_argument(
        "--gpu-memory",
        type=gpu_memory,
        metavar="MIB",
        help=f"the same on a GPU: MiB or a share, as 25%% (default {Options().gpu_memory:g} MiB)",
    )
    serve.add_argument(
        "--require-confinement",
        choices=["full"],
        help="run no code unless every layer of confinement is in force",
    )


def become(python: str, host: HostOptions) -> NoReturn:
    """Be that program, in an environment without our secrets: every learner's cell can read it.

    The process id stays, which systemd's socket was passed to.
    """
    variables = environment(os.environ) | {"HOME": NOBODYS_HOME}
    variables |= {name: os.environ[name] for name in PASSED if name in os.environ}
    os.chdir("/")
    os.execve(python, [python, str(BOOT), "host", *host.arguments()], variables)


def serve(options: argparse.Namespace) -> int:
    """Become the host's evaluator. Returns only if that can't be: the exit status."""
    path = options.socket or ""
    try:
        if sys.platform != "linux":
            raise LaunchError("Only on Linux a socket says who connects: start the tutor instead.")
        if not path and not os.environ.get("LISTEN_FDS"):
            raise LaunchError(f"Say where to listen: autograd-tutor {SERVE} --socket PATH")
        python = find_python(options.python)
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 2
    host = HostOptions(
        str(Path(path).absolute()) if path else "",
        options.connections,
        options.per_user,
        Options(
            options.require_confinement or "auto", options.memory, gpu_memory=options.gpu_memory
        ),
    )
    become(python, host)
