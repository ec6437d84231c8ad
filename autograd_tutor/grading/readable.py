"""The catalogue's errors as one reads them: a pattern for a message, made a message again."""

from __future__ import annotations

import re

_STEPS = (
    (r"\(\?i\)|(?<!\\)\^", ""),
    (r"\(\?P<\w+>(?:[^()\\]|\\.)*\)\??", "..."),
    (r"\[[^\]]*\\[^\]]*\][+*?]*|\\[dw][+*]?\??|\.\*", "..."),
    (r"(?<!\\)\[([^\]\\])[^\]]*\]\??", r"\1"),
    (r"(?<!\\)\((?:[^()\\]|\\.)*\)\?", ""),
    (r"(?<!\\)\(((?:[^()|?\\]|\\.)*)(?:\|(?:[^()\\]|\\.)*)?\)", r"\1"),
    (r"(?<!\\)[^\\(]\?", ""),
)
_LONGEST = 20


def readable(pattern: str) -> str:
    """A message that the pattern finds, its variable parts left out: the first of each choice."""
    for _ in range(_LONGEST):
        before = pattern
        for find, put in _STEPS:
            pattern = re.sub(find, put, pattern)
        if pattern == before:
            break
    return re.sub(r"\\(.)", r"\1", pattern)
