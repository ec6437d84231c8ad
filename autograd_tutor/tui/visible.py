"""Text from learners, lessons and workers made safe to put on a terminal."""

from __future__ import annotations

ESCAPED = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"}
ESCAPED[0x7F] = 0x2421
ESCAPED |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
ESCAPED |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)
ESCAPED |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


def visible(text: str) -> str:
    """The text with every control character but newline and tab shown as one visible character.

    Escape sequences, changes of writing direction and lone surrogates can then do nothing to the
    terminal. The length stays the same, so that columns still fit.
    """
    return text.translate(ESCAPED)
