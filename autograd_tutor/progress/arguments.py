"""The options of the commands on kept progress. Nothing heavy is imported to parse them."""

from __future__ import annotations

import argparse

PROGRESS = frozenset({"progress", "export", "import"})


def add_progress(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    progress = commands.add_parser("progress", help="say how far you are")
    form = progress.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for a program to read")
    form.add_argument(
        "--replaced", action="store_true", help="print the texts that newer ones replaced"
    )
    out = commands.add_parser("export", help="write all your work to one file")
    out.add_argument("file", metavar="FILE", help="a new file; - writes to standard output")
    kind = out.add_mutually_exclusive_group()
    kind.add_argument(
        "--ipynb",
        action="store_const",
        dest="form",
        const="ipynb",
        help="as a notebook, to read and to run",
    )
    kind.add_argument(
        "--py", action="store_const", dest="form", const="py", help="as a Python script"
    )
    out.add_argument("--force", action="store_true", help="replace the file if there is one")
    into = commands.add_parser("import", help="add the work that such a file holds to yours")
    into.add_argument("file", metavar="FILE", help="the file; - reads standard input")
