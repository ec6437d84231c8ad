"""The line that tells what the curves are at the cursor, in the legend's place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from autograd_tutor.plot.cells import clean, cut, text_cells
from autograd_tutor.plot.cursor import Reading, Tangent
from autograd_tutor.plot.frame import Style, Words
from autograd_tutor.plot.grid import TANGENT

_DIGITS = 7
"""Cells kept for a number, so that what stands after it seldom moves."""


class _Detail(NamedTuple):
    """How much is told: cells of each curve's sample and name, the tangent, cells between."""

    sample: int
    name: int
    tangent: str
    gap: int


_DETAILS = (
    _Detail(3, 20, "whole", 3),
    _Detail(1, 20, "whole", 3),
    _Detail(3, 20, "named", 3),
    _Detail(1, 20, "named", 3),
    _Detail(1, 20, "", 3),
    _Detail(1, 12, "", 2),
    _Detail(1, 6, "", 2),
    _Detail(1, 3, "", 2),
)
"""The first that fits is taken."""


class _Entry(NamedTuple):
    sample: str
    text: str
    curve: int | None


def readout(
    width: int,
    x: str,
    readings: Sequence[Reading],
    line: Tangent | None,
    sample: str,
    style: Style,
) -> Words:
    """The x, each curve's sample, name and value, and the tangent with its own `sample`.

    As far as they fit.
    """
    for detail in _DETAILS:
        entries = [_Entry("", f"x = {x}".ljust(8), None)]
        entries += [_entry(each, style, detail) for each in readings]
        if line is not None and detail.tangent:
            told = str(line) if detail.tangent == "whole" else "tangent"
            entries.append(_Entry(sample[: detail.sample], told, TANGENT))
        if _width(entries, detail.gap) <= width:
            break
    while len(entries) > 1 and _width(entries, detail.gap) > width:
        entries.pop()
    words: Words = []
    column = 0
    for shown, text, curve in entries:
        if shown:
            words.append((column, shown, curve))
            column += text_cells(shown) + 1
        words.append((column, cut(text, width - column, ascii=style.ascii), None))
        column += text_cells(text) + detail.gap
    return words


def _width(entries: Sequence[_Entry], gap: int) -> int:
    cells = (text_cells(e.text) + (text_cells(e.sample) + 1 if e.sample else 0) for e in entries)
    return sum(cells) + gap * (len(entries) - 1)


def _entry(reading: Reading, style: Style, detail: _Detail) -> _Entry:
    sample = style.samples[reading.curve % len(style.samples)][: detail.sample]
    label = cut(clean(reading.name, ascii=style.ascii), detail.name, ascii=style.ascii)
    if not reading.why:
        told = f"{label} = {reading.number:<{_DIGITS}}"
    else:
        told = f"{label} {reading.why}" if detail.tangent else f"{label}: none"
    return _Entry(sample, told, reading.curve)
