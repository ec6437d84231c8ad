"""What is graded, how, and what came of it. All of it goes between processes as JSON."""

from __future__ import annotations

from msgspec import Struct

from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.options import Options


class GradingError(Exception):
    """Nothing can be graded: why, and what to do."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """How every submission of a class is graded.

    `seed` is of the numbers that right answers are tried on once more: the same for the whole
    class, so that the solution runs on them once, and drawn after everything is handed in.
    """

    python: str | None = None
    device: str = "cpu"
    confinement: str = "full"
    memory: int = Options().memory
    gpu_memory: float = Options().gpu_memory
    launch: str = ""
    socket: str = ""
    seed: int = 0

    @property
    def launcher(self) -> Launcher:
        """What starts an evaluator."""
        options = Options(self.confinement, self.memory, gpu_memory=self.gpu_memory)
        return Launcher(self.python, options, self.launch, self.socket)


class Submission(Struct, frozen=True, forbid_unknown_fields=True):
    """A file as it was handed in. `problem`: why it could not be read; then it has no data.

    `file` is its path below the directory of the class, in UTF-8 whatever its name is in.
    """

    file: str
    learner: str
    data: bytes = b""
    sha256: str = ""
    problem: str = ""


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer: what the learner's record claims of it, and what the judge says.

    `claimed` is "passed" if ever an attempt is said to have passed, else the state of the last
    attempt, or nothing. `earlier`: a text that a newer one replaced was the better answer.
    """

    lesson: str
    step: str
    claimed: str
    judged: str
    reason: str
    say: str
    attempts: int
    hints: int
    solution_seen: bool
    seconds: float
    earlier: bool = False


class Graded(Struct, frozen=True, forbid_unknown_fields=True):
    """A submission's verdicts. `problem`: why there are none.

    `edition` is of the tutor and the course that judged it, `unknown` counts answers to steps that
    the course does not have. `again`: something of ours failed, so it is to be graded once more.
    """

    file: str
    learner: str
    sha256: str = ""
    edition: str = ""
    problem: str = ""
    rows: tuple[Row, ...] = ()
    unknown: int = 0
    again: bool = False


def unread(submission: Submission, problem: str, *, again: bool) -> Graded:
    """What is said of a submission that was not graded."""
    return Graded(
        submission.file, submission.learner, submission.sha256, problem=problem, again=again
    )
