"""What a grader asked to know of one run, as the header and the numbers of a reply."""

from __future__ import annotations

from array import array
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from ..frames import packed
from .meter import Meter
from .record import leaves
from .tape import Tape
from .tensors import (
    NAME_LENGTH,
    Plainly,
    address,
    class_name,
    exact,
    facts,
    gradient,
    is_tracked,
    named,
    numbers,
    proper,
)
from .witness import Witness

VARIABLES_KEPT = 64
VALUES_OF_ONE = 2_000
VALUES_OF_ALL = 20_000
LEAVES_KEPT = 16
ITEMS_READ = 1_000
NOT_MADE = (ModuleType, FunctionType, BuiltinFunctionType, type)
"""What a cell brings in or defines, and what is no value of a calculation."""

Seen = dict[str, Any]


class Probes:
    """Entered around a run: what it asks for is watched; `report` says it afterwards."""

    def __init__(self, request: dict[str, Any], namespace: dict[str, Any]) -> None:
        self._request = request
        self._namespace = namespace
        self._witness = Witness(namespace)
        self._meter = Meter()
        self._tape = Tape(request["graph"], namespace, kept=request["keep"])

    def __enter__(self) -> Probes:
        if self._request["look"]:
            self._witness.__enter__()
        if self._request["meter"]:
            self._meter.__enter__()
        if self._request["graph"]:
            self._tape.__enter__()
        return self

    def __exit__(self, *exception: Any) -> None:
        if self._request["graph"]:
            self._tape.__exit__(*exception)
        if self._request["meter"]:
            self._meter.__exit__(*exception)
        if self._request["look"]:
            self._witness.__exit__(*exception)

    def report(self, moved: list[str]) -> tuple[dict[str, Any], bytes]:
        """The evidence and the graph, and their numbers; without what could not be read."""
        found: dict[str, Any] = {"evidence": None, "graph": None}
        values = array("d")
        try:
            with Plainly() as state:
                names = named(self._namespace)
                if self._request["look"]:
                    seen = Look(self._witness, names, values).at(self._namespace)
                    found["evidence"] = {
                        "seen": seen,
                        "calls": self._witness.report(names),
                        "grad_enabled": state.recorded,
                        "saved": self._meter.total if self._request["meter"] else -1,
                        "moved": moved,
                    }
                if self._request["graph"]:
                    found["graph"] = self._tape.report(names, values)
        except Exception:  # a cell can leave torch in a state in which nothing can be read
            return {"evidence": None, "graph": None}, b""
        return found, packed(values)


class Look:
    """One look at the variables that a run left behind. Their numbers are added to `values`."""

    def __init__(self, witness: Witness, names: dict[int, str], values: array[float]) -> None:
        self._witness = witness
        self._names = names
        self._values = values
        self._places: dict[int, int] = {}

    def at(self, namespace: dict[str, Any]) -> list[Seen]:
        """Each variable, and after a tensor its `.grad`; where there are many, tensors first."""
        variables = [
            (name, value)
            for name, value in list(namespace.items())
            if proper(name) and not issubclass(type(value), NOT_MADE)
        ]
        if len(variables) > VARIABLES_KEPT:
            variables.sort(key=lambda each: not exact(each[1]))
        seen: list[Seen] = []
        for name, value in variables[:VARIABLES_KEPT]:
            seen.append(self._one(name, value))
            if exact(value):
                found = gradient(value)
                if found is not None or is_tracked(value):
                    seen.append(self._one(f"{name}.grad", found))
        return seen

    def _one(self, name: str, value: Any) -> Seen:
        kind = type(value)
        seen: Seen = {"name": name, "kind": "other", "type": class_name(kind)[:NAME_LENGTH]}
        if value is None:
            return {**seen, "kind": "none"}
        if exact(value):
            return self._tensor(seen, value)
        if kind is list or kind is tuple:
            return self._items(seen, value)
        if kind is float or kind is bool or (kind is int and abs(value) < 1 << 53):
            self._values.append(value)
            return {**seen, "kind": "number", "values": 1, "total": 1}
        return seen

    def _tensor(self, seen: Seen, tensor: Any) -> Seen:
        place = address(tensor)
        try:
            room = min(VALUES_OF_ONE, VALUES_OF_ALL - len(self._values))
            values = numbers(tensor, room)
        except RuntimeError:  # such as on a device that has failed
            values = array("d")
        self._values += values
        behind = [self._names.get(id(each), "") for each in leaves(tensor)[:LEAVES_KEPT]]
        return {
            **seen,
            **facts(tensor),
            "kind": "tensor",
            "storage": self._places.setdefault(place, len(self._places)) if place else -1,
            "leaves": behind,
            "engine": self._witness.gave(tensor),
            "values": len(values),
        }

    def _items(self, seen: Seen, items: Any) -> Seen:
        tensors = [each for each in items[:ITEMS_READ] if exact(each)]
        if not tensors:
            return seen
        return {
            **seen,
            "kind": seen["type"],
            "tracked": any(is_tracked(each) for each in tensors),
            "engine": any(self._witness.gave(each) for each in tensors),
            "total": len(items),
        }
