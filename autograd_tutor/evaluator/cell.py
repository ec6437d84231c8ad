"""Running a cell: setup, the learner's code, and what came of it."""

from __future__ import annotations

import ast
import linecache
import random
import re
import warnings
from contextlib import suppress
from functools import partial
from time import perf_counter
from typing import Any, Protocol, TextIO

import torch

from .card import claim, settle, tidy
from .failure import CELL, SETUP, describe, text_of
from .interrupt import Interruptible
from .namespace import Canvas, fresh_namespace
from .probes.inputs import HOOK, Inputs
from .probes.look import Probes
from .probes.patches import Patches

VALUE_LENGTH = 20_000
WARNINGS_KEPT = 20
PRINTED_WIDTH = 75
"""Columns in which torch prints tensors: those of the output panel in a terminal of 80, without a
scrollbar and the mark before a value."""
MAGIC = re.compile(r"^%matplotlib\b.*$", re.MULTILINE)

Reply = tuple[dict[str, Any], bytes]


class Work(Protocol):
    """What a run does: draws on the canvas and returns the value to show, None for none."""

    def __call__(self, canvas: Canvas) -> object:
        """Do it."""


class Cells:
    """Runs cells in this worker, each in a fresh namespace unless it keeps the last one's."""

    def __init__(
        self,
        interruptible: Interruptible,
        output: TextIO,
        patches: Patches,
        gpu_memory: float = 1.0,
    ) -> None:
        """`gpu_memory`: how much of a card they may take, as `card.claim` has it."""
        self._gpu_memory = gpu_memory
        self._interruptible = interruptible
        self._output = output
        self._namespace: dict[str, Any] = {}
        self._kept = 0
        self._name = CELL
        self._patches = patches

    def forget(self) -> None:
        """Begin with a fresh namespace."""
        self._namespace = {}
        self._kept = 0
        self._patches.forget()
        tidy()

    def run(self, request: dict[str, Any]) -> Reply:
        """Run a cell's setup and its code, and look at what they left behind."""
        if not request["keep"]:
            self.forget()
        self._name = f"<cell {self._kept}>" if self._kept else CELL
        self._kept += 1
        inputs = Inputs(request)
        probes = Probes(request, self._namespace)
        header, blob = self.attempt(
            request, lambda canvas: self._execute(request, canvas, inputs, probes)
        )
        found, values = probes.report(inputs.moved)
        return {**header, **found}, blob + values

    def _execute(
        self, request: dict[str, Any], canvas: Canvas, inputs: Inputs, probes: Probes
    ) -> object:
        namespace = self._namespace
        namespace |= fresh_namespace(canvas)
        namespace[HOOK] = partial(inputs.settle, namespace)
        with probes:
            execute(request["setup"], SETUP, namespace, inputs)
            return execute(request["code"], self._name, namespace, inputs)

    def attempt(self, request: dict[str, Any], work: Work) -> Reply:
        """Do a run's work on its device with its seed; say what came of it, errors included."""
        canvas = Canvas()
        value = error = None
        caught: list[warnings.WarningMessage] = []
        started = perf_counter()
        try:
            with (
                self._interruptible.here(),
                self._patches,
                warnings.catch_warnings(record=True) as caught,
            ):
                warnings.simplefilter("always")
                prepare(request)
                claim(request["device"], self._gpu_memory)
                shown = show(work(canvas))
                settle(request["device"])
                value = shown
        except BaseException as raised:
            error = describe(raised, self._name)
        with suppress(OSError, ValueError):  # the cell may have closed it
            self._output.flush()
        seconds = perf_counter() - started
        figure, blob = canvas.pack()
        ending = {"value": value, "error": error, "warnings": distinct(caught, self._name)}
        return {**ending, "figure": figure, "seconds": seconds, "device": request["device"]}, blob


def too_much(device: str) -> Reply:
    """What is said in place of an outcome that no frame can hold."""
    words = "there is too much to show: less text in warnings and values, or fewer points"
    ending: dict[str, Any] = {"value": None, "error": describe(ValueError(words)), "warnings": []}
    return {**ending, "figure": Canvas().pack()[0], "seconds": 0.0, "device": device}, b""


def prepare(request: dict[str, Any]) -> None:
    """Tensors are made on the run's device; every source of chance starts from its seed.

    What a kept cell made of torch's defaults stays for the next one.
    """
    device = request["device"]
    torch.set_default_device(None if device == "cpu" else device)
    if not request.get("keep"):
        torch.set_default_dtype(torch.float64 if request.get("double") else torch.float32)
        torch.set_printoptions(  # type: ignore[no-untyped-call]
            profile="default", linewidth=PRINTED_WIDTH
        )
    # torch.manual_seed also seeds cards that are not there, each with a stack trace: 2 ms.
    seed = torch.default_generator.manual_seed if device == "cpu" else torch.manual_seed
    seed(request["seed"])
    random.seed(request["seed"])


def execute(code: str, name: str, namespace: dict[str, Any], inputs: Inputs) -> object:
    """Run code; the value of a bare last expression, None if there is none or `;` hides it."""
    code = MAGIC.sub("", code)
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    tree = ast.parse(code, name)
    ending = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    inputs.rewrite(tree)
    body = compile(tree, name, "exec", dont_inherit=True)
    last = None
    if isinstance(ending, ast.Expr):
        last = compile(ast.Expression(ending.value), name, "eval", dont_inherit=True)
    exec(body, namespace)  # noqa: S102
    if last is None:
        return None
    value = eval(last, namespace)
    return None if code.rstrip().endswith(";") else value


def show(value: object) -> str | None:
    """The value as a notebook would print it, cut to a length that a screen can hold."""
    if value is None:
        return None
    text = repr(value)
    return text if len(text) <= VALUE_LENGTH else text[:VALUE_LENGTH] + " …"


def distinct(caught: list[warnings.WarningMessage], cell: str) -> list[dict[str, object]]:
    """Each different warning once, in order, with its line if it arose in the cell itself."""
    found: dict[tuple[str, str, int], None] = {}
    for warning in caught:
        line = warning.lineno if warning.filename == cell else 0
        found[(warning.category.__name__, text_of(warning.message), line)] = None
    keys = ("category", "message", "line")
    return [dict(zip(keys, each, strict=True)) for each in list(found)[:WARNINGS_KEPT]]
