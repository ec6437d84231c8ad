"""The options that have code run elsewhere: by a host's evaluator, or through another program."""

from __future__ import annotations

import argparse
import os

from .options import Options

SERVE = "serve-evaluator"
SOCKET_VARIABLE, LAUNCH_VARIABLE = "AUTOGRAD_TUTOR_SOCKET", "AUTOGRAD_TUTOR_LAUNCH"


def add_elsewhere(command: argparse.ArgumentParser) -> None:
    """Add both options."""
    command.add_argument(
        "--socket",
        metavar="PATH",
        default=command.argument_default,
        help=f"run code on this host's evaluator, which listens there (or set {SOCKET_VARIABLE})",
    )
    command.add_argument(
        "--launch",
        metavar="COMMAND",
        default=command.argument_default,
        help=f"run code elsewhere, through srun, ssh, docker run -i, … (or set {LAUNCH_VARIABLE})",
    )


def chosen_launch(options: argparse.Namespace) -> str:
    """The command to run code through; empty to run it here."""
    return str(options.launch or os.environ.get(LAUNCH_VARIABLE, ""))


def chosen_socket(options: argparse.Namespace) -> str:
    """Where the evaluator to use listens; empty to start one.

    Who asks for a Python or a launcher on the command line gets that, whatever the variable says.
    """
    others = options.python or options.launch
    return options.socket or ("" if others else os.environ.get(SOCKET_VARIABLE, ""))


def contradiction(options: argparse.Namespace) -> str:
    """What can't be asked for together with a host's evaluator; empty if nothing is."""
    if options.command == SERVE or not chosen_socket(options):
        return ""
    asked = {
        "--python": options.python,
        "--launch": options.launch,
        "--require-confinement": options.require_confinement,
        "--memory": options.memory != Options().memory,
        "--gpu-memory": options.gpu_memory != Options().gpu_memory,
    }
    given = [name for name, value in asked.items() if value]
    if not given:
        return ""
    return (
        f"{', '.join(given)}: with --socket (or {SOCKET_VARIABLE}) that is for who runs the host's "
        "evaluator to choose. Leave one of the two out."
    )
