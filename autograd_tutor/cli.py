"""The command line: parse, call, print. Textual is imported for the full screen only."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from autograd_tutor import __version__
from autograd_tutor.authoring.arguments import AUTHORING, add_authoring
from autograd_tutor.classroom.arguments import GRADE, add_grade
from autograd_tutor.evaluator.host_arguments import (
    SERVE,
    add_serve,
    add_socket_option,
    contradiction,
    serve,
)
from autograd_tutor.evaluator.launch import PYTHON_VARIABLE
from autograd_tutor.evaluator.launch_arguments import add_launch_option
from autograd_tutor.evaluator.options import Options, gpu_memory
from autograd_tutor.notebooks.arguments import NOTEBOOKS, add_notebooks
from autograd_tutor.progress.arguments import PROGRESS, add_progress
from autograd_tutor.starts import (
    THEME,
    THEME_VARIABLE,
    available_cores,
    launcher_for,
    list_keys,
    start_plain,
    start_preview,
    start_tutor,
    unicode_terminal,
)
from autograd_tutor.web.arguments import add_web


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns the exit status: 1 if the cell failed, 2 for wrong use, 70 if the tutor itself failed.
    """
    try:
        return obey(arguments)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:
        from autograd_tutor.crash import STATUS, apology

        print(apology(error), file=sys.stderr)
        return STATUS


def obey(arguments: Sequence[str] | None) -> int:
    """Do what the command line asks for."""
    given = sys.argv[1:] if arguments is None else arguments
    options = parser(commands=bool(given)).parse_args(given)
    if wrong := contradiction(options):
        print(wrong, file=sys.stderr)
        return 2
    if options.command == SERVE:
        return serve(options)
    if options.command == "lessons":
        return list_lessons()
    if options.command == "keys":
        return list_keys()
    if options.command == "schema":
        from autograd_tutor.lesson.schema import schema_text

        print(schema_text(), end="")
        return 0
    if options.command == "run":
        from autograd_tutor.headless import run_file

        ascii = options.ascii or not unicode_terminal()
        return run_file(
            launcher_for(options), options.file, options.device, options.seconds, ascii=ascii
        )
    if options.command == "doctor":
        from autograd_tutor.doctor import examine

        return examine(launcher_for(options))
    if options.command == "devices":
        from autograd_tutor.devices import show

        return show(launcher_for(options), json=options.json)
    if options.command == "plain":
        return start_plain(options)
    if options.command == "preview":
        return start_preview(options)
    if options.command == "web":
        from autograd_tutor.web.commands import run as run_web

        return run_web(options)
    if options.command in PROGRESS:
        from autograd_tutor.progress.commands import run as run_progress

        return run_progress(options)
    if options.command in NOTEBOOKS:
        from autograd_tutor.notebooks.commands import run as run_notebooks

        return run_notebooks(options)
    if options.command == GRADE:
        from autograd_tutor.classroom.commands import run as run_grade

        return run_grade(options, available_cores())
    if options.command in AUTHORING:
        from autograd_tutor.authoring.commands import run

        return run(options, launcher_for(options))
    return start_tutor(options)


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
        add_commands(top)
    return top


def add_commands(top: argparse.ArgumentParser) -> None:
    """All that can be done besides the full screen."""
    from autograd_tutor.devices import add_devices

    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    commands.add_parser("lessons", help="list the lessons")
    commands.add_parser("keys", help="list the keys, and say where yours may stand")
    commands.add_parser("schema", help="print the lesson format as JSON Schema, for editors")
    doctor = commands.add_parser(
        "doctor", help="say what runs and confines cells here", argument_default=argparse.SUPPRESS
    )
    add_evaluator_options(doctor)
    add_devices(commands, add_evaluator_options)
    run = commands.add_parser(
        "run", help="run one cell without a screen", argument_default=argparse.SUPPRESS
    )
    add_evaluator_options(run)
    add_ascii_option(run)
    run.add_argument("file", metavar="FILE", help="the code; - reads standard input")
    run.add_argument("--seconds", type=float, default=10.0, help="time limit (default 10)")
    plain = commands.add_parser(
        "plain",
        help="the course line by line, its pictures in words: for screen readers and scripts",
        argument_default=argparse.SUPPRESS,
    )
    add_evaluator_options(plain)
    add_start_options(plain)
    add_web(commands, add_evaluator_options, add_start_options)
    add_serve(commands)
    add_progress(commands)
    add_grade(commands, add_evaluator_options)
    add_authoring(commands, add_evaluator_options)
    add_notebooks(commands)


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
    add_socket_option(command)
    add_launch_option(command)
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
        type=int,
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


def list_lessons() -> int:
    """Print the lessons with their ids."""
    from autograd_tutor.lesson.load import LessonError, catalogue, lesson_dir

    try:
        entries = catalogue(lesson_dir())
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    width = max(len(entry.id) for entry in entries)
    for entry in entries:
        print(f"{entry.id:{width}}  {entry.title}")
    return 0
