"""A session's time: what a run has left, until when it may take to stop, and how long to keep a
worker that runs nothing."""

from __future__ import annotations

from time import monotonic
from typing import Literal, TypeAlias

Due: TypeAlias = Literal["", "deadline", "kill", "idle"]


class Clock:
    """Idle, maybe until `idle_at`; or a run with its `deadline`, and `kill_at` once it was asked to
    stop. While a run is held, since `held_at`, no time passes."""

    def __init__(self) -> None:
        self.deadline: float | None = None
        self.kill_at: float | None = None
        self.held_at: float | None = None
        self.idle_at: float | None = None

    @property
    def running(self) -> bool:
        """Whether there is a run."""
        return self.deadline is not None

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self.kill_at is not None

    def begin(self, seconds: float) -> None:
        """A run, or another part of it, has so long from now on."""
        self.deadline, self.idle_at = monotonic() + seconds, None

    def stop(self, grace: float) -> None:
        """The run was asked to stop, and may take so long."""
        self.kill_at = monotonic() + grace

    def end(self) -> None:
        """Nothing runs, and nothing is waited for."""
        self.deadline = self.kill_at = self.held_at = self.idle_at = None

    def rest(self, seconds: float) -> None:
        """Something is waited for, so long."""
        self.idle_at = monotonic() + seconds

    def hold(self) -> bool:
        """Let no time pass for a run; False if there is none, or it is held already."""
        if self.deadline is None or self.held_at is not None:
            return False
        self.held_at = monotonic()
        return True

    def resume(self) -> bool:
        """Let time pass again; False if it does."""
        if self.deadline is None or self.held_at is None:
            return False
        held, self.held_at = monotonic() - self.held_at, None
        self.deadline += held
        if self.kill_at is not None:
            self.kill_at += held
        return True

    def due(self, now: float) -> Due:
        """What it is time for."""
        if self.held_at is not None:
            return ""
        if self.kill_at is not None:
            return "kill" if now >= self.kill_at else ""
        if self.deadline is not None:
            return "deadline" if now >= self.deadline else ""
        return "idle" if self.idle_at is not None and now >= self.idle_at else ""

    def next(self) -> float | None:
        """When something is due; None for never."""
        return None if self.held_at is not None else self.kill_at or self.deadline or self.idle_at
