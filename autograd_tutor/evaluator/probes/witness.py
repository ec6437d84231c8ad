"""Who went back: every call of autograd's engine, whatever road led there."""

from __future__ import annotations

import builtins
from typing import Any
from weakref import ref

import torch

from .record import variables, walk
from .tensors import (
    Plainly,
    address,
    exact,
    grad_fn,
    gradient,
    keeps_grad,
    named,
    storage_of,
    version,
)

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

CALLS_KEPT = 100
NAMES_KEPT = 16
STORAGE: Any = torch.UntypedStorage
weak, is_gone, let_go = STORAGE._weak_ref, STORAGE._expired, STORAGE._free_weak_ref
AUTOGRAD: Any = torch.autograd
ENGINE: Any = torch.autograd.graph._engine_run_backward


class Call:
    """One call of the engine. It keeps no tensor alive.

    Each is named as it was at the time, or as it is in the end if it had no name yet.
    """

    def __init__(self, kind: str, retain_graph: Any, create_graph: Any) -> None:
        self.kind = kind
        self.flags = {"create_graph": bool(create_graph), "retain_graph": bool(retain_graph)}
        self.failed = True
        self.root: tuple[str, Any] = ("", None)
        self.of: list[tuple[str, Any]] = []

    def concerns(self, root: Any, sought: list[Any], names: dict[int, str]) -> None:
        """What it started from, and whose gradients it is to find."""
        marks = [(names.get(id(each), ""), ref(each)) for each in (root, *sought)]
        self.root, self.of = marks[0], marks[1 : NAMES_KEPT + 1]

    def told(self, names: dict[int, str]) -> dict[str, Any]:
        """As the header of a reply says it. `names`: of the tensors there are now."""

        def name(mark: tuple[str, Any]) -> str:
            return mark[0] or names.get(id(mark[1] and mark[1]()), "")

        of = [name(mark) for mark in self.of]
        return {
            "kind": self.kind,
            "root": name(self.root),
            "of": of,
            "failed": self.failed,
            **self.flags,
        }


class Witness:
    """Entered around a run: sits in torch.autograd, where its own functions look the engine up."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._calls: list[Call] = []
        self._given: dict[int, tuple[int, int]] = {}

    def __enter__(self) -> Witness:
        AUTOGRAD._engine_run_backward = self._watched
        return self

    def __exit__(self, *_: object) -> None:
        AUTOGRAD._engine_run_backward = ENGINE

    def gave(self, tensor: Any) -> bool:
        """Whether autograd gave these numbers out, and nobody changed them since."""
        source, counted = self._given.get(address(tensor), (0, 0))
        return bool(source) and not is_gone(source) and version(tensor) == counted

    def report(self, names: dict[int, str]) -> list[dict[str, Any]]:
        """The calls in order of time. `names`: of the tensors there are now."""
        return [call.told(names) for call in self._calls]

    def _watched(self, outputs: Any, *args: Any, accumulate_grad: Any, **options: Any) -> Any:
        _, retain_graph, create_graph, inputs = args[:4]
        call = Call("backward" if accumulate_grad else "grad", retain_graph, create_graph)
        filled = self._hear(call, outputs, list(inputs))
        result = ENGINE(outputs, *args, accumulate_grad=accumulate_grad, **options)
        call.failed = False
        self._note(call, filled, result)
        return result

    def _hear(self, call: Call, outputs: Any, inputs: list[Any]) -> list[Any]:
        """Note a call before the engine has it; whose `.grad` it is to fill."""
        try:
            with Plainly():
                leaves, keepers = self._behind(outputs)
                if call.kind == "backward":
                    sought = filled = unique([*(inputs or leaves), *keepers])
                else:
                    sought, filled = inputs, keepers
                if len(self._calls) < CALLS_KEPT:
                    call.concerns(outputs[0], sought, named(self._namespace))
                    self._calls.append(call)
                return filled
        except Exception:  # what can't be read is not spoken of
            return []

    def _behind(self, outputs: Any) -> tuple[list[Any], list[Any]]:
        """The leaves behind the outputs, and the results there that keep their gradient."""
        starts = [grad_fn(each) if exact(each) else each.node for each in outputs]
        nodes = [node for start in starts if start is not None for node in walk(start)]
        reached = {id(node) for node in nodes}
        keepers = [
            value
            for value in list(self._namespace.values())
            if exact(value) and keeps_grad(value) and id(grad_fn(value)) in reached
        ]
        bare = [each for each in outputs if exact(each) and grad_fn(each) is None]
        return [*bare, *variables(nodes)], keepers

    def _note(self, call: Call, filled: list[Any], result: Any) -> None:
        """Note what the engine gave."""
        try:
            with Plainly():
                given = [gradient(each) for each in filled if exact(each)]
                if call.kind == "grad":
                    call.of = [
                        mark
                        for mark, each in zip(call.of, result, strict=False)
                        if each is not None
                    ]
                    given += result
                for each in given:
                    if exact(each) and address(each):
                        self._remember(each)
        except Exception:  # what can't be read is not spoken of
            return

    def _remember(self, tensor: Any) -> None:
        place = address(tensor)
        if place in self._given:
            let_go(self._given[place][0])
        self._given[place] = (weak(storage_of(tensor)), version(tensor))


def unique(tensors: list[Any]) -> list[Any]:
    """Each tensor once, in order."""
    return list({id(each): each for each in tensors}.values())
