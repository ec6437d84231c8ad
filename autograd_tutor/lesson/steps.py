"""The kinds of step; the YAML field `kind` says which one it is."""

# No postponed annotations: msgspec would evaluate them one by one while the tutor starts (2 ms).

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from autograd_tutor.lesson.checks import Check, Mistake
from autograd_tutor.lesson.fields import (
    ErrorId,
    Label,
    Line,
    Name,
    Points,
    Prose,
    Range,
    Seconds,
    Slug,
    Source,
    Title,
    Tolerance,
    Variable,
)


class _Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What every step has."""

    id: Slug
    """What the record of progress calls the step; each in a lesson has its own."""
    title: Title
    """What the step is called on the screen."""
    text: Prose
    """What the learner reads, in Markdown."""


class _Exercise(_Step, frozen=True, kw_only=True):
    """What every step has that is passed, not only seen."""

    hints: Annotated[list[Prose], Meta(max_length=6)] = []
    """Shown one by one, each nearer to the solution."""
    after: Prose = ""
    """What the learner reads once it is passed: why it is so."""
    reveal: Literal["after-attempts", "after-pass", "never"] = "after-attempts"
    """When the solution may be seen."""
    attempts: Annotated[int, Meta(ge=1, le=20)] = 3
    """After how many of them, where `reveal` says so."""


class Read(_Step, frozen=True, kw_only=True, tag="read"):
    """Text alone."""


class Demo(_Step, frozen=True, kw_only=True, tag="demo"):
    """Finished code to run, change and run again."""

    code: Source
    """What is in the editor."""
    setup: Source = ""
    """Runs before it, unseen."""
    shows: Annotated[list[Line], Meta(max_length=12)] = []
    """What its output must hold, for lint to check."""
    seconds: Seconds = 10.0
    """How long a run may take."""


class Series(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One curve of a picture."""

    label: Label
    """Its name in the legend."""
    y: Source
    """An expression in `x`."""
    slope: Annotated[int, Meta(ge=0, le=3)] = 0
    """Which derivative of it to draw; 0 is the expression itself."""


class Plot(_Step, frozen=True, kw_only=True, tag="plot"):
    """A picture, drawn when the step is opened."""

    series: Annotated[list[Series], Meta(min_length=1, max_length=6)]
    """The curves."""
    range: Range = (0.0, 5.0)
    """From which x to which."""
    points: Points = 200
    """At how many values of x."""
    alt: Prose = ""
    """What it shows, in words, for who can't see it."""


class Graph(_Step, frozen=True, kw_only=True, tag="graph"):
    """The record behind a tensor, drawn when the step is opened."""

    code: Source
    """What makes the tensor."""
    of: Variable
    """The tensor."""
    alt: Prose = ""
    """What the drawing shows, in words, for who can't see it."""


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer to choose."""

    text: Line
    """The answer."""
    right: bool = False
    """Whether it is right."""
    say: Prose = ""
    """What the learner reads who chose it."""


Options: TypeAlias = Annotated[list[Option], Meta(min_length=2, max_length=9)]


class Predict(_Exercise, frozen=True, kw_only=True, tag="predict"):
    """A question about what code will do; once it is answered, the code runs and shows it."""

    code: Source
    """The code, shown beside the question."""
    setup: Source = ""
    """Runs before it, unseen."""
    options: Options
    """The answers to choose from."""
    shows: Annotated[list[Line], Meta(max_length=12)] = []
    """What the output must hold, for lint to check."""
    seconds: Seconds = 10.0
    """How long the run may take."""


class Choice(_Exercise, frozen=True, kw_only=True, tag="choice"):
    """A question with answers to choose."""

    options: Options
    """The answers; where several are right, all of them have to be chosen."""


class WrongNumber(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong number that a mistake leads to."""

    answer: float
    """The number."""
    say: Prose
    """What the learner reads who gave it."""


class Number(_Exercise, frozen=True, kw_only=True, tag="number"):
    """A question whose answer is a number."""

    answer: float
    """The number."""
    tolerance: Tolerance = 1e-3
    """How far off it may be, relative to its size."""
    solution: Source = ""
    """Code whose value is the answer: it is how to find it, and how lint checks it."""
    mistakes: Annotated[list[WrongNumber], Meta(max_length=12)] = []
    """Wrong numbers to expect."""


class WrongOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong order that a mistake leads to."""

    order: Annotated[list[int], Meta(examples=[[3, 1, 2]])]
    """The places of the items in the right order, from 1, as they stand in the wrong one."""
    say: Prose
    """What the learner reads who gave it."""


class Order(_Exercise, frozen=True, kw_only=True, tag="order"):
    """Lines to put in order."""

    items: Annotated[list[Line], Meta(min_length=3, max_length=8)]
    """The lines in the right order; the learner gets them shuffled."""
    mistakes: Annotated[list[WrongOrder], Meta(max_length=12)] = []
    """Wrong orders to expect."""


class Expression(_Exercise, frozen=True, kw_only=True, tag="expression"):
    """One expression in `x` to write; the tutor draws it and its derivative."""

    starter: Source = ""
    """What is in the editor at first."""
    answer: Source = ""
    """The expression has to be the same function as this one. Left out: free play."""
    range: Range = (0.0, 5.0)
    """From which x to which."""
    points: Points = 200
    """At how many values of x."""
    mistakes: Annotated[list[Mistake], Meta(max_length=20)] = []
    """Wrong expressions to expect."""
    seconds: Seconds = 10.0
    """How long a run may take."""


class _Program(_Exercise, frozen=True, kw_only=True):
    """What is answered with a program."""

    setup: Source = ""
    """Runs before the answer, unseen."""
    inputs: Annotated[list[Name], Meta(max_length=12)] = []
    """The tensors an answer starts from: it has to be right wherever they are."""
    solution: Annotated[list[Source], Meta(max_length=8)] = []
    """Right answers; the first is the one that is shown, and gives the expected values."""
    checks: Annotated[list[Check], Meta(max_length=12)] = []
    """What must hold after a right answer."""
    mistakes: Annotated[list[Mistake], Meta(max_length=20)] = []
    """Wrong programs to expect."""
    seconds: Seconds = 10.0
    """How long a run may take."""


class Code(_Program, frozen=True, kw_only=True, tag="code"):
    """Code for the learner to write."""

    starter: Source = ""
    """What is in the editor at first."""


class Fix(_Program, frozen=True, kw_only=True, tag="fix"):
    """Broken code for the learner to repair."""

    error: ErrorId
    """The error that it stops with, as it stands."""
    starter: Source
    """The broken code."""


class Explain(_Exercise, frozen=True, kw_only=True, tag="explain"):
    """A question answered in the learner's own words, and graded by them."""

    points: Annotated[list[Line], Meta(min_length=1, max_length=6)]
    """What an answer has to say; the learner ticks what theirs does."""


Step: TypeAlias = (
    Read
    | Demo
    | Plot
    | Graph
    | Predict
    | Choice
    | Number
    | Order
    | Expression
    | Code
    | Fix
    | Explain
)
Exercise: TypeAlias = Predict | Choice | Number | Order | Expression | Code | Fix | Explain
"""The steps that are passed. An expression without an `answer` is not."""
Program: TypeAlias = Code | Fix
