"""Autograd's record behind a tensor: its nodes, the leaves it leads back to, what each saved."""

from __future__ import annotations

import builtins
from typing import Any

import torch

from .tensors import exact, grad_fn, is_tracked, view_as

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

LEAF: Any = torch._C._functions.AccumulateGrad  # type: ignore[attr-defined]
OWN_FUNCTION: Any = torch._C._FunctionBase
NODES_WALKED = 5_000
record: Any = torch._C._set_grad_enabled


def inputs_of(node: Any) -> Any:
    """Pairs of a node that it leads back to, or None, and the number of that node's output."""
    if issubclass(type(node), OWN_FUNCTION):
        return OWN_FUNCTION.next_functions.__get__(node)
    return node.next_functions


def age(node: Any) -> int:
    """How many nodes this thread had made before it: more for a newer one."""
    if issubclass(type(node), OWN_FUNCTION):
        return int(OWN_FUNCTION._sequence_nr(node))
    return int(node._sequence_nr())


def walk(start: Any, limit: int = NODES_WALKED) -> list[Any]:
    """The nodes behind `start`, itself first, nearest first; at most `limit`."""
    nodes = [start]
    met = {id(start)}
    for node in nodes:
        for following, _ in inputs_of(node):
            if following is not None and id(following) not in met and len(nodes) < limit:
                met.add(id(following))
                nodes.append(following)
    return nodes


def start_of(tensor: Any) -> Any:
    """The node that a tensor's record begins with, a leaf's own; None where there is no record.

    For use where nothing is being recorded.
    """
    if not is_tracked(tensor) or grad_fn(tensor) is not None:
        return grad_fn(tensor)
    record(True)
    try:
        [(leaf, _)] = inputs_of(grad_fn(view_as(tensor, tensor)))
    finally:
        record(False)
    return leaf


def variables(nodes: list[Any]) -> list[Any]:
    """The leaves among the nodes, as tensors."""
    return [node.variable for node in nodes if type(node) is LEAF]


def leaves(tensor: Any) -> list[Any]:
    """The leaves that a tensor's record leads back to; none if it is too long to say."""
    start = grad_fn(tensor)
    if start is None:
        return [tensor] if is_tracked(tensor) else []
    nodes = walk(start)
    return variables(nodes) if len(nodes) < NODES_WALKED else []


def made(node: Any, output: int) -> list[int] | None:
    """The shape of what a node made, None where autograd does not say: before torch 2.5 it never
    does."""
    described = getattr(node, "_input_metadata", ())
    if type(described) is not tuple or output >= len(described):
        return None
    lengths = list(described[output].shape)
    return lengths if all(type(each) is int for each in lengths) else None


def saved(node: Any) -> list[Any]:
    """The tensors that a node keeps for going back.

    Without what can no longer be read, and what only a function of the cell's own can unpack.
    """
    if issubclass(type(node), OWN_FUNCTION):
        hidden = unpacks(read(OWN_FUNCTION._raw_saved_tensors.__get__, node))
        found = [] if hidden else [read(OWN_FUNCTION.saved_tensors.__get__, node)]
    else:
        names = [name for name in raw_saved(node) if not unpacks(read(getattr, node, name))]
        found = [read(getattr, node, name.removeprefix("_raw")) for name in names]
    return [each for part in found for each in listed(part) if exact(each)]


def raw_saved(node: Any) -> list[str]:
    """Under which names torch's own nodes keep tensors, as they were packed."""
    return [name for name in dir(type(node)) if name.startswith("_raw_saved_")]


def unpacks(kept: Any) -> bool:
    """Whether to read what is kept would run a function of the cell's own, where torch tells."""
    hooks = [getattr(each, "unpack_hook", None) for each in listed(kept)]
    return any(hook is not None and hook is not unchanged for hook in hooks)


def unchanged(tensor: Any) -> Any:
    """How a probe of ours unpacks what it packed."""
    return tensor


def listed(part: Any) -> Any:
    """One thing as a list of one."""
    return part if type(part) in (list, tuple) else [part]


def read(get: Any, *args: Any) -> Any:
    """What `get` gives, None where it can't: what was freed, or changed in place since."""
    try:
        return get(*args)
    except RuntimeError:
        return None
