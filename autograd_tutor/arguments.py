"""The options that several commands share. Nothing heavy is imported to parse them."""

from __future__ import annotations

import argparse
import math
import os

from autograd_tutor.evaluator.elsewhere import add_elsewhere
from autograd_tutor.evaluator.launch import PYTHON_VARIABLE
from autograd_tutor.evaluator.options import Options, count, gpu_memory
from autograd_tutor.starts import THEME, THEME_VARIABLE


def add_start_options(command: argparse.ArgumentParser) -> None:
    """Where a learner begins, and in which characters."""
    default = command.argument_default
    command.add_argument("--lesson", metavar="ID", default=default, help="start at this lesson")
    command.add_argument(
        "--step", metavar="ID", default=default, help="start at this step of the lesson"
    )
    add_ascii_option(command)


def add_ascii_option(command: argparse.ArgumentParser) -> None:
    """Which characters are written; without it, those that the terminal is known to show."""
    default = command.argument_default or False
    command.add_argument(
        "--ascii", action="store_true", default=default, help="ASCII characters only"
    )


def add_screen_options(command: argparse.ArgumentParser) -> None:
    """How the full screen looks and is handled."""
    command.add_argument(
        "--theme",
        metavar="NAME",
        default=os.environ.get(THEME_VARIABLE) or THEME,
        help=f"colours: {THEME} (the terminal's own), nord, … (or set {THEME_VARIABLE})",
    )
    command.add_argument(
        "--no-mouse",
        action="store_false",
        dest="mouse",
        help="leave the mouse to the terminal, to select text with it",
    )


def add_evaluator_options(command: argparse.ArgumentParser) -> None:
    """Options that may stand before or after a command."""
    default = command.argument_default
    command.add_argument(
        "--python",
        metavar="PATH",
        default=default,
        help=f"run code with this Python, which has torch (or set {PYTHON_VARIABLE})",
    )
    add_elsewhere(command)
    command.add_argument(
        "--device",
        default=default or "cpu",
        help="where tensors are made: cpu (default), cuda:0, …",
    )
    command.add_argument(
        "--require-confinement",
        choices=["full"],
        default=default,
        help="run no code unless every layer of confinement is in force",
    )
    command.add_argument(
        "--memory",
        type=count,
        metavar="MIB",
        default=default or Options().memory,
        help=f"how much memory a cell may take (default {Options().memory} MiB)",
    )
    command.add_argument(
        "--gpu-memory",
        type=gpu_memory,
        metavar="MIB",
        default=default or Options().gpu_memory,
        help=f"the same on a GPU: MiB or a share, as 25%% (default {Options().gpu_memory:g} MiB)",
    )


def seconds(text: str) -> float:
    """A time limit. Raises ArgumentTypeError."""
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if not 0 < limit < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no limit in seconds: give a number above 0")
    return limit
