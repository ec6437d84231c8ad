"""Grading on a Dask cluster that runs already. The bytes of a submission travel; no disk is shared.

The workers need this same autograd-tutor, and a torch.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable
from importlib import import_module
from typing import Any

import msgspec

from autograd_tutor.classroom.grader import Grader, edition
from autograd_tutor.classroom.model import Graded, GradingError, Settings, Submission, unread

CONNECT_SECONDS = 20
AHEAD = 2
"""Submissions sent for each thread of the cluster: one in work, the next one there."""
FEWEST_AHEAD = 16
"""So many are sent even to a cluster that has no worker yet: some start workers when asked to."""
_mine = threading.local()


def grade(submission: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """Runs on the cluster: verdicts as plain data. Each thread there keeps a grader of its own."""
    kept: dict[str, Any] = _mine.__dict__
    if kept.get("settings") != settings:
        if grader := kept.pop("grader", None):
            grader.close()
        kept["grader"] = Grader(msgspec.convert(settings, Settings))
        kept["settings"] = settings
    graded: dict[str, Any] = msgspec.to_builtins(
        kept["grader"].grade(msgspec.convert(submission, Submission))
    )
    return graded


def graded(
    submissions: Iterable[Submission], address: str, settings: Settings
) -> Generator[Graded]:
    """The verdicts as they come. A submission whose worker is lost goes to another one.

    Raises:
        GradingError: there is no such cluster, or it can't grade.
    """
    dask = _dask()
    try:
        client = dask.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise GradingError(f"There is no Dask scheduler at {address}: {error}.") from error
    with client:
        tasks = _Tasks(dask, client, settings)
        waiting = iter(submissions)
        tasks.send(waiting)
        for task in tasks.ended:
            yield tasks.result(task)
            tasks.send(waiting)


def _dask() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise GradingError(
            "Dask is not installed here: pip install 'autograd-tutor[dask]'."
        ) from None


class _Tasks:
    """What the cluster was sent and has not answered. `ended` gives each task once it has."""

    def __init__(self, dask: Any, client: Any, settings: Settings) -> None:
        self.ended = dask.as_completed(loop=client.loop)
        self._client = client
        self._lost = dask.KilledWorker
        self._settings = msgspec.to_builtins(settings)
        self._edition = edition(settings)
        self._sent: dict[str, Submission] = {}

    def send(self, waiting: Iterable[Submission]) -> None:
        """Send as many more as keep the cluster busy."""
        threads = sum(self._client.nthreads().values())
        while len(self._sent) < max(FEWEST_AHEAD, AHEAD * threads):
            submission = next(iter(waiting), None)
            if submission is None:
                return
            plain = msgspec.to_builtins(submission, builtin_types=(bytes,))
            task = self._client.submit(grade, plain, self._settings, pure=False)
            self._sent[task.key] = submission
            self.ended.add(task)

    def result(self, task: Any) -> Graded:
        """The verdicts of a task that has ended. Raises GradingError."""
        submission = self._sent.pop(task.key)
        error = task.exception()
        if isinstance(error, self._lost):
            return unread(submission, "every worker that graded it was lost", again=True)
        if error is not None:
            raise GradingError(f"The cluster can't grade: {error}")
        try:
            found = msgspec.convert(task.result(), Graded)
        except msgspec.ValidationError:
            found = None
        task.release()
        if found is None or found.edition not in ("", self._edition):
            raise GradingError(
                "The cluster's workers have another autograd-tutor, or other lessons: install"
                " the same there."
            )
        return msgspec.structs.replace(found, file=submission.file, learner=submission.learner)
