"""The options of the commands on notebooks. Nothing heavy is imported to parse them."""

from __future__ import annotations

import argparse

NOTEBOOKS = frozenset({"import-notebook"})


def add_notebooks(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    into = commands.add_parser("import-notebook", help="make a lesson's draft of a notebook")
    into.add_argument("notebook", metavar="FILE.ipynb", help="the notebook; nothing of it is run")
    into.add_argument("--out", metavar="FILE.yaml", help="a new file; - writes to standard output")
