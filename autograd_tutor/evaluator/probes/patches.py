"""What a cell patches is in force while it runs, and not in what the worker then says about it."""

from __future__ import annotations

import builtins
import json
import json.encoder
import linecache
import sys
import traceback
from types import ModuleType
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

LEANED_ON: tuple[ModuleType, ...] = (builtins, json, json.encoder, linecache, traceback)
"""What the worker's own code looks up in other modules once a cell is over."""
OURS = ("card", "cell", "failure", "frames", "namespace", "probes", "worker")
"""Its modules that speak then."""


class Patches:
    """Entered around a cell: afterwards what the worker leans on is as it was before.

    That is what the names of these modules stand for, and what the methods of the worker's own
    classes are. What the cell replaced comes back when it is entered again, unless forgotten.
    """

    def __init__(self) -> None:
        places = tuple(f"autograd_tutor.evaluator.{name}" for name in OURS)
        ours = [module for name, module in sys.modules.items() if name.startswith(places)]
        self._live = [vars(module) for module in (*LEANED_ON, *ours)]
        self._before = [dict(each) for each in self._live]
        own = {each for module in ours for each in vars(module).values() if isinstance(each, type)}
        mine = [each for each in own if each.__module__.startswith(places)]
        self._classes = {each: dict(vars(each)) for each in (json.JSONEncoder, *mine)}
        self.forget()

    def forget(self) -> None:
        """The next cell starts with none of the last one's."""
        self._theirs: list[dict[str, Any]] = []
        self._methods: list[tuple[type, str, Any]] = []

    def __enter__(self) -> Patches:
        for names, theirs in zip(self._live, self._theirs, strict=False):
            names.update(theirs)
        for owner, name, method in self._methods:
            setattr(owner, name, method)
        return self

    def __exit__(self, *_: object) -> None:
        self._theirs = [dict(names) for names in self._live]
        for names, before in zip(self._live, self._before, strict=True):
            names.update(before)
        self._methods = [
            (owner, name, method)
            for owner, before in self._classes.items()
            for name, method in vars(owner).items()
            if name in before and before[name] is not method
        ]
        for owner, name, _ in self._methods:
            setattr(owner, name, self._classes[owner][name])
