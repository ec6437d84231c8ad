"""One layer of confinement: is it in force, and if not, why and what to do."""

from __future__ import annotations

from typing import NamedTuple


class Layer(NamedTuple):
    """A layer's state. `why` says what is missing, or what an active layer covers."""

    name: str
    active: bool
    why: str = ""
    remedy: str = ""


class ConfineError(Exception):
    """A layer that this system offers could not be put in force: no code may run."""
