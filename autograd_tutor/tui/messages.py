"""What reaches the lesson screen from outside the event loop's own keys: results, as messages.

Textual writes its bookkeeping into each message, so these can't be frozen; nobody changes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from autograd_tutor.course.lessons import Place
    from autograd_tutor.evaluator.evidence import Graph
    from autograd_tutor.evaluator.messages import Figure, Hello, Outcome
    from autograd_tutor.grading.judgement import Judgement
    from autograd_tutor.progress.standing import Standing
    from autograd_tutor.tui.storage import Kept


@dataclass
class Opened(Message):
    """A step is ready to be shown, with what was kept of it."""

    place: Place
    kept: Kept


@dataclass
class Unreadable(Message):
    """A lesson can't be opened; `problem` says where and why."""

    problem: str


@dataclass
class Greeted(Message):
    """The evaluator is ready."""

    hello: Hello


@dataclass
class Awaited(Message):
    """The evaluator is not there yet: what its start waits for, and for how long."""

    line: str


@dataclass
class Unserved(Message):
    """The evaluator can't serve. `number` is the run it refused, 0 where it was none."""

    problem: str
    number: int = 0


@dataclass
class Started(Message):
    """Run `number` begins and may take `seconds`."""

    number: int
    seconds: float


@dataclass
class Printed(Message):
    """Run `number` printed something."""

    number: int
    text: str


@dataclass
class Finished(Message):
    """Run `number` came to its end."""

    number: int
    outcome: Outcome


@dataclass
class Sketched(Message):
    """The curve of text `number`, drawn while it is typed; None for none, or none yet.

    `graph`: the record of its expression at one x, if that was asked for.
    """

    number: int
    figure: Figure | None
    graph: Graph | None = None


@dataclass
class Recorded(Message):
    """The record behind run `number`, and what is said under it, or in its place."""

    number: int
    graph: Graph | None
    note: str


@dataclass
class Judged(Message):
    """Answer `number` was judged, and how the learner stands then.

    `passed`: the steps of the lesson that are passed.
    """

    number: int
    place: Place
    judgement: Judgement
    standing: Standing
    passed: frozenset[str]
