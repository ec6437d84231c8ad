"""The lesson as data: what a lesson YAML file may say, strictly typed.

Steps are in `steps`. Fields that a draft may still lack have defaults here; `autograd-tutor lint`
asks for them. The text under each field is for authors: their editor shows it.
"""

# No postponed annotations: msgspec would evaluate them one by one while the tutor starts (2 ms).

from typing import Annotated, Literal

from msgspec import Meta, Struct

from autograd_tutor.lesson.fields import Line, Slug, Title, Variable
from autograd_tutor.lesson.steps import Step


class Concept(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An idea that a lesson teaches, and the Python names that come with it."""

    id: Slug
    """What other lessons call it in `requires`."""
    names: Annotated[list[Variable], Meta(max_length=20)] = []
    """A solution may use these only where they are taught, or were in a lesson before."""


class Lesson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One lesson file."""

    format: Literal[1]
    """The version of this format."""
    id: Slug
    """What the lesson is called on the command line and in the record of progress."""
    title: Title
    """What the lesson is called on the screen."""
    aims: Annotated[list[Title], Meta(min_length=1, max_length=6)]
    """What the learner can do afterwards."""
    minutes: Annotated[int, Meta(ge=1, le=120, examples=[20])]
    """How long it takes."""
    requires: Annotated[list[Slug], Meta(max_length=40)] = []
    """The ids of the concepts of other lessons that it builds on."""
    teaches: Annotated[list[Concept], Meta(max_length=20)] = []
    """The concepts that it brings in."""
    seed: Annotated[int, Meta(ge=0, le=2**31)] = 0
    """Torch's random numbers start from it, in every run."""
    sources: Annotated[list[Line], Meta(max_length=10)] = []
    """Where the content comes from."""
    licence: Annotated[Line, Meta(examples=["MIT"])] = "MIT"
    """Under which licence others may use the lesson."""
    steps: Annotated[list[Step], Meta(min_length=1, max_length=60)]
    """What the learner goes through, in this order."""
