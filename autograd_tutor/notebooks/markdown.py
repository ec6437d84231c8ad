"""Text cells of a notebook as a lesson's Markdown: sections by headings, and plain words."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from autograd_tutor.authoring.static.width import TEXT
from autograd_tutor.plain.prose import inline

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?: |$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})")
_ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)]) +|> ?")
# No alternative looks further than the next of its kind: a stranger's text of nothing but marks
# would take minutes.
_FOREIGN = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`++)[^\n]{1,400}?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<comment><!--(?:(?!-->).)*+(?:-->)?)"
    r"|!\[(?P<alt>[^\[\]]*+)\]\([^()]*+\)"
    r"|<img\b(?P<img>[^<>]*+)>"
    r"|<(?P<hidden>script|style|svg|iframe|video|audio|object)\b(?:(?!</(?P=hidden)).)*+"
    r"(?:</(?P=hidden)\s*+>)?"
    r"|<(?P<tag>/?[a-z][a-z0-9]*)\b(?![:@])[^<>]*+>"
    r"|\$\$(?P<display>(?:(?!\$\$).)++)\$\$"
    r"|\\\[(?P<bracket>(?:(?!\\[\[\]]).)++)\\\]"
    r"|(?<![\\$])\$(?=\S)(?P<math>[^$\n]{1,400}+)(?<=\S)\$(?!\d)",
    re.DOTALL | re.IGNORECASE,
)
_TAGS = dict.fromkeys(("br", "p", "/p", "/div", "/li", "hr"), "\n") | {"sup": "^", "sub": "_"}
_ALT = re.compile(r"""\balt\s*+=\s*+["']([^"'<>]*+)["']""", re.IGNORECASE)
_FRACTION = re.compile(r"\\[dt]?frac\s*+\{([^{}]*+)\}\s*+\{([^{}]*+)\}")
_SPELLED = {
    "partial": "d", "cdot": "*", "times": "*", "left": "", "right": "", "quad": " ", "to": "->",
    "sum": "sum", "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=", "neq": "!=", "approx": "~",
    "infty": "inf", "ldots": "...", "dots": "...",
}  # fmt: skip
_NAMED = re.compile(
    "sin|cos|tan|exp|log|ln|sqrt|tanh|max|min|alpha|beta|gamma|delta|epsilon|eta|theta|lambda|mu|pi"
    "|rho|sigma|tau|phi|psi|omega"
)
_GAPS = re.compile(r"\n(?:[ ]*\n){2,}")
_COMMAND = re.compile(r"\\([a-zA-Z]++) ?|\\[,;!: ]")


class Section(NamedTuple):
    """What stands below one heading; the heading is empty where a text has none."""

    heading: str
    text: str


def sections(markdown: str) -> list[Section]:
    """A text cell by its headings, everything that a lesson can't show put in words."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for is_heading, words in _parts(markdown):
        if is_heading:
            found.append((" ".join(inline(_worded(words)).split()), []))
        else:
            found[-1][1].append(words)
    return [
        Section(heading, _GAPS.sub("\n\n", "\n".join(parts)).strip("\n"))
        for heading, parts in found
        if heading or "".join(parts).strip()
    ]


def _parts(markdown: str) -> Iterator[tuple[bool, str]]:
    """Headings, code between fences, and the texts between them, in lines as wide as a step's."""
    words: list[str] = []
    fence: list[str] = []
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence.append(line)
            if mark and line.strip().startswith(_mark(fence[0])):
                yield False, "\n".join(fence)
                fence = []
        elif mark or _HEADING.match(line):
            yield False, _wrapped(_worded("\n".join(words)))
            words = []
            if mark:
                fence = [line]
            else:
                yield True, line.strip().strip("#").strip()
        elif words and _is_underlined(words[-1]) and _UNDERLINE.fullmatch(line):
            heading = words.pop()
            yield False, _wrapped(_worded("\n".join(words)))
            words = []
            yield True, heading.strip()
        else:
            words.append(line)
    yield False, "\n".join(fence) if fence else _wrapped(_worded("\n".join(words)))


def _is_underlined(line: str) -> bool:
    """Whether a line is a heading if the next is one of dashes."""
    return bool(line.strip()) and not _ITEM.match(line) and line[0] != "|"


def _mark(line: str) -> str:
    found = _FENCE.match(line)
    return found[1] if found else ""


def _worded(markdown: str) -> str:
    """The text with HTML taken out, and pictures and formulas in words or left to do."""
    return _FOREIGN.sub(_in_words, markdown)


def _in_words(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "ticks" | "code":
            return found[0]
        case "alt":
            return _picture(found["alt"])
        case "img":
            alt = _ALT.search(found["img"])
            return _picture(html.unescape(alt[1]) if alt else "")
        case "tag":
            return _TAGS.get(found["tag"].lower(), "")
        case "display" | "bracket":
            return f"\n\n{_formula(found[found.lastgroup])}\n\n"
        case "math":
            return _formula(found["math"])
    return ""


def _picture(alt: str) -> str:
    words = " ".join(alt.split())
    return f"(TODO: a picture was here{': ' * bool(words)}{words})"


def _formula(latex: str) -> str:
    """A formula as it would be typed; one that is more than that is left to do."""
    text = _FRACTION.sub(r"(\1)/(\2)", " ".join(latex.split()))
    text = _COMMAND.sub(_spelled, text).replace("{", "(").replace("}", ")")
    text = re.sub(r"\((\w{1,20})\)(?!\()", r"\1", text).replace("`", "'")
    todo = " (TODO: say this formula in words)" if "\\" in text else ""
    return f"`{' '.join(text.split())}`{todo}"


def _spelled(found: re.Match[str]) -> str:
    name = found[1]
    if not name:
        return " "
    return _SPELLED.get(name, name if _NAMED.fullmatch(name) else f"\\{name} ")


def _wrapped(markdown: str) -> str:
    """The text with no line wider than a step shows; a table stays as it is."""
    blocks: list[list[str]] = []
    for line in markdown.split("\n"):
        flows = line.strip() and not _ITEM.match(line) and not line.startswith("|")
        if flows and blocks and blocks[-1][-1].strip() and not blocks[-1][0].startswith("|"):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return "\n".join(map(_narrow, blocks))


def _narrow(lines: list[str]) -> str:
    """A paragraph or an item as it is, or broken anew where a line of it is too wide."""
    first = lines[0]
    if max(map(len, lines)) <= TEXT or first.startswith(("|", "    ")):
        return "\n".join(lines)
    item = _ITEM.match(first)
    indent = "" if not item else "> " if item[0].startswith(">") else " " * item.end()
    return textwrap.fill(
        " ".join([first, *map(str.strip, lines[1:])]),
        TEXT,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
