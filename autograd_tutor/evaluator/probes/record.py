"""Autograd's record behind a tensor: its nodes, the leaves it leads back to, a graph to draw."""

from __future__ import annotations

import builtins
import re
from typing import Any

import torch

from .tensors import class_name, grad_fn, is_tracked, output_number, shape

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

LEAF: Any = torch._C._functions.AccumulateGrad  # type: ignore[attr-defined]
OWN_FUNCTION: Any = torch._C._FunctionBase
NODES_WALKED = 5_000
NODES_KEPT = 200
EDGES_KEPT = 16
ENDING = re.compile(r"Backwards?\d*$")


def inputs_of(node: Any) -> Any:
    """Pairs of a node that it leads back to, or None, and the number of that node's output."""
    if issubclass(type(node), OWN_FUNCTION):
        return OWN_FUNCTION.next_functions.__get__(node)
    return node.next_functions


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


def graph(tensor: Any, names: dict[int, str]) -> dict[str, Any]:
    """The record behind a tensor, to draw."""
    start = grad_fn(tensor)
    if start is None:
        leaf = {"op": names.get(id(tensor), "leaf"), "leaf": True, "next": []}
        nodes = [{**leaf, "shape": list(shape(tensor))}] if is_tracked(tensor) else []
        return {"nodes": nodes, "total": len(nodes)}
    found = walk(start)
    kept = found[:NODES_KEPT]
    places = {id(node): place for place, node in enumerate(kept)}
    outputs = {id(start): output_number(tensor)}
    for node in kept:
        for following, number in inputs_of(node):
            outputs.setdefault(id(following), number)
    entries = [entry(node, outputs[id(node)], places, names) for node in kept]
    return {"nodes": entries, "total": len(found)}


def entry(node: Any, output: int, places: dict[int, int], names: dict[int, str]) -> dict[str, Any]:
    """One node of the graph, and what it leads back to among those that are kept."""
    if type(node) is LEAF:
        leaf = node.variable
        name = names.get(id(leaf), "leaf")
        return {"op": name, "leaf": True, "shape": list(shape(leaf)), "next": []}
    ids = [id(following) for following, _ in inputs_of(node)]
    following = [places[each] for each in ids if each in places]
    op = ENDING.sub("", class_name(type(node)))[:40]
    return {"op": op, "leaf": False, "shape": made(node, output), "next": following[:EDGES_KEPT]}


def made(node: Any, output: int) -> list[int]:
    """The shape of what a node made, where autograd says."""
    described = getattr(node, "_input_metadata", ())
    if type(described) is not tuple or output >= len(described):
        return []
    lengths = list(described[output].shape)
    return lengths if all(type(each) is int for each in lengths) else []
