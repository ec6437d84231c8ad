"""What a worker said, decoded: strictly typed, and with nothing in it that a terminal obeys."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec

from .evidence import Call, Detached, Evidence, Gap, Graph, Node, Seen
from .frames import FrameError, split
from .messages import Curve, Device, Failure, Figure, Run, Warned

T = TypeVar("T")
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""C0 and C1 controls but tab and newline, and the characters that reorder or hide text."""
SEEN_KEPT = 128
"""What evidence may speak of: 64 variables, each with its `.grad`."""
CALLS_KEPT = 100
NODES_KEPT = 200
DETACHED_KEPT = 16
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]


def visible(text: str) -> str:
    """Text with every control character written out, as Python would: `\\x1b[2J`."""
    return CONTROL.sub(lambda found: ascii(found[0])[1:-1], text.replace("\r\n", "\n"))


class RunHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The JSON header of a worker's outcome."""

    value: str | None
    error: Failure | None
    warnings: tuple[Warned, ...]
    figure: FigureHeader
    seconds: float
    device: str
    evidence: EvidenceHeader | None = None
    graph: GraphHeader | None = None


class EvidenceHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of the evidence is text; its numbers are in the blob, after the figure's."""

    seen: Annotated[tuple[SeenHeader, ...], msgspec.Meta(max_length=SEEN_KEPT)]
    calls: Annotated[tuple[Call, ...], msgspec.Meta(max_length=CALLS_KEPT)]
    grad_enabled: bool
    saved: int
    moved: tuple[str, ...]


class SeenHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One variable: `values` says how many of its numbers are in the blob."""

    name: str
    kind: Literal["tensor", "number", "tuple", "list", "none", "other"]
    type: str
    shape: tuple[Count, ...] = ()
    dtype: str = ""
    device: str = ""
    leaf: bool = False
    tracked: bool = False
    made_by: str = ""
    version: Count = 0
    storage: Annotated[int, msgspec.Meta(ge=-1)] = -1
    leaves: tuple[str, ...] = ()
    engine: bool = False
    odd: tuple[str, ...] = ()
    values: Count = 0
    total: Count = 0


class GraphHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of a graph is text; its numbers come last in the blob."""

    nodes: Annotated[tuple[NodeHeader, ...], msgspec.Meta(max_length=NODES_KEPT)]
    total: Count
    detached: Annotated[tuple[Detached, ...], msgspec.Meta(max_length=DETACHED_KEPT)] = ()
    saved: Count = 0
    gap: Gap = ""


class NodeHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One node: from `value` on, how many numbers of each are in the blob."""

    op: str
    leaf: bool
    shape: tuple[Count, ...]
    next: tuple[Count, ...]
    name: str = ""
    saved: Count = 0
    value: Count = 0
    gradient: Count = 0
    held: Count = 0
    leaving: tuple[Count, ...] = ()


class FigureHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of a figure is text; its numbers are in the blob."""

    curves: tuple[CurveHeader, ...]
    hlines: int
    title: str
    xlabel: str
    ylabel: str


class CurveHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One curve: how many points are in the blob, and how many the learner passed."""

    label: str
    points: int
    total: int


class DevicesHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The JSON header of a device listing."""

    devices: tuple[Device, ...]


def decode_run(payload: bytes) -> Run:
    """A run's outcome. Raises FrameError if it is not exactly what a worker would say."""
    header, blob = decode(payload, RunHeader)
    columns = split_columns(sizes(header), blob)
    figure = decode_figure(header.figure, columns)
    return Run(
        value=header.value,
        error=header.error,
        warnings=header.warnings,
        figure=figure,
        seconds=header.seconds,
        device=header.device,
        evidence=decode_evidence(header.evidence, columns) if header.evidence else None,
        graph=decode_graph(header.graph, columns) if header.graph else None,
    )


def decode_devices(payload: bytes) -> tuple[Device, ...]:
    """A device listing. Raises FrameError."""
    return decode(payload, DevicesHeader)[0].devices


def sizes(header: RunHeader) -> list[int]:
    """How many numbers each part has, in the order in which they stand in the blob."""
    figure = header.figure
    seen = header.evidence.seen if header.evidence else ()
    curves = [size for curve in figure.curves for size in (curve.points, curve.points)]
    nodes = header.graph.nodes if header.graph else ()
    graph = [
        size for each in nodes for size in (each.value, each.gradient, each.held, *each.leaving)
    ]
    return [*curves, figure.hlines, *(each.values for each in seen), *graph]


def split_columns(sizes: list[int], blob: bytes) -> Iterator[array[float]]:
    """The blob's numbers, part by part. Raises FrameError if they are too few or many."""
    if min(sizes) < 0 or 8 * sum(sizes) != len(blob):
        raise FrameError("the numbers do not fit what they are said to be")
    numbers = array("d", blob)
    if sys.byteorder == "big":
        numbers.byteswap()
    start = 0
    columns = []
    for size in sizes:
        columns.append(numbers[start : start + size])
        start += size
    return iter(columns)


def decode_figure(header: FigureHeader, columns: Iterator[array[float]]) -> Figure:
    """The figure, with its numbers: the first of the blob's."""
    curves = tuple(
        Curve(curve.label, next(columns), next(columns), curve.total) for curve in header.curves
    )
    return Figure(curves, header.title, header.xlabel, header.ylabel, tuple(next(columns)))


def decode_evidence(header: EvidenceHeader, columns: Iterator[array[float]]) -> Evidence:
    """The evidence, with its numbers: the blob's, after the figure's."""
    seen = tuple(
        Seen(**{**msgspec.structs.asdict(each), "values": next(columns)}) for each in header.seen
    )
    return Evidence(seen, header.calls, header.grad_enabled, header.saved, header.moved)


def decode_graph(header: GraphHeader, columns: Iterator[array[float]]) -> Graph:
    """The graph, with its numbers: the last of the blob's. Raises FrameError if it points outside
    itself."""
    places = range(len(header.nodes))
    pointed = [place for node in header.nodes for place in node.next]
    if any(place not in places for place in [*pointed, *(each.of for each in header.detached)]):
        raise FrameError("the graph points outside itself")
    nodes = tuple(decode_node(each, columns) for each in header.nodes)
    return Graph(nodes, header.total, header.detached, header.saved, header.gap)


def decode_node(header: NodeHeader, columns: Iterator[array[float]]) -> Node:
    """One node, with its numbers. Raises FrameError if some go to an input that it lacks."""
    if len(header.leaving) not in (0, len(header.next)):
        raise FrameError("a node sends numbers to what is no input of it")
    numbers = {name: next(columns) for name in ("value", "gradient", "held")}
    leaving = tuple(next(columns) for _ in header.leaving)
    return Node(**{**msgspec.structs.asdict(header), **numbers, "leaving": leaving})


def decode(payload: bytes, kind: type[T]) -> tuple[T, bytes]:
    """A message's header, strictly as `kind`, its strings made visible; and its blob."""
    header, blob = split(payload)
    try:
        return msgspec.convert(clean(msgspec.json.decode(header)), kind), blob
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise FrameError(f"not a {kind.__name__}: {error}") from error


def clean(value: Any) -> Any:
    """The same JSON value with every string made visible."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    return value
