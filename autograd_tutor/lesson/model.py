"""The lesson as data: what a lesson YAML file may say, strictly typed."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

# `$(?!\n)`: Python's `$` alone would let a trailing newline through.
Slug: TypeAlias = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$(?!\n)", max_length=60)
]
Title: TypeAlias = Annotated[str, Meta(pattern=r"^\S([^\n]*\S)?$(?!\n)", max_length=60)]
Prose: TypeAlias = Annotated[str, Meta(pattern=r"\S", max_length=8_000)]
Source: TypeAlias = Annotated[str, Meta(max_length=20_000)]
Seconds: TypeAlias = Annotated[float, Meta(gt=0, le=60)]


class _Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What every step has; the YAML field `kind` says which one it is."""

    id: Slug
    title: Title
    text: Prose


class Read(_Step, frozen=True, kw_only=True, tag="read"):
    """A step that is only read."""


class Demo(_Step, frozen=True, kw_only=True, tag="demo"):
    """A step with finished code to run, change and run again."""

    code: Source
    setup: Source = ""
    seconds: Seconds = 10.0


class Expression(_Step, frozen=True, kw_only=True, tag="expression"):
    """A step whose answer is one expression in `x`.

    The tutor draws it and its derivative over `range` (units of x), at `points` points.
    """

    starter: Source = ""
    range: tuple[float, float] = (0.0, 5.0)
    points: Annotated[int, Meta(ge=2, le=2_000)] = 200
    seconds: Seconds = 10.0


class Code(_Step, frozen=True, kw_only=True, tag="code"):
    """A step in which the learner writes the code; `setup` runs before it, unseen."""

    starter: Source = ""
    setup: Source = ""
    seconds: Seconds = 10.0


Step: TypeAlias = Read | Demo | Expression | Code


class Lesson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One lesson file."""

    format: Literal[1]
    id: Slug
    title: Title
    aims: Annotated[list[Title], Meta(min_length=1, max_length=6)]
    minutes: Annotated[int, Meta(ge=1, le=120)]
    seed: Annotated[int, Meta(ge=0, le=2**31)] = 0
    steps: Annotated[list[Step], Meta(min_length=1, max_length=60)]
