"""Whether going back through a record would run Python of the cell's own.

Seen are: backward functions written in Python, a module's backward hooks among them; hooks on
nodes; hooks on leaves, and on results that a variable still holds; what unpacks saved tensors,
where this torch tells. Not seen are a hook on a result that no variable holds any more, hooks of
extensions written in C++, and what lies further back than a walk goes.
"""

from __future__ import annotations

import builtins
from typing import Any

from .record import LEAF, OWN_FUNCTION, raw_saved, read, unpacks
from .tensors import BASE, exact, grad_fn

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

hooks_of = BASE._backward_hooks.__get__


def would_run(nodes: list[Any], namespace: dict[str, Any]) -> bool:
    """Whether a walk back through the nodes would run any. Runs none itself."""
    among = {id(node) for node in nodes}
    leaves = [node.variable for node in nodes if type(node) is LEAF]
    results = [
        each for each in list(namespace.values()) if exact(each) and id(grad_fn(each)) in among
    ]
    return any(hooks_of(each) for each in [*leaves, *results]) or any(map(on_node, nodes))


def on_node(node: Any) -> bool:
    """Whether the node itself would run any. A leaf's is not run: a walk back ends before it."""
    if type(node) is LEAF:
        return False
    if issubclass(type(node), OWN_FUNCTION) or registered(node):
        return True
    return any(unpacks(read(getattr, node, name)) for name in raw_saved(node))


def registered(node: Any) -> bool:
    """Whether the node has hooks: only beside one of ours, for a moment, does torch show them."""
    for register in (node.register_hook, node.register_prehook):
        handle = register(lambda *_: None)
        beside = len(handle.hooks_dict_ref())
        handle.remove()
        if beside > 1:
            return True
    return False
