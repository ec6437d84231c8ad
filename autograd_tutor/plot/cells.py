"""Learner text made safe for a grid of terminal cells.

A label may hold anything: escape sequences, newlines, emoji, right-to-left marks. What leaves
here holds only characters that every terminal draws in one or two cells, and obeys none of them.
"""

from __future__ import annotations

import unicodedata

_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_TO_ASCII = str.maketrans(
    {"′": "'", "″": "''", "’": "'", "−": "-", "–": "-", "×": "x", "·": "*", "…": "...", "±": "+/-"}
)
_DEPENDS_ON_THE_TERMINAL = 0x2600
"""From here on symbols (emoji, hexagrams) are one cell wide here and two there."""


def clean(text: str, *, ascii: bool = False) -> str:
    """`text` on one line, its control characters visible, its zero-width characters dropped.

    Whitespace becomes single spaces; a character whose width terminals disagree on becomes U+FFFD.
    With `ascii` everything outside ASCII is spelled out if it can be, else "?".
    """
    shown = " ".join("".join(map(_visible, unicodedata.normalize("NFC", text))).split())
    if not ascii:
        return shown
    plain = unicodedata.normalize("NFKD", shown.translate(_TO_ASCII))
    return "".join(
        c if c.isascii() else "?" for c in plain if not unicodedata.category(c).startswith("M")
    )


def _visible(char: str) -> str:
    code, category = ord(char), unicodedata.category(char)
    if char.isspace():
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if category[0] == "M" or category == "Cf":
        return ""
    if category[0] == "C" or _joins(code):
        return _UNKNOWN
    if code >= _DEPENDS_ON_THE_TERMINAL and category[0] not in "LP" and category != "Nd":
        return _UNKNOWN
    return char


def _joins(code: int) -> bool:
    """Hangul vowels and fillers, which take no cell of their own beside another letter."""
    return 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF or code in (0x3164, 0xFFA0)


def char_cells(char: str) -> int:
    """How many cells a character that came out of `clean` takes: 1 or 2."""
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def text_cells(text: str) -> int:
    """How many cells a text that came out of `clean` takes."""
    return sum(map(char_cells, text))


def cut(text: str, cells: int, *, ascii: bool = False) -> str:
    """A clean `text` shortened to at most `cells` cells, its end marked where something is lost."""
    if text_cells(text) <= cells:
        return text
    mark = "..." if ascii else "…"
    room = cells - len(mark)
    if room < 1:
        return mark[: max(cells, 0)]
    kept = ""
    for char in text:
        room -= char_cells(char)
        if room < 0:
            break
        kept += char
    return kept.rstrip() + mark


def pad(text: str, cells: int) -> str:
    """A clean `text` with blanks after it, so that it takes `cells` cells or more."""
    return text + " " * (cells - text_cells(text))


def wrapped(text: str, cells: int) -> list[str]:
    """A clean `text` in lines of at most `cells` cells, if its words are no longer."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_cells(lines[-1]) + 1 + text_cells(word) <= cells:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
