"""What a cell patches is in force while it runs, and not in what the worker then says about it."""

from __future__ import annotations

import array
import builtins
import contextlib
import functools
import json
import json.encoder
import linecache
import math
import os
import struct
import sys
import time
import traceback
from types import ModuleType, TracebackType
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

LEANED_ON: tuple[ModuleType, ...] = (
    *(array, builtins, contextlib, functools, json, json.encoder),
    *(linecache, math, os, struct, time, traceback),
)
"""Modules that the worker's own code uses once a cell is over."""
OURS = ("cell", "failure", "frames", "interrupt", "namespace", "probes", "worker")


class Patches:
    """Entered around a cell: afterwards the modules the worker leans on are as they were before.

    What it replaced there comes back when it is entered again, unless it is forgotten. Classes
    are not gone into: only what a module's own names stand for.
    """

    def __init__(self) -> None:
        places = tuple(f"autograd_tutor.evaluator.{name}" for name in OURS)
        ours = [module for name, module in sys.modules.items() if name.startswith(places)]
        live = [vars(module) for module in (*LEANED_ON, *ours)]
        self._live = live
        self._before = [dict(each) for each in live]
        self._theirs: list[dict[str, Any]] = []

    def forget(self) -> None:
        """The next cell starts with none of the last one's."""
        self._theirs = []

    def __enter__(self) -> Patches:
        for names, theirs in zip(self._live, self._theirs, strict=False):
            names.update(theirs)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._theirs = [dict(names) for names in self._live]
        for names, before in zip(self._live, self._before, strict=True):
            names.update(before)
