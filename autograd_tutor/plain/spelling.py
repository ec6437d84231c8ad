"""Any text in ASCII, to be heard: signs by what they mean, other characters by their names."""

from __future__ import annotations

import unicodedata

SIGNS = str.maketrans(
    {
        **dict.fromkeys("‘’′", "'"),
        **dict.fromkeys("“”″", '"'),
        **dict.fromkeys("−–", "-"),
        **dict.fromkeys("•●○", "*"),
        "—": " - ",
        "·": "*",
        "×": "x",
        "÷": "/",
        "±": "+/-",
        "…": "...",
        "²": "^2",
        "³": "^3",
        "√": "sqrt ",
        "∂": "d",
        "∇": "nabla ",
        "∞": "infinity",
        "π": "pi",
        "→": "->",
        "←": "<-",
        "⇒": "=>",
        "↑": "up",
        "↓": "down",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "≈": "about ",
    }
)


def spelled(text: str) -> str:
    """The text in ASCII."""
    if text.isascii():
        return text
    return "".join(map(_spelled, text.translate(SIGNS)))


def _spelled(char: str) -> str:
    if char.isascii():
        return char
    base = unicodedata.normalize("NFKD", char)
    plain = "".join(each for each in base if not unicodedata.combining(each))
    return plain if plain.isascii() else char.encode("ascii", "namereplace").decode("ascii")
