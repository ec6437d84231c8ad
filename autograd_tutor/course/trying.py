"""What a step gives to try elsewhere: its code as one cell that runs by itself."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence

from autograd_tutor.lesson.steps import (
    Code,
    Demo,
    Expression,
    Fix,
    Graph,
    Plot,
    Predict,
    Series,
    Step,
)

FUNCTIONS = ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sigmoid", "relu")
"""What an expression finds without torch before it, beside `abs` and `pi`."""


def as_cell(step: Step, text: str) -> str:
    """The step's code as a cell, given what is typed there; nothing where there is no code.

    What runs unseen before it, or around it, is in the cell.
    """
    match step:
        case Expression() if text.strip():
            curve = Series(label="f", y=_right_side(text.strip()))
            return _drawn([curve], step.range, step.points)
        case Plot():
            return _drawn(step.series, step.range, step.points)
        case Graph():
            return step.code.rstrip("\n")
        case Demo() | Predict() | Code() | Fix() if text.strip():
            setup = step.setup.rstrip("\n")
            return f"{setup}\n\n{text}" if setup else text
    return ""


def _drawn(curves: Sequence[Series], range: tuple[float, float], points: int) -> str:
    low, high = range
    names = set().union(*(_names(each.y) for each in curves))
    begin = f"x = torch.linspace({low:g}, {high:g}, {points}, requires_grad=True)"
    return "\n".join([*_imports(names), begin, *_calls(curves)])


def _imports(names: set[str]) -> Iterator[str]:
    if "pi" in names:
        yield "from math import pi"
    if used := [name for name in FUNCTIONS if name in names]:
        yield f"from torch import {', '.join(used)}"


def _calls(curves: Iterable[Series]) -> Iterator[str]:
    """One plot for each curve; an expression stands once, however many of its slopes are drawn."""
    last = None
    for each in curves:
        if each.y != last:
            last = each.y
            yield f"y = {_assigned(each.y.strip())}"
        name = "y"
        for _ in range(each.slope):
            yield f"(slope,) = torch.autograd.grad({name}.sum(), x, create_graph=True)"
            name = "slope"
        yield f"plot(x.detach(), {name}.detach(), label={each.label!r})"


def _assigned(expression: str) -> str:
    """The expression as it can stand after `y =`; one without an x becomes as long as x is."""
    if _parsed(expression) and "x" not in _names(expression):
        return f"({expression}) + 0 * x"
    return f"(\n{expression}\n)" if "\n" in expression else expression


def _right_side(text: str) -> str:
    """What is assigned, where an assignment was typed."""
    body = _parsed(text)
    if len(body) == 1 and isinstance(body[0], ast.Assign):
        return ast.get_source_segment(text, body[0].value) or text
    return text


def _names(expression: str) -> set[str]:
    """The names in it; none where it is not Python."""
    nodes = (node for each in _parsed(expression) for node in ast.walk(each))
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def _parsed(text: str) -> list[ast.stmt]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
