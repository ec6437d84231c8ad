"""The verdict on an answer: what a learner is told, and what progress keeps of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Judgement(Struct, frozen=True, kw_only=True):
    """Right or not, and the one reason that is said.

    `state`: only "passed" is a pass. "error", "timeout", "stopped" and "crashed" say how a run
    ended that could not be judged; "unattempted" is the step as it was given; "unchecked" is an
    answer that could not be judged because the tutor's own side failed.
    `reason` names why in a word, for records and tests: `mistake:chain-dropped`, `multiple`,
    `sign`, `sum`, `check:asked`, `again`, `error:E02`,
    `silent:S01`, `differs`. `say` is plain text.
    """

    state: Literal[
        "passed", "wrong", "error", "timeout", "stopped", "crashed", "unattempted", "unchecked"
    ]
    reason: str = ""
    say: str = ""
    concept: str | None = None

    @property
    def passed(self) -> bool:
        """Whether the step is done."""
        return self.state == "passed"
