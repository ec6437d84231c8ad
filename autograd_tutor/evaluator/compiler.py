"""torch's compiler, imported only once something needs it.

Every optimizer imports it at its first step, only to say that the step is not to be compiled: a
second and 800 modules, in each run, as each run has a worker of its own.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch

NAME = "torch._dynamo"


class Later(ModuleType):
    """Stands for the compiler where nothing is compiled; gives way to it when more is asked."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]
            torch._dynamo = importlib.import_module(NAME)
        return getattr(sys.modules[NAME], name)

    @staticmethod
    def disable(fn: Callable[..., Any] | None = None, *_: object, **__: object) -> Any:
        """Without a compiler a function is as it is."""
        return fn if fn is not None else lambda function: function

    @staticmethod
    def graph_break(*_: object, **__: object) -> None:
        """Without a compiler there is no graph to break."""


def put_off() -> None:
    """Leave the compiler out until something needs it, unless it is there already."""
    if NAME not in sys.modules:
        sys.modules[NAME] = torch._dynamo = Later(NAME)
