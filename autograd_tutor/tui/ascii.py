"""The whole screen in ASCII, for consoles that show nothing else."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

SPELLED = {
    **dict.fromkeys("─╌┄╭╮╰╯┌┐└┘├┤┬┴┼╴╶", "-"),
    **dict.fromkeys("━═╸╺▔▁▂▃▄▅▆▇", "="),
    **dict.fromkeys("│┃║▎▍▌▏▐╷╵", "|"),
    **dict.fromkeys("█▉▊▋", "#"),
    **dict.fromkeys("•▪‣⭑◦●○", "*"),
    **dict.fromkeys("−–—·", "-"),
    **dict.fromkeys("‘’′", "'"),
    **dict.fromkeys("“”″", '"'),
    "…": ".",
    "×": "x",
    "→": ">",
    "←": "<",
    "↑": "^",
    "↓": "v",
    "≤": "<",
    "≥": ">",
    "∂": "d",
    "√": "V",
}


def ascii_of(char: str) -> str:
    """A character in as many ASCII characters as it takes columns."""
    if char.isascii():
        return char
    spelled = SPELLED.get(char)
    if spelled is None:
        base = unicodedata.normalize("NFKD", char)[0]
        spelled = base if base.isascii() else "?"
    return spelled * cell_len(char)


class AsciiFilter(LineFilter):
    """Replaces what is not ASCII in every line just before it is written."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, in ASCII."""
        return [
            segment
            if segment.text.isascii()
            else Segment("".join(map(ascii_of, segment.text)), segment.style, segment.control)
            for segment in segments
        ]
