"""A judgement in words: for the learner, and for the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from autograd_tutor.course.answers import head
from autograd_tutor.tui.visible import visible

if TYPE_CHECKING:
    from autograd_tutor.grading.judgement import Judgement

STATES = {"passed": "passed", "stopped": None, "unchecked": "not checked", "unattempted": None}


def word(judgement: Judgement) -> str | None:
    """The judgement in a word or two; None where it says nothing about the answer."""
    return STATES.get(judgement.state, "not yet")


def remark(judgement: Judgement, after: str, above: str = "") -> Content:
    """Right or not, and why, `after` included where it is right.

    What already stands in the text `above` it is not said again.
    """
    said = visible(judgement.say.strip())
    if said in above:
        said = ""
    parts = [said, visible(after.strip()) if judgement.passed else ""]
    rest = "\n".join(flowing(part) for part in parts if part)
    return Content.assemble((head(judgement), "bold"), f" {rest}" if rest else "")


def flowing(text: str) -> str:
    """Paragraphs as one line each; lines that are indented or listed stay their own."""
    lines: list[str] = []
    fenced = False
    for line in text.splitlines():
        fence = line.startswith("```")
        fenced ^= fence
        own = fenced or fence or not line.strip() or line[0] in " -*" or not lines
        if fence:
            continue
        if own or not lines[-1].strip() or lines[-1].startswith("    "):
            lines.append(f"    {line}" if fenced else line.rstrip())
        else:
            lines[-1] += f" {line.strip()}"
    return "\n".join(lines)
