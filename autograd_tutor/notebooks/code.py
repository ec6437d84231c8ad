"""Code cells of a notebook as a lesson's code: without magics, and told what is an exercise."""

from __future__ import annotations

import re
from typing import NamedTuple

from autograd_tutor.authoring.code import parsed

GIVEN = re.compile(r"import torch\s*(#.*)?")
"""What the tutor gives to every cell."""
PYPLOT = re.compile(r"(import matplotlib\.pyplot as plt|from matplotlib import pyplot as plt)\s*")
"""What the tutor answers itself, but only gives to who asks."""
WORK = "# Your code here"
_MAGIC = re.compile(r"\s*([%!?]|[\w., ]+=\s*[%!]\w|[\w.]+\?{1,2}$)")
_KEEPS_PYTHON = ("%%time", "%%timeit", "%%capture", "%%prun")
_GAP = re.compile(r"\s*([\w., ]{1,80}=\s*)?\.\.\.\s*(#.*)?")
_BEGIN, _END = (re.compile(rf"\s*#+ ?{word} (SOLUTION|HIDDEN TESTS)") for word in ("BEGIN", "END"))


class Exercise(NamedTuple):
    """What the learner begins with, and the answer where the notebook has one."""

    starter: str
    solution: str


def without_magics(source: str) -> tuple[str, list[str]]:
    """The code that is Python, and the lines that only a notebook understands."""
    lines = source.split("\n")
    first = next(line for line in lines if line.strip())
    if first.startswith("%%") and not first.startswith(_KEEPS_PYTHON):
        return "", lines
    if parsed(source):
        return source, []
    dropped = [line for line in lines if _MAGIC.match(line)]
    return "\n".join(line for line in lines if not _MAGIC.match(line)).strip("\n"), dropped


def without_given(code: str) -> str:
    """The code without imports of what is there anyway, or is not used."""
    uses_pyplot = any("plt." in line for line in code.split("\n"))
    kept = [
        line
        for line in code.split("\n")
        if not GIVEN.fullmatch(line) and (uses_pyplot or not PYPLOT.fullmatch(line))
    ]
    return "\n".join(kept).strip("\n")


def as_exercise(code: str) -> Exercise | None:
    """The code as an exercise, if something in it is left to do."""
    if not any(map(_asks, code.split("\n"))):
        return None
    starter, solution, within = [], [], ""
    for line in code.split("\n"):
        if found := _BEGIN.match(line):
            within = found[1]
            indent = line[: len(line) - len(line.lstrip())]
            starter += [f"{indent}{WORK}", f"{indent}..."] if within == "SOLUTION" else []
        elif _END.match(line):
            within = ""
        else:
            starter += [] if within else [line]
            solution += [line] if within != "HIDDEN TESTS" else []
    has_solution = "\n".join(solution) != "\n".join(starter)
    solved = has_solution and not any(map(_asks, solution))
    return Exercise("\n".join(starter).strip("\n"), "\n".join(solution).strip("\n") * solved)


def _asks(line: str) -> bool:
    """Whether a line asks the learner for code."""
    comment = line.partition("#")[2]
    return (
        "TODO" in comment
        or "YOUR CODE HERE" in comment.upper()
        or "BEGIN SOLUTION" in comment
        or "raise NotImplementedError" in line
        or _GAP.fullmatch(line) is not None
    )
