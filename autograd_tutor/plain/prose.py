"""Markdown without its marks: paragraphs as one line each, code indented by four spaces."""

from __future__ import annotations

import re

INDENT = "    "
TIE = "\N{NO-BREAK SPACE}"
"""Stands for a space in code, so that no line is broken there."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"( *)(?:[-*+]|(\d+)[.)]) +(?=\S)")
_HEADING = re.compile(r"#{1,6} +(.*?)(?: +#+)?$")
_RULE = re.compile(r" {0,3}([-*_])( *\1){2,} *$")
# No mark is looked at from within a run of them, nor looked for beyond the next: a stranger's text
# of nothing but marks would take minutes.
_LITERAL = re.compile(r"(?<!(?<!\\)`)(`++)(.+?)(?<!`)\1(?!`)|\\([!-/:-@\[-`{-~])")
_LINK = re.compile(r"!?\[([^\[\]]*+)\]\(([^()\s]*+)[^()]*+\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_HIDDEN = "\uf8ff"
"""Stands for code, and for an escaped mark, while the words around it are read."""


def plain(markdown: str) -> str:
    """The text as a lesson means it, line by line; a line indented by four is to stay as it is."""
    lines: list[str] = []
    fence = ""
    flows = False
    for line in markdown.expandtabs(4).splitlines():
        found = _FENCE.match(line)
        if fence and found and found[1].startswith(fence) and line.strip() == found[1]:
            fence = ""
        elif fence:
            lines.append(INDENT + line)
        elif found:
            fence, flows = found[1], False
        elif line.startswith(INDENT) and not flows:
            lines.append(line)
        else:
            flows = _take(lines, line, flows)
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _take(lines: list[str], line: str, flows: bool) -> bool:
    """Add a line that is no code; whether the next one may go on where it ends."""
    line = line.removeprefix("> ").rstrip()
    if not line or _RULE.match(line):
        lines.append("")
        return False
    if heading := _HEADING.match(line):
        lines.append(inline(heading[1]))
        return False
    if item := _ITEM.match(line):
        mark = f"{item[2]}. " if item[2] else "- "
        lines.append(mark + inline(line[item.end() :]))
    elif flows and not line.startswith("|"):
        lines[-1] += f" {inline(line.strip())}"
    else:
        lines.append(inline(line.strip()))
    return True


def inline(text: str) -> str:
    """A paragraph without marks for code, emphasis and links; what is in code stays as it is."""
    literal: list[str] = []

    def hide(found: re.Match[str]) -> str:
        literal.append((found[2] or found[3]).replace(" ", TIE))
        return _HIDDEN

    text = _LITERAL.sub(hide, text.replace(_HIDDEN, "\N{REPLACEMENT CHARACTER}"))
    text = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1 (\2)", text))
    shown = iter(literal)
    return re.sub(_HIDDEN, lambda _: next(shown), text)
