"""What a right answer to a code exercise must hold, and the wrong programs worth an answer.

The expected values are the solution's own: it is run where no learner code ever ran, on the
learner's own inputs.
"""

# No postponed annotations: msgspec would evaluate them one by one while the tutor starts (2 ms).

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from autograd_tutor.lesson.fields import Prose, Slug, Source, Tolerance, Variable

Names: TypeAlias = Annotated[list[Variable], Meta(min_length=1, max_length=12)]
Shape: TypeAlias = Annotated[list[Annotated[int, Meta(ge=0)]], Meta(max_length=8)]


class _Check(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What every check has."""

    say: Prose = ""
    """What the learner reads where it does not hold. Left out: the tutor's own words."""


class Asked(_Check, frozen=True, kw_only=True, tag="asked"):
    """Autograd was asked for gradients, whatever the code calls it."""

    of: Names
    """The variables it was asked for."""
    by: Literal["any", "grad", "backward"] = "any"
    """How it was asked."""
    create_graph: bool | None = None
    """Whether the gradient itself had to be recorded. Left out: either will do."""


class Reaches(_Check, frozen=True, kw_only=True, tag="reaches"):
    """The record of a tensor leads back to exactly these leaves."""

    name: Variable
    """The tensor."""
    leaves: Names
    """The leaves."""


class Equals(_Check, frozen=True, kw_only=True, tag="equals"):
    """A value is the solution's, in shape and in every number."""

    of: Names
    """The variables it may be in, best first: it is the first of them that has numbers."""
    anywhere: bool = False
    """Whether it may be in any variable, `.grad` or drawn curve, if none of these has numbers."""
    tolerance: Tolerance = 1e-4
    """How far off each number may be, relative to its size, and to 1 if it is small."""


class State(_Check, frozen=True, kw_only=True, tag="state"):
    """What a tensor is; what is left out may be anything."""

    name: Variable
    """The tensor."""
    leaf: bool | None = None
    """Whether it is a leaf."""
    tracked: bool | None = None
    """Whether it requires grad."""
    none: bool | None = None
    """Whether it is None, as a gradient is that was never computed."""
    shape: Shape | None = None
    """Its sizes; `[]` is a single number."""
    dtype: Literal["float32", "float64", "float16", "bfloat16", "int64", "bool"] | None = None
    """The type of its numbers, as torch names it after `torch.`."""


class Apart(_Check, frozen=True, kw_only=True, tag="apart"):
    """No two of these tensors share memory."""

    names: Annotated[list[Variable], Meta(min_length=2, max_length=12)]
    """The tensors."""


class Saves(_Check, frozen=True, kw_only=True, tag="saves"):
    """The run stores little for going back."""

    at_most: Annotated[int, Meta(ge=0, examples=[4096])]
    """How many bytes."""


class Draws(_Check, frozen=True, kw_only=True, tag="draws"):
    """Curves are drawn."""

    curves: Annotated[int, Meta(ge=1, le=16)] = 1
    """At least how many."""


Check: TypeAlias = Asked | Reaches | Equals | State | Apart | Saves | Draws


class Mistake(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong answer, recognised by running it."""

    id: Slug
    """What it is called in the record of attempts; each in a step has its own."""
    code: Source
    """The wrong program, or in an expression step the wrong expression."""
    also: Annotated[list[Source], Meta(max_length=6)] = []
    """Others that come to the same."""
    say: Prose
    """What the learner reads whose answer does as this one does."""
    concept: Slug | None = None
    """The concept to read up on."""
