"""What a worker said, decoded: strictly typed, and with nothing in it that a terminal obeys."""

from __future__ import annotations

import re
import sys
from array import array
from typing import Any, TypeVar

import msgspec

from .frames import FrameError, split
from .messages import Curve, Device, Failure, Figure, Run, Warned

T = TypeVar("T")
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""C0 and C1 controls but tab and newline, and the characters that reorder or hide text."""


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
    return Run(
        value=header.value,
        error=header.error,
        warnings=header.warnings,
        figure=decode_figure(header.figure, blob),
        seconds=header.seconds,
        device=header.device,
    )


def decode_devices(payload: bytes) -> tuple[Device, ...]:
    """A device listing. Raises FrameError."""
    return decode(payload, DevicesHeader)[0].devices


def decode_figure(header: FigureHeader, blob: bytes) -> Figure:
    """The figure whose numbers are in the blob. Raises FrameError if they are too few or many."""
    sizes = [size for curve in header.curves for size in (curve.points, curve.points)]
    sizes.append(header.hlines)
    if min(sizes) < 0 or 8 * sum(sizes) != len(blob):
        raise FrameError("the figure's numbers do not fit its curves")
    numbers = array("d", blob)
    if sys.byteorder == "big":
        numbers.byteswap()
    columns = []
    start = 0
    for size in sizes:
        columns.append(numbers[start : start + size])
        start += size
    curves = tuple(
        Curve(curve.label, x, y, curve.total)
        for curve, x, y in zip(header.curves, columns[::2], columns[1::2], strict=False)
    )
    return Figure(curves, header.title, header.xlabel, header.ylabel, tuple(columns[-1]))


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
