"""A run to look at: what the learner wrote, and what it left behind."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from autograd_tutor.evaluator.evidence import Evidence, Seen
from autograd_tutor.grading.signs.program import Program, Site, targets

Names: TypeAlias = dict[str, str]
"""What to fill into the words for a sign that was found."""


class Case(NamedTuple):
    """A program and its evidence. `sites` is empty where not every call's place is certain."""

    program: Program
    evidence: Evidence
    sites: list[Site]

    def tensor(self, name: str) -> Seen | None:
        """The tensor of that name, if the name stands for one thing in the whole cell."""
        found = self.evidence.find(name)
        whole = self.program.once(name.removesuffix(".grad"))
        return found if found and found.kind == "tensor" and whole else None

    def result(self, name: str) -> Seen | None:
        """The tensor of that name, if an operation on a tracked tensor made it."""
        found = self.tensor(name)
        return found if found and found.made_by else None

    def backwards(self, leaf: str) -> list[Site]:
        """The calls of backward that added to this leaf's `.grad`."""
        return [
            site
            for site in self.sites
            if site.call.kind == "backward" and not site.call.failed and leaf in site.call.of
        ]

    def gradients(self) -> Iterator[tuple[str, Seen]]:
        """What autograd filled or gave out and nobody changed since, with the leaf it is of."""
        for each in self.evidence.seen:
            leaf, dot, _ = each.name.partition(".")
            if dot and each.engine and self.tensor(each.name):
                yield leaf, each
        for site in self.sites:
            made = targets(self.program.line[site.place])
            if site.call.kind == "grad" and len(site.call.of) == len(made) == 1:
                given = self.tensor(made.pop())
                if given and given.engine:
                    yield site.call.of[0], given


def whole(tensor: Seen) -> bool:
    """Are all its numbers in the evidence?"""
    return 0 < tensor.total == len(tensor.values)


def finite(tensor: Seen) -> bool:
    """Is it certain that none of its numbers is infinite or NaN?"""
    return whole(tensor) and all(map(math.isfinite, tensor.values))
