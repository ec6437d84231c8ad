"""Submissions for these tests, most of them of one step."""

from __future__ import annotations

import hashlib

from autograd_tutor.classroom.grader import course
from autograd_tutor.classroom.model import Submission
from autograd_tutor.lesson.steps import Step
from autograd_tutor.progress.document import Document, encoded
from bench.classes import Given, document

KEY = ("first-derivative", "one-slope")
LESSONS = course()
STEPS: dict[tuple[str, str], Step] = {
    (lesson.id, step.id): step for lesson in LESSONS for step in lesson.steps
}
HONEST = """\
x = torch.tensor(2.0, requires_grad=True)
y = x**3 - x
(slope,) = torch.autograd.grad(y, [x])
"""


def submitted(work: Document, learner: str = "ada") -> Submission:
    data = encoded(work)
    return Submission(f"{learner}.json", learner, data, hashlib.sha256(data).hexdigest())


def one(text: str, claimed: str = "passed", learner: str = "ada") -> Submission:
    """A learner who answered one step."""
    return submitted(document({KEY: Given(text, claimed=claimed)}), learner)
