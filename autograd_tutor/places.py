"""Where the tutor keeps what it writes and finds what is the learner's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import platformdirs

NAME = "autograd-tutor"
NOWHERE = Path(os.devnull, "no-home")
"""A place that can't be: where no home is known, nothing is written where nobody would look."""


def state_directory() -> Path:
    """What is kept: `$AUTOGRAD_TUTOR_STATE`, else in the XDG state directory."""
    chosen = os.environ.get("AUTOGRAD_TUTOR_STATE")
    return Path(chosen) if chosen else _found(platformdirs.user_state_path)


def log_directory() -> Path:
    """What the tutor writes of its own mistakes: beside what is kept."""
    chosen = os.environ.get("AUTOGRAD_TUTOR_STATE")
    return Path(chosen, "log") if chosen else _found(platformdirs.user_log_path)


def config_directory() -> Path:
    """What the learner may change: the XDG configuration directory."""
    return _found(platformdirs.user_config_path)


def _found(find: Callable[[str, Literal[False]], Path]) -> Path:
    try:
        path = find(NAME, False)
    except RuntimeError:  # neither a home nor an account
        return NOWHERE
    return path if path.is_absolute() else NOWHERE
