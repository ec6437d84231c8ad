"""The server's own words, decoded, and the sentences a learner gets when a run was stopped."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from .frames import PROTOCOL, FrameError, split
from .messages import Failure, Hello, Layer, Lost, Reason, Run
from .options import OLDEST_TORCH
from .untrusted import clean


class Greeting(Hello, frozen=True, forbid_unknown_fields=True, tag="hello"):
    """The server is ready."""


class Failed(Struct, frozen=True, forbid_unknown_fields=True, tag="failed"):
    """The server cannot start: why, in Python's words."""

    why: str


class Unconfined(Struct, frozen=True, forbid_unknown_fields=True, tag="unconfined"):
    """A layer of confinement that this system offers failed, so no code may run."""

    why: str


class Trying(Struct, frozen=True, forbid_unknown_fields=True, tag="trying"):
    """A card is tried before the run begins, which may take so many seconds."""

    seconds: float


class Confined(Struct, frozen=True, forbid_unknown_fields=True, tag="confined"):
    """The card computes, under these layers, and the run begins."""

    layers: tuple[Layer, ...]


class Stopping(Struct, frozen=True, forbid_unknown_fields=True, tag="stopping"):
    """The running cell was just asked to stop."""

    reason: Literal["timeout", "interrupted"]


class Dropped(Struct, frozen=True, forbid_unknown_fields=True, tag="dropped"):
    """The cell printed more than is kept."""

    bytes: int


class Gone(Struct, frozen=True, forbid_unknown_fields=True, tag="lost"):
    """The worker is gone, and with it the run."""

    reason: Reason
    detail: str


Notice: TypeAlias = Greeting | Failed | Unconfined | Trying | Confined | Stopping | Dropped | Gone


def decode_notice(payload: bytes) -> Notice:
    """One of the server's words. Raises FrameError."""
    try:
        notice: Notice = msgspec.convert(clean(msgspec.json.decode(split(payload)[0])), Notice)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise FrameError(f"not a notice: {error}") from error
    return notice


def foreign(hello: Hello) -> str:
    """Why a server that is ready is none for us; empty if it is."""
    version = tuple(int(part) for part in re.findall(r"\d+", hello.torch)[:2])
    if version < OLDEST_TORCH:
        return f"{hello.executable} has torch {hello.torch}; 2.4 or newer is needed."
    if hello.protocol != PROTOCOL:
        return "The evaluator is of another version of the tutor: install it again."
    return ""


def lost(reason: Reason, detail: str, seconds: float) -> Lost:
    """A lost run and what to tell the learner."""
    sentences = {
        "timeout": f"Stopped: still running after {seconds:g} s, and it would not be interrupted.",
        "interrupted": "Stopped by you. It would not be interrupted, so its process was replaced.",
        "reset": "Stopped: the evaluator was reset.",
        "idle": "Not run: the process of the cells before had ended, to free the card.",
        "broken": "Not run: the card failed in the cells before, so their process was replaced.",
        "crashed": f"Your code ended the process it ran in ({detail}). A fresh one is ready.",
        "memory": "Stopped: your code took more memory than it may. Use smaller tensors.",
        "unconfined": "Your code was not run: the process for it could not be fully confined.",
        "protocol": "Your code wrote into the tutor's own channel. A fresh process is ready.",
    }
    return Lost(reason, sentences[reason])


def stopped(run: Run, reason: str, seconds: float) -> Run:
    """The run with a KeyboardInterrupt of our making told as what it was."""
    if run.error is None or run.error.type != "KeyboardInterrupt" or not reason:
        return run
    if reason == "timeout":
        kind, message = "TimeLimit", f"still running after {seconds:g} s, so it was stopped"
    else:
        kind, message = "Interrupted", "stopped by you"
    error: Failure = replace(run.error, type=kind, message=message)
    return replace(run, error=error)
