"""What a cell of a notebook needs from those before it: each step of a lesson begins afresh."""

from __future__ import annotations

import ast
import builtins
from typing import NamedTuple

from autograd_tutor.authoring.code import parsed, unparsed

_SHOWING = frozenset({"print", "plot", "display", "plt"})
_KNOWN = frozenset({*dir(builtins), *_SHOWING})
_GIVEN = "import torch"
MOST = 2_000
"""So many statements are remembered, more than a `setup` can hold."""


class Statement(NamedTuple):
    """A statement of an earlier cell, the names that it gives a value, and all it speaks of."""

    text: str
    binds: frozenset[str]
    names: frozenset[str]


class History:
    """The statements of the cells so far; nothing that only shows something is among them."""

    def __init__(self) -> None:
        self._imports: list[Statement] = []
        self._others: list[Statement] = []
        self._known = set(_KNOWN)
        self._groups: dict[str, set[str]] = {}

    def add(self, code: str) -> None:
        """Remember a cell; nothing of one that is no Python."""
        tree = parsed(code)
        for node in tree.body[: MOST - len(self._others)] if tree else ():
            each = _statement(node)
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._imports += [each] if each.text != _GIVEN else []
                self._known |= each.binds
            elif not _only_shows(node):
                self._others.append(each)
                self._unite(each.names - self._known)

    def needed_by(self, code: str) -> str:
        """What has to run before the code, in its order; empty where nothing has to.

        That is every statement that has to do with a variable of the code, be it over others: who
        looks at `x.grad` needs the `y.backward()` of a `y` that was made from `x`.
        """
        tree = parsed(code)
        wanted = set(_free(tree) if tree else ())
        groups = [self._groups[name] for name in wanted - self._known if name in self._groups]
        group = set[str]().union(*groups)
        kept = [each for each in self._others if not each.names.isdisjoint(group)]
        wanted.update(*(each.names for each in kept))
        lines = [each.text for each in self._imports if not each.binds.isdisjoint(wanted)]
        return "\n".join([*dict.fromkeys(lines), *(each.text for each in kept)])

    def _unite(self, names: frozenset[str]) -> None:
        """Make one group of all that have to do with one of the names."""
        found = {id(group): group for name in names if (group := self._groups.get(name))}
        groups = sorted([*found.values(), set(names)], key=len)
        largest = groups.pop()
        for group in groups:
            largest |= group
        for name in {name for group in (*groups, names) for name in group}:
            self._groups[name] = largest


def _statement(node: ast.stmt) -> Statement:
    binds = _bound(node)
    return Statement(unparsed(node), binds, binds | _names(node, ast.Load))


def _free(tree: ast.Module) -> frozenset[str]:
    """The names that code uses before it gives them a value."""
    bound: set[str] = set()
    free: set[str] = set()
    for node in tree.body:
        free |= _names(node, ast.Load) - bound
        bound |= _bound(node)
    return frozenset(free)


def _bound(node: ast.stmt) -> frozenset[str]:
    """The names that a statement gives a value in its cell."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return frozenset({name})
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return frozenset((each.asname or each.name).partition(".")[0] for each in names)
    return _names(node, ast.Store)


def _names(node: ast.stmt, context: type[ast.expr_context]) -> frozenset[str]:
    """The names read, or those stored; what `+=` stores it reads as well."""
    found = {
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, context)
    }
    changed = (each.target for each in ast.walk(node) if isinstance(each, ast.AugAssign))
    return frozenset(found | {each.id for each in changed if isinstance(each, ast.Name)})


def _only_shows(node: ast.stmt) -> bool:
    """Whether a statement prints, draws, or is a value that a notebook shows."""
    if isinstance(node, ast.Raise | ast.Assert):
        return True
    if not isinstance(node, ast.Expr):
        return False
    match node.value:
        case ast.Call(func=ast.Name(id=name)) if name in _SHOWING:
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in _SHOWING:
            return True
    return not any(isinstance(each, ast.Call) for each in ast.walk(node))
