"""The option that has code run elsewhere."""

from __future__ import annotations

import argparse
import os

LAUNCH_VARIABLE = "AUTOGRAD_TUTOR_LAUNCH"


def add_launch_option(command: argparse.ArgumentParser) -> None:
    """Run code through another program."""
    command.add_argument(
        "--launch",
        metavar="COMMAND",
        default=command.argument_default,
        help=f"run code elsewhere, through srun, ssh, docker run -i, … (or set {LAUNCH_VARIABLE})",
    )


def chosen_launch(options: argparse.Namespace) -> str:
    """The command to run code through; empty to run it here."""
    return str(options.launch or os.environ.get(LAUNCH_VARIABLE, ""))
