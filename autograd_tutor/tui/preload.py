"""What the first run, the first key and the first picture would else have to wait for."""

from __future__ import annotations


def preload() -> None:
    """Import it while the learner reads; safe in any thread."""
    from autograd_tutor.grading import judge, requests, silent  # noqa: F401
    from autograd_tutor.plot import curves, tape, tensors  # noqa: F401

    curves.preload()
