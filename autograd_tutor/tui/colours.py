"""The colours of the screen: the terminal's own, and none where NO_COLOR asks for none."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES

_ANSI = BUILTIN_THEMES["ansi-dark"]
THEME = replace(
    _ANSI,
    name="terminal",
    primary="ansi_cyan",
    accent="ansi_cyan",
    variables=_ANSI.variables
    | {
        "border": "ansi_cyan",
        "border-blurred": "ansi_bright_black",
        "text-warning": "ansi_magenta",
        "text-error": "ansi_red",
        "block-cursor-background": "ansi_cyan",
    },
)
"""The terminal's own colours, light or dark, 16 of them or fewer."""

THEMES = (THEME.name, *BUILTIN_THEMES)
"""The names of all themes."""

MANY_COLOURS = ("256", "truecolor")
"""The kinds of terminals for themes: in 16 colours, some words of theirs could not be read."""


class Uncoloured(LineFilter):
    """Takes every colour away just before a line is written."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments; what stands on a colour of its own is reversed instead."""
        return [
            Segment(text, style and _uncoloured(style), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def _uncoloured(style: Style) -> Style:
    ground = style.bgcolor
    plain = style.without_color
    if ground is None or ground.is_default:
        return plain
    return plain + Style(reverse=not style.reverse)
