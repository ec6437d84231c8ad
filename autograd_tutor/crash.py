"""The tutor's own mistakes, owned up to."""

from __future__ import annotations

STATUS = 70
"""The exit status after a mistake of the tutor's own (EX_SOFTWARE)."""


def apology(error: BaseException | None) -> str:
    """What the learner reads of a mistake; it is written to the log first."""
    from autograd_tutor.log import log_file, noted

    path = noted(error)
    where = f"The log is {path}." if path else f"No log could be written to {log_file()}."
    name = type(error).__name__ if error is not None else "nobody knows why"
    return f"The tutor itself failed ({name}). {where} Please report it."
