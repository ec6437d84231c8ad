"""What a draft says is left to do, as `import-notebook` writes it."""

from __future__ import annotations

from collections.abc import Iterator

from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.draft import Draft, Problem
from autograd_tutor.authoring.static.width import lines_of, scalars
from autograd_tutor.lesson.document import Mark, Node
from autograd_tutor.lesson.source import short

WORD = "TODO"
_READ = {"title", "aims", "text", "hints", "say", "after", "alt", "label", "items", "points"}
"""What a learner reads; in code a TODO may be meant for the learner."""


def left(_: Course, draft: Draft) -> Iterator[Problem]:
    """Each TODO in words that a learner reads, where it stands."""
    for road, node, end in scalars(draft):
        field = next(turn for turn in reversed(road) if isinstance(turn, str))
        if field not in _READ or WORD not in str(node.value):
            continue
        for number, indent, line in lines_of(draft, node, end):
            if (at := line.find(WORD)) >= 0:
                said = f"the draft says: {short(line[at:].removesuffix(_quote(draft, node)))}"
                yield Problem("L116", road, said, Mark(number, indent + at + 1))


def _quote(draft: Draft, node: Node) -> str:
    """The mark that a value is quoted with, as it ends with it too; what no line ends with else."""
    line, column = node.mark
    opening = draft.lines[line - 1][column - 1 : column]
    return opening if opening in ("'", '"') else "\n"
