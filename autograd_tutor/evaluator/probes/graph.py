"""A record as the header of a reply says it; its numbers go with the others."""

from __future__ import annotations

import builtins
import re
from array import array
from typing import Any

from .record import LEAF, inputs_of
from .tensors import address, class_name, exact, is_tracked, proper, shape
from .trace import NO_NUMBERS, Trace

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

EDGES_KEPT = 16
DETACHED_KEPT = 16
ENDING = re.compile(r"Backwards?\d*$")
ELEMENTWISE = re.compile(
    "Abs|Acos|Acosh|Add|Addcdiv|Addcmul|Alias|Asin|Asinh|Atan|Atan2|Atanh|Clamp|ClampMax|"
    "ClampMin|Clone|Copy|Cos|Cosh|Div|Elu|Erf|Erfc|Exp|Exp2|Expm1|Gelu|Hardsigmoid|Hardswish|"
    "Hardtanh|LeakyRelu|Lerp|Lgamma|Log|Log10|Log1P|Log2|LogSigmoid|Maximum|Minimum|Mish|Mul|"
    "Neg|Pow|Reciprocal|Relu|Rsqrt|Rsub|Sigmoid|Silu|Sin|Sinc|Sinh|Softplus|Sqrt|Sub|Tan|Tanh|"
    "Threshold|ToCopy|Where|Xlogy"
)
"""Operations that make each element of a result from the elements at its own place."""


def told(
    trace: Trace, namespace: dict[str, Any], names: dict[int, str], numbers: array[float]
) -> dict[str, Any]:
    """The graph. Its numbers are added to `numbers`, node by node; it says how many each has."""
    results = trace.results(namespace)
    places = {id(node): place for place, node in enumerate(trace.nodes)}
    nodes = []
    for place, node in enumerate(trace.nodes):
        edges = [
            (places[id(following)], number)
            for number, (following, _) in enumerate(inputs_of(node))
            if id(following) in places
        ][:EDGES_KEPT]
        arrays = {
            "value": trace.values.get(place, NO_NUMBERS),
            "gradient": trace.gradients.get(place, NO_NUMBERS),
            "held": trace.held.get(place, NO_NUMBERS),
        }
        sent = leaving(trace, place, [number for _, number in edges])
        for each in [*arrays.values(), *sent]:
            numbers += each
        nodes.append(
            {
                **entry(node, trace.shapes.get(place, []), names),
                "name": "" if type(node) is LEAF else names.get(id(results.get(place)), ""),
                "next": [each for each, _ in edges],
                "saved": trace.saves[place],
                **{name: len(each) for name, each in arrays.items()},
                "leaving": [len(each) for each in sent],
            }
        )
    return {
        "nodes": nodes,
        "total": trace.total,
        "detached": detached(results, namespace),
        "saved": trace.saved,
        "gap": trace.gap,
    }


def entry(node: Any, lengths: list[int], names: dict[int, str]) -> dict[str, Any]:
    """What a node is, and the shape of what it made."""
    if type(node) is LEAF:
        leaf = node.variable
        return {"op": names.get(id(leaf), "leaf"), "leaf": True, "shape": list(shape(leaf))}
    return {"op": operation(node), "leaf": False, "shape": lengths}


def operation(node: Any) -> str:
    """The field's name for what a node did."""
    return ENDING.sub("", class_name(type(node)))[:40]


def leaving(trace: Trace, place: int, inputs: list[int]) -> list[array[float]]:
    """What leaves a node towards each input, where only what arrives at the same element does.

    That is so where one number arrives, and where each element of the result has one of its own.
    """
    node = trace.nodes[place]
    sent = trace.leaving.get(place, [])
    single = all(length == 1 for length in trace.shapes.get(place, [0]))
    plain = ELEMENTWISE.fullmatch(operation(node)) is not None
    known = [sent[number] if number < len(sent) else NO_NUMBERS for number in inputs]
    arriving = len(trace.gradients.get(place, NO_NUMBERS))
    return [each if single or (plain and len(each) == arriving) else NO_NUMBERS for each in known]


def detached(results: dict[int, Any], namespace: dict[str, Any]) -> list[dict[str, Any]]:
    """The variables that share memory with a tensor of the record and have no record themselves."""
    places = {address(each): place for place, each in reversed(results.items())}
    places.pop(0, None)
    own = {id(each) for each in results.values()}
    return [
        {"name": name, "of": places[address(value)]}
        for name, value in list(namespace.items())
        if proper(name) and exact(value) and not is_tracked(value)
        if id(value) not in own and address(value) in places
    ][:DETACHED_KEPT]
