"""The kinds of text and number that fields of a lesson hold.

Each carries its rule and an example: authors get both in their editor and in error messages.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

# `$(?!\n)`: Python's `$` alone would let a trailing newline through.
_ONE_LINE = r"^\S([^\n]*\S)?$(?!\n)"
_TRIMMED = "one line without spaces at its ends"

Slug: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$(?!\n)",
        max_length=60,
        description="lower-case words joined by hyphens",
        examples=["chain-rule"],
    ),
]
Title: TypeAlias = Annotated[
    str,
    Meta(pattern=_ONE_LINE, max_length=60, description=_TRIMMED, examples=["The chain rule"]),
]
Label: TypeAlias = Annotated[
    str, Meta(pattern=_ONE_LINE, max_length=24, description=_TRIMMED, examples=["slope"])
]
Line: TypeAlias = Annotated[
    str, Meta(pattern=_ONE_LINE, max_length=200, description=_TRIMMED, examples=["It is a leaf"])
]
Prose: TypeAlias = Annotated[
    str, Meta(pattern=r"\S", max_length=8_000, description="at least one word")
]
Source: TypeAlias = Annotated[
    str, Meta(pattern=r"\S", max_length=20_000, description="Python, at least one line")
]
Name: TypeAlias = Annotated[
    str,
    Meta(pattern=r"^[^\W\d]\w*$(?!\n)", max_length=60, description="a Python name", examples=["x"]),
]
Variable: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^[^\W\d]\w*(\.[^\W\d]\w*)*$(?!\n)",
        max_length=60,
        description="a Python name, or an attribute of one",
        examples=["x.grad"],
    ),
]
ErrorId: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^E\d\d(-[a-z]+)?$(?!\n)",
        description="the id of an entry of the error catalogue",
        examples=["E02"],
    ),
]
Seconds: TypeAlias = Annotated[float, Meta(gt=0, le=60)]
Points: TypeAlias = Annotated[int, Meta(ge=2, le=2_000)]
Range: TypeAlias = tuple[float, float]
Tolerance: TypeAlias = Annotated[float, Meta(gt=0, le=0.5)]


def within(value: float, answer: float, tolerance: float) -> bool:
    """Whether a number is the answer, within a relative tolerance; absolute where that is 0."""
    return abs(value - answer) <= tolerance * (abs(answer) or 1)
