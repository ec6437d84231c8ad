"""The options of `autograd-tutor grade`. Nothing heavy is imported to parse them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from autograd_tutor.evaluator.options import count

GRADE = "grade"


def add_grade(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    add_evaluator_options: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the command."""
    grade = commands.add_parser(
        GRADE,
        help="run and judge again what a class handed in",
        argument_default=argparse.SUPPRESS,
    )
    add_evaluator_options(grade)
    grade.add_argument(
        "directory", type=Path, metavar="DIR", help="exported work, a file or folder a learner"
    )
    grade.add_argument(
        "--out", type=Path, required=True, metavar="FILE.csv", help="where the results are written"
    )
    where = grade.add_mutually_exclusive_group()
    where.add_argument(
        "--jobs", type=count, default=None, metavar="N", help="processes (default: one a core)"
    )
    where.add_argument(
        "--dask",
        default=None,
        metavar="HOST:PORT",
        help="run on the Dask cluster of this scheduler",
    )
    grade.add_argument(
        "--shard",
        type=_part,
        default=None,
        metavar="I/N",
        help="grade the I-th of N parts, as one task of a job array",
    )
    grade.add_argument(
        "--allow-unconfined",
        action="store_true",
        default=False,
        help="grade even where a layer of confinement is missing",
    )


def _part(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    number, of = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= of:
        raise argparse.ArgumentTypeError(f"{text!r} is no part: give 1/8 for the first of eight")
    return number, of
