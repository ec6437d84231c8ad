"""What a right answer to a code exercise must hold, and the wrong programs worth an answer.

The expected values are the solution's own: it is run where no learner code ever ran, on the
learner's own inputs.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from autograd_tutor.lesson.fields import Prose, Slug, Source, Tolerance, Variable

Names: TypeAlias = Annotated[list[Variable], Meta(min_length=1, max_length=12)]


class _Check(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What every check has: the words for where it does not hold ('': the tutor's own)."""

    say: Prose = ""


class Asked(_Check, frozen=True, kw_only=True, tag="asked"):
    """Autograd was asked, by `backward`, `grad` or either, for gradients of these variables.

    `create_graph`: whether the gradient itself had to be recorded; left out, either will do.
    """

    of: Names
    by: Literal["any", "grad", "backward"] = "any"
    create_graph: bool | None = None


class Reaches(_Check, frozen=True, kw_only=True, tag="reaches"):
    """The record of `name` leads back to exactly these leaves."""

    name: Variable
    leaves: Names


class Equals(_Check, frozen=True, kw_only=True, tag="equals"):
    """A value is the solution's, in shape and number, within a relative and absolute tolerance.

    `of` lists the variables it may be in, best first; `anywhere`: or in any variable, `.grad` or
    drawn curve. The solution holds it in the first of them that it has.
    """

    of: Names
    anywhere: bool = False
    tolerance: Tolerance = 1e-4


class State(_Check, frozen=True, kw_only=True, tag="state"):
    """What a tensor is: those properties that are given must hold."""

    name: Variable
    leaf: bool | None = None
    tracked: bool | None = None
    none: bool | None = None
    shape: Annotated[list[Annotated[int, Meta(ge=0)]], Meta(max_length=8)] | None = None
    dtype: Literal["float32", "float64", "float16", "bfloat16", "int64", "bool"] | None = None


class Apart(_Check, frozen=True, kw_only=True, tag="apart"):
    """No two of these tensors share memory."""

    names: Annotated[list[Variable], Meta(min_length=2, max_length=12)]


class Saves(_Check, frozen=True, kw_only=True, tag="saves"):
    """The run stores at most so many bytes for going back."""

    at_most: Annotated[int, Meta(ge=0)]


class Draws(_Check, frozen=True, kw_only=True, tag="draws"):
    """At least so many curves are drawn."""

    curves: Annotated[int, Meta(ge=1, le=16)] = 1


Check: TypeAlias = Asked | Reaches | Equals | State | Apart | Saves | Draws


class Mistake(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong program, recognised by running it, and what to say to who wrote one like it.

    `also`: other programs that come to the same. `concept`: what to read up on.
    """

    id: Slug
    code: Source
    also: Annotated[list[Source], Meta(max_length=6)] = []
    say: Prose
    concept: Slug | None = None
