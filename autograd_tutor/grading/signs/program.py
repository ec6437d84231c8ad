"""What a learner's own syntax tree says for certain of what ran, and in which order.

Only a straight line is certain: the statements of a cell, and of its `with` blocks, each ran once
if the cell came to its end. What is in a loop, a branch or a function may have run any number of
times.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from autograd_tutor.evaluator.evidence import Call


class Site(NamedTuple):
    """A call of autograd's: the place of its statement in the line, its code, what it did."""

    place: int
    code: ast.Call
    call: Call

    @property
    def start(self) -> ast.AST:
        """The code of what it went back from."""
        if isinstance(self.code.func, ast.Attribute) and not _MODULES.match(dotted(self.code.func)):
            return self.code.func.value
        return self.code.args[0] if self.code.args else ast.Pass()


_MODULES = re.compile(r"(torch|autograd)\.")
_COMPOUND = (
    *(ast.For, ast.AsyncFor, ast.While, ast.If, ast.Match, ast.Try, ast.TryStar),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.AsyncWith),
)


class Program:
    """A cell's code. `line` are the statements that ran once each, in order."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.line = list(straight(tree.body))
        self._stored = Counter(
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
        )

    @classmethod
    def of(cls, code: str) -> Program | None:
        """None for code that is not Python."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return cls(ast.parse(code))
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return None

    @cached_property
    def assigned(self) -> dict[str, int]:
        """Names that the line assigns by `name = ...`, once and nowhere else, and where."""
        found = {}
        for place, statement in enumerate(self.line):
            for name in targets(statement):
                if self._stored[name] == 1:
                    found[name] = place
        return found

    def once(self, name: str) -> bool:
        """Whether the name stands for one thing in the whole cell, be it from the setup."""
        return name in self.assigned or not self._stored[name]

    def values(self, name: str) -> list[tuple[int, ast.expr]]:
        """All that the name ever stands for and where; empty where the line does not tell."""
        found = [
            (place, value)
            for place, statement in enumerate(self.line)
            if name in targets(statement) and (value := value_of(statement)) is not None
        ]
        return found if len(found) == self._stored[name] else []

    def sites(self, calls: Sequence[Call]) -> list[Site]:
        """Where each of the calls was made; empty unless all were made in the line."""
        code = [
            (place, node)
            for place, statement in enumerate(self.line)
            for node in sorted(_going_back(parts(statement)), key=_end)
        ]
        if not len(code) == len(calls) == len(list(_going_back(ast.walk(self.tree)))):
            return []
        found = [Site(place, node, call) for (place, node), call in zip(code, calls, strict=True)]
        return found if all(_kind(site.code) == site.call.kind for site in found) else []

    def derived(self, name: str, before: int) -> set[str]:
        """The name, and what the line makes from it by then, one thing from another."""
        made = {name}
        for statement in self.line[self.assigned.get(name, -1) + 1 : before]:
            value = value_of(statement)
            if value is not None and names(value) & made:
                made |= {each for each in targets(statement) if self.once(each)}
        return made


def parts(statement: ast.stmt) -> Iterator[ast.AST]:
    """What belongs to one statement of the line; of a `with`, its head alone."""
    if isinstance(statement, ast.With):
        for item in statement.items:
            yield from ast.walk(item)
    else:
        yield from ast.walk(statement)


def value_of(statement: ast.stmt) -> ast.expr | None:
    """The right side of an assignment."""
    return statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None


def targets(statement: ast.stmt) -> set[str]:
    """The names that an assignment gives a value, also several at once."""
    if isinstance(statement, ast.Assign):
        left: list[ast.expr] = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        left = [statement.target]
    else:
        return set()
    return {
        node.id
        for each in left
        for node in ast.walk(each)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def names(node: ast.AST) -> set[str]:
    """The variables that code reads."""
    return {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
    }


def calls(node: ast.AST, *called: str) -> Iterator[ast.Call]:
    """Calls in the code of a function or method of one of these names, whatever it belongs to."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and callee(each) in called:
            yield each


def callee(call: ast.Call) -> str:
    """The last part of the name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> object:
    """The constant that a call passes under that name; None if it passes none."""
    for each in call.keywords:
        if each.arg == name and isinstance(each.value, ast.Constant):
            return each.value.value
    return None


def gradients_of(node: ast.AST) -> set[str]:
    """The variables whose `.grad` code reads."""
    return {
        each.value.id
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute)
        and each.attr == "grad"
        and isinstance(each.ctx, ast.Load)
        and isinstance(each.value, ast.Name)
    }


def straight(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a block that run once each time it runs; of a `with`, its own too."""
    for statement in body:
        if isinstance(statement, ast.With):
            yield statement
            yield from straight(statement.body)
        elif not isinstance(statement, _COMPOUND):
            yield statement


def dotted(node: ast.expr) -> str:
    """A name with its dots, as `torch.autograd.grad`; "" for what is more than a name."""
    after: list[str] = []
    while isinstance(node, ast.Attribute):
        after.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(after)]) if isinstance(node, ast.Name) else ""


def _going_back(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    return (node for node in nodes if isinstance(node, ast.Call) and _kind(node))


def _kind(call: ast.Call) -> str:
    """Which kind of call of autograd's it is, "" for any other."""
    if callee(call) == "backward":
        return "backward"
    asks = dotted(call.func) in ("grad", "autograd.grad", "torch.autograd.grad")
    return "grad" if asks else ""


def _end(call: ast.Call) -> tuple[int, int]:
    """Calls in one statement are made in the order of their ends."""
    return call.end_lineno or 0, call.end_col_offset or 0
