"""The command line: parse, call, print. Textual is imported for the full screen only."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from autograd_tutor import __version__
from autograd_tutor.arguments import add_evaluator_options, add_screen_options, add_start_options
from autograd_tutor.evaluator.elsewhere import contradiction


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns the exit status: 1 if the cell failed, 2 for wrong use, 70 if the tutor itself failed.
    """
    try:
        return obey(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:
        from autograd_tutor.crash import STATUS, apology

        print(apology(error), file=sys.stderr)
        return STATUS


def obey(given: Sequence[str]) -> int:
    """Do what the command line asks for."""
    options = parser(commands=bool(given)).parse_args(given)
    if wrong := contradiction(options):
        print(wrong, file=sys.stderr)
        return 2
    if options.command is None:
        from autograd_tutor.starts import start_tutor

        return start_tutor(options)
    from autograd_tutor.commands import run

    return run(options)


def parser(*, commands: bool = True) -> argparse.ArgumentParser:
    """Every option and command; without commands it is quicker made, for an empty command line."""
    top = argparse.ArgumentParser(
        prog="autograd-tutor", description="Learn PyTorch autograd in the terminal."
    )
    top.add_argument("--version", action="version", version=f"autograd-tutor {__version__}")
    add_evaluator_options(top)
    add_start_options(top)
    add_screen_options(top)
    top.set_defaults(command=None)
    if commands:
        from autograd_tutor.commands import add_commands

        add_commands(top)
    return top
