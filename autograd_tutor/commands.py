"""The commands besides the full screen. What one of them needs is imported once it is given."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from autograd_tutor.arguments import (
    add_ascii_option,
    add_evaluator_options,
    add_start_options,
    seconds,
)
from autograd_tutor.authoring.arguments import AUTHORING, add_authoring
from autograd_tutor.classroom.arguments import GRADE, add_grade
from autograd_tutor.devices import add_devices
from autograd_tutor.evaluator.elsewhere import SERVE
from autograd_tutor.evaluator.host_arguments import add_serve, serve
from autograd_tutor.notebooks.arguments import NOTEBOOKS, add_notebooks
from autograd_tutor.output import drop_output
from autograd_tutor.progress.arguments import PROGRESS, add_progress
from autograd_tutor.starts import (
    available_cores,
    launcher_for,
    list_keys,
    start_plain,
    start_preview,
    unicode_terminal,
)
from autograd_tutor.web.arguments import add_web


def add_commands(top: argparse.ArgumentParser) -> None:
    """Add every command, those that run cells with the evaluator's options."""
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def command(name: str, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, argument_default=argparse.SUPPRESS)
        add_evaluator_options(made)
        return made

    commands.add_parser("lessons", help="list the lessons")
    commands.add_parser("keys", help="list the keys, and say where yours may stand")
    commands.add_parser("schema", help="print the lesson format as JSON Schema, for editors")
    command("doctor", "say what runs and confines cells here")
    add_devices(commands, add_evaluator_options)
    run = command("run", "run one cell without a screen")
    add_ascii_option(run)
    run.add_argument("file", metavar="FILE", help="the code; - reads standard input")
    run.add_argument("--seconds", type=seconds, default=10.0, help="time limit (default 10)")
    words = "the course line by line, its pictures in words: for screen readers and scripts"
    add_start_options(command("plain", words))
    add_web(commands, add_evaluator_options, add_start_options)
    add_serve(commands)
    add_progress(commands)
    add_grade(commands, add_evaluator_options)
    add_authoring(commands, add_evaluator_options)
    add_notebooks(commands)


def run(options: argparse.Namespace) -> int:
    """Do what a command asks for; the exit status, 1 if nobody reads its output to the end."""
    try:
        status = _DO[options.command](options)
        print(end="", flush=True)
    except BrokenPipeError:
        drop_output()
        return 1
    return status


def _lessons(_: argparse.Namespace) -> int:
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


def _schema(_: argparse.Namespace) -> int:
    from autograd_tutor.lesson.schema import schema_text

    print(schema_text(), end="")
    return 0


def _cell(options: argparse.Namespace) -> int:
    from autograd_tutor.headless import run_file

    ascii = options.ascii or not unicode_terminal()
    launcher = launcher_for(options)
    return run_file(launcher, options.file, options.device, options.seconds, ascii=ascii)


def _doctor(options: argparse.Namespace) -> int:
    from autograd_tutor.doctor import examine

    return examine(launcher_for(options))


def _devices(options: argparse.Namespace) -> int:
    from autograd_tutor.devices import show

    return show(launcher_for(options), json=options.json)


def _web(options: argparse.Namespace) -> int:
    from autograd_tutor.web.commands import run

    return run(options)


def _progress(options: argparse.Namespace) -> int:
    from autograd_tutor.progress.commands import run

    return run(options)


def _notebooks(options: argparse.Namespace) -> int:
    from autograd_tutor.notebooks.commands import run

    return run(options)


def _grade(options: argparse.Namespace) -> int:
    from autograd_tutor.classroom.commands import run

    return run(options, available_cores())


def _authoring(options: argparse.Namespace) -> int:
    from autograd_tutor.authoring.commands import run

    return run(options, launcher_for(options))


_DO: dict[str, Callable[[argparse.Namespace], int]] = {
    "lessons": _lessons,
    "keys": lambda _: list_keys(),
    "schema": _schema,
    "run": _cell,
    "doctor": _doctor,
    "devices": _devices,
    "plain": start_plain,
    "preview": start_preview,
    "web": _web,
    SERVE: serve,
    GRADE: _grade,
    **dict.fromkeys(PROGRESS, _progress),
    **dict.fromkeys(NOTEBOOKS, _notebooks),
    **dict.fromkeys(AUTHORING, _authoring),
}
