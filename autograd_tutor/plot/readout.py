"""The line that tells what the curves are at the cursor, in the legend's place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograd_tutor.plot.cells import clean, cut, text_cells
from autograd_tutor.plot.cursor import Reading, Tangent
from autograd_tutor.plot.frame import Style, Words
from autograd_tutor.plot.grid import CURSOR

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
    width: int, x: str, readings: Sequence[Reading], line: Tangent | None, style: Style
) -> Words:
    """The x, each curve's sample, name and value, and the tangent, as far as they fit."""
    for detail in _DETAILS:
        entries = [*_entries(x, readings, line, style, detail)]
        if _width(entries, detail.gap) <= width:
            break
    while len(entries) > 1 and _width(entries, detail.gap) > width:
        entries.pop()
    words: Words = []
    column = 0
    for sample, text, curve in entries:
        if sample:
            words.append((column, sample, curve))
            column += text_cells(sample) + 1
        words.append((column, cut(text, width - column, ascii=style.ascii), None))
        column += text_cells(text) + detail.gap
    return words


def _width(entries: Sequence[_Entry], gap: int) -> int:
    cells = (text_cells(e.text) + (text_cells(e.sample) + 1 if e.sample else 0) for e in entries)
    return sum(cells) + gap * (len(entries) - 1)


def _entries(
    x: str, readings: Sequence[Reading], line: Tangent | None, style: Style, detail: _Detail
) -> Iterator[_Entry]:
    yield _Entry("", f"x = {x}".ljust(8), None)
    for each in readings:
        sample = style.samples[each.curve % len(style.samples)][: detail.sample]
        label = cut(clean(each.name, ascii=style.ascii), detail.name, ascii=style.ascii)
        if each.why:
            told = f"{label} {each.why}" if detail.tangent else f"{label}: none"
        else:
            told = f"{label} = {each.number:<{_DIGITS}}"
        yield _Entry(sample, told, each.curve)
    if line is not None and detail.tangent:
        told = f"{line}" if detail.tangent == "whole" else "tangent"
        yield _Entry(style.tangent[: detail.sample], told, CURSOR)
