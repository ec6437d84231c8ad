"""Other numbers for a program's inputs, put in right where the program makes them."""

from __future__ import annotations

import ast
import builtins
import random
from collections.abc import Collection
from typing import Any

import torch

from .tensors import (
    BASE,
    EXACT,
    Plainly,
    data,
    data_ptr,
    device,
    dtype,
    exact,
    is_leaf,
    is_tracked,
)

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

HOOK = "<inputs>"
"""The hook's name among a cell's variables: none that code can spell."""
FLOATS = {getattr(torch, name) for name in ("float16", "bfloat16", "float32", "float64")}
multiply, add, track = BASE.mul_, BASE.add_, BASE.requires_grad_
make, reshaped = torch.tensor, BASE.reshape


class Inputs:
    """Changes or replaces each declared variable once: when it first holds a leaf of floats."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._given: dict[str, Any] = request["given"]
        self._waiting = [*request["move"], *self._given]
        self._seed = request["seed"]
        self._done: dict[int, Any] = {}
        self._kept: list[Any] = []
        self.moved: list[str] = []

    def rewrite(self, tree: ast.Module) -> None:
        """After each assignment to a declared variable, outside functions, look at them all."""
        if self._waiting:
            _Hooks(self._waiting).visit(tree)

    def settle(self, namespace: dict[str, Any]) -> None:
        """Look at the variables: act on each that is there by now."""
        for name in list(self._waiting):
            tensor = namespace.get(name)
            if exact(tensor) and is_leaf(tensor) and dtype(tensor) in FLOATS and data_ptr(tensor):
                self._waiting.remove(name)
                try:
                    with Plainly():
                        self._act(name, tensor, namespace)
                except RuntimeError:  # such as memory of which elements share a part
                    continue
                self.moved.append(name)

    def _act(self, name: str, tensor: Any, namespace: dict[str, Any]) -> None:
        place = data_ptr(tensor)
        self._kept.append(tensor)  # else its memory could become another's
        if name in self._given:
            namespace[name] = self._done.setdefault(place, self._replaced(name, tensor))
        elif place not in self._done:
            self._done[place] = tensor
            chance = random.Random(f"{self._seed} {name}")
            numbers = data(tensor)
            add(multiply(numbers, chance.uniform(0.7, 0.9)), chance.uniform(0.3, 0.6))

    def _replaced(self, name: str, tensor: Any) -> Any:
        given = self._given[name]
        flat = make(given["values"], dtype=dtype(tensor), device=device(tensor))
        leaf = reshaped(flat, given["shape"])
        if type(tensor) is EXACT[1]:
            return EXACT[1](leaf, requires_grad=is_tracked(tensor))
        return track(leaf, is_tracked(tensor))


class _Hooks(ast.NodeTransformer):
    """Calls the hook after whatever assigns to one of the names. Lines stay as they were."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = set(names)

    def visit(self, node: ast.AST) -> Any:
        """Statements only, and none that has variables of its own."""
        own = (ast.expr, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return node if isinstance(node, own) else super().visit(node)

    def visit_Assign(self, node: ast.Assign) -> Any:
        """`x = …`, `x, w = …`."""
        return [node, hook(node)] if self._among(*node.targets) else node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        """`x: torch.Tensor = …`."""
        return [node, hook(node)] if node.value and self._among(node.target) else node

    def visit_For(self, node: ast.For) -> Any:
        """`for x in …`: at the start of its body."""
        self.generic_visit(node)
        if self._among(node.target):
            node.body.insert(0, hook(node))
        return node

    def visit_With(self, node: ast.With) -> Any:
        """`with … as x`: at the start of its body."""
        self.generic_visit(node)
        if self._among(*(item.optional_vars for item in node.items)):
            node.body.insert(0, hook(node))
        return node

    def _among(self, *targets: ast.expr | None) -> bool:
        return any(
            isinstance(part, ast.Name) and part.id in self._names
            for target in targets
            if target is not None
            for part in ast.walk(target)
        )


def hook(place: ast.stmt) -> ast.stmt:
    """A call of the hook that passes for a part of the statement it follows."""
    call = ast.Expr(ast.Call(ast.Name(HOOK, ast.Load()), [], []))
    return ast.fix_missing_locations(ast.copy_location(call, place))
