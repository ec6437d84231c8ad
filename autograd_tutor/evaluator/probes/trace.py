"""One walk back through a record: the gradient that arrives at each node, and what leaves it.

It starts from ones, as `y.sum().backward()` does, before the cell's own calls free what was saved.
No `.grad` is changed by it, and nothing that it prints is shown.
"""

from __future__ import annotations

import builtins
import io
from array import array
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, TypeAlias

import torch

from .meter import size_of
from .record import LEAF, OWN_FUNCTION, inputs_of, made, saved, start_of, variables, walk
from .tensors import (
    BASE,
    address,
    detach,
    dim,
    dtype,
    exact,
    grad_fn,
    gradient,
    keeps_grad,
    numbers,
    numel,
    output_number,
    reshape,
    shape,
    storage_of,
)

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

NODES_KEPT = 200
NUMBERS_KEPT = 20_000
NUMBERS_OF_ONE = 2_000
NO_NUMBERS: array[float] = array("d")
GAPS = {"a second time": "freed", "inplace operation": "changed"}
"""Why the engine refuses to go back, by what it says."""
ENGINE: Any = torch.autograd.graph._engine_run_backward
EDGE: Any = torch.autograd.graph.GradientEdge
ones, zeros, common = torch.ones_like, torch.zeros, torch.result_type
part, put_grad = BASE.__getitem__, BASE.grad.__set__
SMALLER = {
    torch.float64: torch.float16,
    torch.int64: torch.int8,
    torch.complex128: torch.complex64,
}
"""For each dtype that a Python number has, one that it would give way to."""

Made: TypeAlias = tuple[int, int]
"""What a node made: the id of the node, and the number of its output."""


class Trace:
    """The nodes behind a tensor, nearest first, and the numbers seen at each, by its place.

    Numbers are read off where a tensor has one number, or is of the shape of the record's largest
    leaf: there the same, evenly chosen elements of each. `gap` says why gradients are missing.
    `shapes` are those of what the nodes made, where known.
    """

    def __init__(self, tensor: Any, variables_now: dict[str, Any]) -> None:
        self.start = start_of(tensor)
        found = walk(self.start)
        self.total = len(found)
        self.nodes = found[:NODES_KEPT]
        self.outputs = {id(self.start): output_number(tensor)}
        for node in self.nodes:
            for following, number in inputs_of(node):
                self.outputs.setdefault(id(following), number)
        self.saves, self.saved = savings(found)
        self._choose()
        self.values = self._values(variables_now)
        self.shapes = self._shapes(variables_now)
        self.gradients: dict[int, array[float]] = {}
        self.leaving: dict[int, list[array[float]]] = {}
        self.held: dict[int, array[float]] = {}
        self.hold()
        self.gap = "failed"

    def hold(self) -> None:
        """Note what the leaves' `.grad` hold at this time."""
        for place, node in enumerate(self.nodes):
            if type(node) is LEAF:
                self.held[place] = self._read(gradient(node.variable))

    def go_back(self, tensor: Any, variables_now: dict[str, Any]) -> None:
        """Walk from the tensor to the leaves; every `.grad` is put back as it was."""
        keepers = [each for each in variables_now.values() if exact(each) and keeps_grad(each)]
        before = [gradient(each) for each in keepers]
        operations = [at for at, node in enumerate(self.nodes) if type(node) is not LEAF]
        hooks = [self._listen(place) for place in operations]
        edges = tuple(EDGE(node, self.outputs[id(node)]) for node in self.nodes)
        try:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                # keep the record, record nothing, allow what is not reached
                found = ENGINE(
                    (tensor,), (ones(tensor),), True, False, edges, True, accumulate_grad=False
                )
            for place, each in enumerate(found):
                self.gradients[place] = self._read(each)
                if exact(each):  # what arrives at a node is of the shape of what it made
                    self.shapes.setdefault(place, list(shape(each)))
            self.gap = ""
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            said = str(error)
            self.gap = next((gap for words, gap in GAPS.items() if words in said), "failed")
        finally:
            for hook in hooks:
                hook.remove()
            for each, held in zip(keepers, before, strict=True):
                put_grad(each, held)

    def _listen(self, place: int) -> Any:
        def hear(leaving: Any, _arriving: Any) -> None:
            self.leaving[place] = [self._read(each) for each in leaving]

        node = self.nodes[place]
        if issubclass(type(node), OWN_FUNCTION):
            return OWN_FUNCTION.register_hook(node, hear)
        return node.register_hook(hear)

    def _choose(self) -> None:
        """Choose whose elements are read off, and how many of them."""
        leaves = variables(self.nodes)
        largest = max(leaves, key=numel, default=None)
        self.shape = None if largest is None else shape(largest)
        arrays = sum(3 + len(inputs_of(node)) for node in self.nodes)
        self._room = min(NUMBERS_OF_ONE, NUMBERS_KEPT // arrays)
        self._step = 1 if largest is None else max(-(-numel(largest) // self._room), 1)

    def _read(self, tensor: Any) -> array[float]:
        if not exact(tensor) or (numel(tensor) != 1 and shape(tensor) != self.shape):
            return NO_NUMBERS
        try:
            chosen = part(reshape(detach(tensor), (-1,)), slice(None, None, self._step))
            return numbers(chosen, self._room)
        except RuntimeError:  # such as of a sparse tensor, or on a device that has failed
            return NO_NUMBERS

    def _values(self, variables_now: dict[str, Any]) -> dict[int, array[float]]:
        known = self.results(variables_now)
        return {place: self._read(each) for place, each in known.items()}

    def _shapes(self, variables_now: dict[str, Any]) -> dict[int, list[int]]:
        """The shapes of what the nodes made, by place, as far as they are known."""
        known = {place: list(shape(each)) for place, each in self.results(variables_now).items()}
        for place, node in enumerate(self.nodes):
            lengths = made(node, self.outputs[id(node)])
            if lengths is not None:
                known[place] = lengths
        return known

    def results(self, variables_now: dict[str, Any]) -> dict[int, Any]:
        """What the nodes made, where a variable or another node still has it, by place."""
        known: dict[Made, Any] = {}
        kept = [each for node in self.nodes for each in saved(node)]
        for each in [*variables_now.values(), *kept]:
            if exact(each) and grad_fn(each) is not None:
                known.setdefault((id(grad_fn(each)), output_number(each)), each)
        results = {}
        for place, node in enumerate(self.nodes):
            output = (id(node), self.outputs[id(node)])
            if type(node) is LEAF:
                results[place] = node.variable
            elif output in known:
                results[place] = known[output]
        return results


def savings(nodes: list[Any]) -> tuple[list[int], int]:
    """The bytes that each node saved, memory that an earlier one saved left out; and their sum."""
    met: set[int] = set()
    sizes = []
    for node in nodes:
        size = 0
        for each in saved(node):
            place = address(each)
            if place and place not in met and not is_number(each):
                met.add(place)
                size += size_of(storage_of(each))
        sizes.append(size)
    return sizes, sum(sizes)


def is_number(tensor: Any) -> bool:
    """Whether it stands for a Python number, such as the 2 of `2 * x`: that is not measured.

    What tells them apart is that such a one gives way to any tensor's dtype.
    """
    if dim(tensor) or dtype(tensor) not in SMALLER:
        return False
    return bool(common(tensor, zeros((), dtype=SMALLER[dtype(tensor)])) != dtype(tensor))
