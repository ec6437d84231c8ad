"""What the prose of the course states and no step of it prints: one module a lesson.

Each is named after its lesson and holds CLAIMS, by what is claimed. What a lesson file declares
itself (`shows`, solutions, mistakes) needs no claim here.
"""

from __future__ import annotations

from typing import NamedTuple


class Claim(NamedTuple):
    """What a cell, or an expression in `x`, must print if the prose is right.

    An expression prints its values and its slopes at 0, 1, ... 5.
    """

    prints: list[str]
    code: str = ""
    expression: str = ""
