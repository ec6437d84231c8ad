"""The lesson as data: what a lesson YAML file may say, strictly typed.

Steps are in `steps`. Fields that a draft may still lack have defaults here; `autograd-tutor lint`
asks for them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from autograd_tutor.lesson.fields import Line, Slug, Title, Variable
from autograd_tutor.lesson.steps import Step


class Concept(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An idea that a lesson teaches, and the Python names that come with it.

    A solution may use a name of a concept only where that is taught, or was in a lesson before.
    """

    id: Slug
    names: Annotated[list[Variable], Meta(max_length=20)] = []


class Lesson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One lesson file."""

    format: Literal[1]
    id: Slug
    title: Title
    aims: Annotated[list[Title], Meta(min_length=1, max_length=6)]
    minutes: Annotated[int, Meta(ge=1, le=120, examples=[20])]
    requires: Annotated[list[Slug], Meta(max_length=40)] = []
    teaches: Annotated[list[Concept], Meta(max_length=20)] = []
    seed: Annotated[int, Meta(ge=0, le=2**31)] = 0
    sources: Annotated[list[Line], Meta(max_length=10)] = []
    licence: Line = "MIT"
    steps: Annotated[list[Step], Meta(min_length=1, max_length=60)]
