"""The record behind a variable, to draw: found while the cell runs, told when it is over."""

from __future__ import annotations

import builtins
from array import array
from time import monotonic
from types import TracebackType
from typing import Any
from weakref import ref

import torch

from .graph import told
from .hooks import would_run
from .record import age, start_of, walk
from .tensors import Plainly, exact, grad_fn, gradient, proper
from .trace import Trace

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

PATIENCE = 2.0
"""Seconds after a run's start in which a walk back may begin: it takes as long as the run's own."""
AUTOGRAD: Any = torch.autograd
LAST = "*"


class Tape:
    """Entered around a run: looks at the record of the variable of that name before it is freed.

    So it walks back just before each of the cell's own calls that could free it, and once more
    at the end if none did. Hooks and backward functions of the cell's own run then too; not where
    the namespace is `kept`, as they may leave traces in it that the next cell would meet. The name
    `*` stands for what the cell last went back from, or else the last result that it made, or else,
    in a kept namespace, the newest there is.
    """

    def __init__(self, name: str, namespace: dict[str, Any], *, kept: bool = False) -> None:
        self._name = name
        self._namespace = namespace
        self._kept = kept
        self._trace: Trace | None = None
        self._called = False

    def __enter__(self) -> Tape:
        self._until = monotonic() + PATIENCE
        self._before = {name: ref(each) for name, each in self._namespace.items() if exact(each)}
        self._engine = AUTOGRAD._engine_run_backward
        AUTOGRAD._engine_run_backward = self._watched
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        AUTOGRAD._engine_run_backward = self._engine
        if kind is None or issubclass(kind, Exception):
            self._look((), filling=False)

    def _watched(self, outputs: Any, *args: Any, accumulate_grad: Any, **options: Any) -> Any:
        self._look(outputs, filling=accumulate_grad)
        return self._engine(outputs, *args, accumulate_grad=accumulate_grad, **options)

    def _look(self, outputs: Any, *, filling: bool) -> None:
        """Walk back if there is a new record. A cell goes back from `outputs`, maybe to fill
        `.grad`."""
        try:
            with Plainly():
                tensor = self._target(outputs)
                start = None if tensor is None else start_of(tensor)
                if start is None:
                    return
                if self._trace is None or self._trace.start is not start:
                    self._trace, self._called = self._traced(tensor), False
                starts = [start_of(each) for each in outputs if filling and exact(each)]
                through = any(start in walk(each) for each in starts if each is not None)
                if through or not self._called:
                    self._trace.hold()
                self._called = self._called or through
        except Exception:  # what can't be read is not spoken of
            return

    def _traced(self, tensor: Any) -> Trace:
        """The tensor's record, with the numbers of a walk back where that may be made."""
        trace = Trace(tensor, self._namespace)
        if monotonic() >= self._until:
            trace.gap = "late"
        elif self._kept and would_run(walk(trace.start), self._namespace):
            trace.gap = "hooked"
        else:
            trace.go_back(tensor, self._namespace)
        return trace

    def _target(self, outputs: Any) -> Any:
        """The tensor whose record is asked for, None where there is none (now)."""
        if self._name == LAST:
            return self._last(outputs)
        name, _, of_gradient = self._name.partition(".")
        tensor = self._namespace.get(name)
        if of_gradient and exact(tensor):
            tensor = gradient(tensor)
        return tensor if exact(tensor) else None

    def _last(self, outputs: Any) -> Any:
        if outputs or self._trace is not None:
            return outputs[0] if outputs and exact(outputs[0]) else None
        results = {
            name: each
            for name, each in list(self._namespace.items())
            if proper(name) and exact(each) and grad_fn(each) is not None
        }
        made = [
            each
            for name, each in results.items()
            if name not in self._before or self._before[name]() is not each
        ]
        found = made or (results.values() if self._kept else [])
        return max(found, key=lambda each: age(grad_fn(each)), default=None)

    def report(self, names: dict[int, str], numbers: array[float]) -> dict[str, Any] | None:
        """The graph, as the header of a reply says it; None where there is no such tensor."""
        if self._name != LAST:
            tensor = self._target(())
            if tensor is None:
                return None
            if self._trace is None or self._trace.start is not start_of(tensor):
                return {"nodes": [], "total": 0}
        return told(self._trace, self._namespace, names, numbers) if self._trace else None
