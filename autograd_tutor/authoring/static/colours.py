"""A picture says what it says without colour: some don't see it, some terminals have none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.draft import Draft, Problem

_COLOUR = re.compile(
    r"\b(red|green|blue|yellow|orange|purple|magenta|cyan|pink|colou?red)\b", re.IGNORECASE
)


def words(_: Course, draft: Draft) -> Iterator[Problem]:
    """Names of colours in the words about what is drawn."""
    for road, step in draft.steps():
        told = {"text": step.text, "alt": getattr(step, "alt", "")}
        for field, text in told.items():
            if found := _COLOUR.search(text):
                said = f"the words rest on a colour: {found[0]}"
                yield Problem("L133", (*road, field), said)
