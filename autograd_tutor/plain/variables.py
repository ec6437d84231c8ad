"""What the last run left behind, in words, and what is not as it was after the run before."""

from __future__ import annotations

from autograd_tutor.evaluator.evidence import Evidence
from autograd_tutor.evaluator.messages import Outcome, Run

NO_RUN = "Nothing was run at this step yet. run does that."
LOST = "The run was stopped before its tensors could be read."
NO_VARIABLES = "This step leaves no variables: only code does."


class Variables:
    """Of one step: each run is compared with the one before it there."""

    def __init__(self) -> None:
        self._before: Evidence | None = None
        self.told = NO_RUN

    def take(self, outcome: Outcome) -> None:
        """Read what a run left behind."""
        from autograd_tutor.plot.tensors import compared, spoken

        if not isinstance(outcome, Run):
            self.told = LOST
        elif outcome.evidence is None:
            self.told = NO_VARIABLES
        else:
            self.told = spoken(compared(outcome.evidence, self._before))
            self._before = outcome.evidence
