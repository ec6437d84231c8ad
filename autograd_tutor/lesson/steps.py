"""The kinds of step; the YAML field `kind` says which one it is."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from autograd_tutor.lesson.checks import Check, Mistake
from autograd_tutor.lesson.fields import (
    ErrorId,
    Label,
    Line,
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
    title: Title
    text: Prose


class _Exercise(_Step, frozen=True, kw_only=True):
    """What every step has that is passed, not only seen.

    `hints` come one by one, each nearer to the solution. `after` is said once it is passed. The
    solution is shown on request after so many `attempts`, or once passed, or never.
    """

    hints: Annotated[list[Prose], Meta(max_length=6)] = []
    after: Prose = ""
    reveal: Literal["after-attempts", "after-pass", "never"] = "after-attempts"
    attempts: Annotated[int, Meta(ge=1, le=20)] = 3


class Read(_Step, frozen=True, kw_only=True, tag="read"):
    """A step that is only read."""


class Demo(_Step, frozen=True, kw_only=True, tag="demo"):
    """Finished code to run, change and run again. `shows`: what its output must hold."""

    code: Source
    setup: Source = ""
    shows: Annotated[list[Line], Meta(max_length=12)] = []
    seconds: Seconds = 10.0


class Series(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One curve of a picture: an expression in `x`, or its derivative of order `slope`."""

    label: Label
    y: Source
    slope: Annotated[int, Meta(ge=0, le=3)] = 0


class Plot(_Step, frozen=True, kw_only=True, tag="plot"):
    """A picture, drawn when the step is opened. `alt` says in words what it shows."""

    series: Annotated[list[Series], Meta(min_length=1, max_length=6)]
    range: Range = (0.0, 5.0)
    points: Points = 200
    alt: Prose = ""


class Graph(_Step, frozen=True, kw_only=True, tag="graph"):
    """The record behind the tensor `of` once `code` has run, drawn when the step is opened."""

    code: Source
    of: Variable
    alt: Prose = ""


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer to choose, and what to say to who chose it."""

    text: Line
    right: bool = False
    say: Prose = ""


Options: TypeAlias = Annotated[list[Option], Meta(min_length=2, max_length=9)]


class Predict(_Exercise, frozen=True, kw_only=True, tag="predict"):
    """A question about what code will do; once it is answered, the code runs and shows it."""

    code: Source
    setup: Source = ""
    options: Options
    shows: Annotated[list[Line], Meta(max_length=12)] = []
    seconds: Seconds = 10.0


class Choice(_Exercise, frozen=True, kw_only=True, tag="choice"):
    """A question with answers to choose; all the right ones, where there are several."""

    options: Options


class WrongNumber(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong number, and what to say to who gave it."""

    answer: float
    say: Prose


class Number(_Exercise, frozen=True, kw_only=True, tag="number"):
    """A question whose answer is a number, within a relative tolerance.

    `solution` is code whose value is the answer: it is how to find it, and how lint checks it.
    """

    answer: float
    tolerance: Tolerance = 1e-3
    solution: Source = ""
    mistakes: Annotated[list[WrongNumber], Meta(max_length=12)] = []


class WrongOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong order, as places in the right one from 1, and what to say to who gave it."""

    order: list[int]
    say: Prose


class Order(_Exercise, frozen=True, kw_only=True, tag="order"):
    """Lines to put in order. The file holds them in the right one; they are shown shuffled."""

    items: Annotated[list[Line], Meta(min_length=3, max_length=8)]
    mistakes: Annotated[list[WrongOrder], Meta(max_length=12)] = []


class Expression(_Exercise, frozen=True, kw_only=True, tag="expression"):
    """A step whose answer is one expression in `x`.

    The tutor draws it and its derivative over `range` (units of x), at `points` points. Without
    an `answer` it is free play; with one, the expression has to be the same function.
    """

    starter: Source = ""
    answer: Source = ""
    range: Range = (0.0, 5.0)
    points: Points = 200
    mistakes: Annotated[list[Mistake], Meta(max_length=20)] = []
    seconds: Seconds = 10.0


class _Program(_Exercise, frozen=True, kw_only=True):
    """What is answered with a program; `setup` runs before it, unseen.

    `inputs` are the tensors an answer may start from: it has to be right wherever they are. The
    first `solution` is the one that is shown, and it gives the expected values.
    """

    setup: Source = ""
    inputs: Annotated[list[Variable], Meta(max_length=12)] = []
    solution: Annotated[list[Source], Meta(max_length=8)] = []
    checks: Annotated[list[Check], Meta(max_length=12)] = []
    mistakes: Annotated[list[Mistake], Meta(max_length=20)] = []
    seconds: Seconds = 10.0


class Code(_Program, frozen=True, kw_only=True, tag="code"):
    """A step in which the learner writes the code, or goes on from the `starter`."""

    starter: Source = ""


class Fix(_Program, frozen=True, kw_only=True, tag="fix"):
    """Broken code to repair: as it stands, `starter` stops with the error of that id."""

    error: ErrorId
    starter: Source


class Explain(_Exercise, frozen=True, kw_only=True, tag="explain"):
    """A question answered in the learner's own words, and graded by them against `points`."""

    points: Annotated[list[Line], Meta(min_length=1, max_length=6)]


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
