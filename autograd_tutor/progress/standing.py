"""What is known of a learner's work on one step."""

from __future__ import annotations

from dataclasses import dataclass

PLAYGROUND = "#playground"
"""In a lesson's place, whose id never begins so: the cell of the playground that is being typed."""


@dataclass(frozen=True)
class Standing:
    """How often an answer was judged, how many hints were seen, and how far it came.

    `shown`: the solution was looked at. `passed`: an answer was right once; that stays so.
    """

    attempts: int = 0
    hints: int = 0
    shown: bool = False
    passed: bool = False
