"""The kinds of text and number that fields of a lesson hold."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

# `$(?!\n)`: Python's `$` alone would let a trailing newline through.
Slug: TypeAlias = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$(?!\n)", max_length=60)
]
Title: TypeAlias = Annotated[str, Meta(pattern=r"^\S([^\n]*\S)?$(?!\n)", max_length=60)]
Line: TypeAlias = Annotated[str, Meta(pattern=r"^\S([^\n]*\S)?$(?!\n)", max_length=200)]
Prose: TypeAlias = Annotated[str, Meta(pattern=r"\S", max_length=8_000)]
Source: TypeAlias = Annotated[str, Meta(max_length=20_000)]
Seconds: TypeAlias = Annotated[float, Meta(gt=0, le=60)]
Points: TypeAlias = Annotated[int, Meta(ge=2, le=2_000)]
Range: TypeAlias = tuple[float, float]
Tolerance: TypeAlias = Annotated[float, Meta(gt=0, le=0.5)]
Path: TypeAlias = Annotated[str, Meta(pattern=r"^[^\W\d]\w*(\.[^\W\d]\w*)*$(?!\n)", max_length=60)]
"""A variable, or an attribute of one: `dydx`, `x.grad`."""
ErrorId: TypeAlias = Annotated[str, Meta(pattern=r"^E\d\d$(?!\n)")]
"""An entry of the error catalogue."""
