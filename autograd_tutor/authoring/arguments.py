"""The options of the author's commands. Nothing heavy is imported to parse them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

AUTHORING = frozenset({"lint", "new", "test"})


def add_authoring(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    add_evaluator_options: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the commands; those that run code take the evaluator's options too."""

    def command(name: str, help: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, argument_default=argparse.SUPPRESS)

    lint = command("lint", "say what is wrong with lessons")
    add_evaluator_options(lint)
    lint.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", default=[], help="a lesson, or a directory"
    )
    lint.add_argument("--json", action="store_true", default=False, help="for a program to read")
    lint.add_argument(
        "--accept", action="store_true", default=False, help="list the ids as they are now"
    )

    new = command("new", "begin a lesson")
    new.add_argument("what", choices=["lesson"])
    new.add_argument("id", metavar="ID", type=_lesson_id, help="lower-case words joined by hyphens")
    new.add_argument("--dir", type=Path, default=Path(), help="where (default: here)")

    test = command("test", "try the answers that a lesson holds")
    add_evaluator_options(test)
    test.add_argument("file", type=Path, metavar="FILE")

    preview = command("preview", "see a lesson as learners will, while you write it")
    add_evaluator_options(preview)
    preview.add_argument("file", type=Path, metavar="FILE")
    preview.add_argument("--step", metavar="ID", help="start at this step")


def _lesson_id(text: str) -> str:
    import msgspec

    from autograd_tutor.lesson.fields import Slug

    try:
        return msgspec.convert(text, Slug)
    except msgspec.ValidationError:
        raise argparse.ArgumentTypeError(
            f"{text!r} can't be a lesson's id: write lower-case words joined by hyphens, such as "
            "chain-rule"
        ) from None
