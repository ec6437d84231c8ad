"""Text and code fit an 80x24 terminal without breaking lines where nobody meant it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.draft import Draft, Problem
from autograd_tutor.lesson.document import Mark, Node, Road

TEXT, CODE = 76, 72
"""Columns that panels have there: beside a scroll bar, and beside line numbers and cursor."""

_TEXT = {"text", "hints", "say", "after", "alt", "items", "points"}
_CODE = {"code", "starter", "solution", "answer"}


def lines(_: Course, draft: Draft) -> Iterator[Problem]:
    """Lines of the file, inside texts and code that are shown, that are too long."""
    for road, node, end in scalars(draft):
        field = next(turn for turn in reversed(road) if isinstance(turn, str))
        if field in _TEXT:
            yield from _too_long(draft, road, (node, end), "L131", TEXT)
        elif field in _CODE and "mistakes" not in road:
            yield from _too_long(draft, road, (node, end), "L132", CODE)


def _too_long(
    draft: Draft, road: Road, span: tuple[Node, Mark], rule: str, most: int
) -> Iterator[Problem]:
    node, end = span
    if not isinstance(node.value, str):
        return
    for number, indent, line in lines_of(draft, node, end):
        if len(line) > most:
            said = f"a line of {len(line)} characters, which is more than {most}"
            yield Problem(rule, road, said, Mark(number, indent + most + 1))


def lines_of(draft: Draft, node: Node, end: Mark) -> Iterator[tuple[int, int, str]]:
    """The lines a scalar is written on: number, columns of indentation, and the rest.

    In a block (`|`) the indentation that all its lines share is not part of the text.
    """
    first, column = node.mark
    head = draft.lines[first - 1][column - 1 :]
    rest = draft.lines[first : end.line - 1]
    if head[:1] not in ("|", ">"):
        if end.line == first:
            head = head[: end.column - column]
        yield first, column - 1, head.strip()
        for number, line in enumerate(rest, first + 1):
            if not line.lstrip().startswith("#"):
                yield number, _indent(line), line.strip()
        return
    shared = min((_indent(line) for line in rest if line.strip()), default=0)
    for number, line in enumerate(rest, first + 1):
        yield number, shared, line[shared:].rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def scalars(draft: Draft) -> Iterator[tuple[Road, Node, Mark]]:
    """Every value that is no list and no mapping, and where the next thing begins."""
    found = list(_walk(draft.root, ()))
    places = sorted([mark for _, _, mark in found] + [Mark(len(draft.lines) + 1, 1)])
    after = dict(pairwise(places))
    for road, node, mark in found:
        if node is not None and not isinstance(node.value, list | dict):
            yield road, node, after[mark]


def _walk(node: Node, road: Road) -> Iterator[tuple[Road, Node | None, Mark]]:
    """Every name of a field (as no node) and every value below a node."""
    yield road, node, node.mark
    if isinstance(node.value, dict):
        for name, child in node.value.items():
            yield road, None, node.names[name]
            yield from _walk(child, (*road, name))
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from _walk(child, (*road, index))
