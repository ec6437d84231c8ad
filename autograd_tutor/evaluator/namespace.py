"""What a cell finds: torch, plot(), and a matplotlib.pyplot that draws in the tutor."""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import torch

from .frames import packed

CURVES_LIMIT = 16
POINTS_KEPT = 2_000
REFUSAL = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
"""numpy's own words: to detach is something to learn, and a plotter that did it would erase it."""


class Canvas:
    """The curves and texts of one run."""

    def __init__(self) -> None:
        self.curves: list[dict[str, Any]] = []
        self.data: list[tuple[array[float], array[float]]] = []
        self.texts = {"title": "", "xlabel": "", "ylabel": ""}
        self.hlines: array[float] = array("d")

    def add(self, x: object, y: object, label: object = "") -> None:
        """One curve. Raises the errors that matplotlib and numpy would raise."""
        if len(self.curves) == CURVES_LIMIT:
            raise ValueError(f"one picture holds {CURVES_LIMIT} curves; plot fewer at once")
        xs, ys = column(x), column(y)
        if len(xs) != len(ys):
            shapes = f"{shape(x)} and {shape(y)}"
            raise ValueError(f"x and y must have same first dimension, but have shapes {shapes}")
        kept = thin(xs, ys)
        label = "" if label is None else str(label)[:80]
        self.curves.append({"label": label, "points": len(kept[0]), "total": len(ys)})
        self.data.append(kept)

    def pack(self) -> tuple[dict[str, Any], bytes]:
        """The header of the figure, and its numbers: x and y of each curve, then the hlines."""
        numbers = array("d")
        for x, y in self.data:
            numbers += x
            numbers += y
        numbers += self.hlines
        header = {"curves": self.curves, "hlines": len(self.hlines), **self.texts}
        return header, packed(numbers)


def fresh_namespace(canvas: Canvas) -> dict[str, Any]:
    """The globals of a cell. Makes `from matplotlib import pyplot as plt` draw on the canvas."""
    pyplot = Pyplot(canvas)
    matplotlib = ModuleType("matplotlib", "Draws in the tutor.")
    matplotlib.pyplot = pyplot  # type: ignore[attr-defined]
    sys.modules |= {"matplotlib": matplotlib, "matplotlib.pyplot": pyplot}

    def plot(x: object, y: object = None, label: object = "") -> None:
        """Draw y against x, or x against its index."""
        xs, ys = (x, y) if y is not None else (range(len(column(x))), x)
        canvas.add(xs, ys, label)

    return {"__name__": "__main__", "__builtins__": __builtins__, "torch": torch, "plot": plot}


class Pyplot(ModuleType):
    """As much of matplotlib.pyplot as notebooks about functions use; styles are ignored."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__("matplotlib.pyplot", "Draws in the tutor.")
        self._canvas = canvas

    def plot(self, *args: object, label: object = "", **style: object) -> None:
        """Draw y, or any number of x, y pairs, each with an optional format."""
        values = [arg for arg in args if not isinstance(arg, str)]
        if len(values) == 1:
            values = [range(len(column(values[0]))), *values]
        if not values or len(values) % 2:
            raise ValueError("plot() takes y, or pairs of x and y")
        for x, y in zip(values[::2], values[1::2], strict=True):
            self._canvas.add(x, y, label)

    def axhline(self, y: float = 0.0, **style: object) -> None:
        """A horizontal line."""
        if math.isfinite(y) and len(self._canvas.hlines) < CURVES_LIMIT:
            self._canvas.hlines.append(float(y))

    def title(self, text: object, **style: object) -> None:
        """The figure's title."""
        self._canvas.texts["title"] = str(text)[:200]

    def xlabel(self, text: object, **style: object) -> None:
        """What x is."""
        self._canvas.texts["xlabel"] = str(text)[:80]

    def ylabel(self, text: object, **style: object) -> None:
        """What y is."""
        self._canvas.texts["ylabel"] = str(text)[:80]

    def legend(self, labels: Iterable[object] = (), **style: object) -> None:
        """Labels for the curves so far; labels given to plot() are always shown."""
        for curve, label in zip(self._canvas.curves, labels, strict=False):
            curve["label"] = str(label)[:80]

    def grid(self, *args: object, **style: object) -> None:
        """Accepted, and left to the tutor."""

    def figure(self, *args: object, **style: object) -> None:
        """Accepted: everything that one cell draws shares one picture."""

    def show(self, *args: object, **style: object) -> None:
        """Accepted: the picture is shown when the cell ends."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        offered = "plot, legend, title, xlabel, ylabel, axhline, grid, figure and show"
        raise AttributeError(f"the tutor's pyplot has {offered}; it has no {name!r}")


def column(values: object) -> array[float]:
    """Numbers as float64. A tensor that requires grad raises RuntimeError, in numpy's words."""
    if isinstance(values, torch.Tensor):
        if values.requires_grad:
            raise RuntimeError(REFUSAL)
        if values.is_complex():
            raise TypeError("a complex tensor has no single curve: plot z.real, z.imag or z.abs()")
        if values.squeeze().dim() > 1:
            raise ValueError(f"a curve is one row of numbers, not of shape {shape(values)}")
        return array("d", values.to("cpu", torch.float64).reshape(-1).tolist())
    if isinstance(values, (int, float)):
        return array("d", [values])
    return array("d", [number(value) for value in values])  # type: ignore[attr-defined]


def number(value: object) -> float:
    """One element of a list or numpy array."""
    if isinstance(value, torch.Tensor) and value.requires_grad:
        raise RuntimeError(REFUSAL)
    return float(value)  # type: ignore[arg-type]


def shape(values: object) -> str:
    """The shape as matplotlib's message shows it."""
    if isinstance(values, torch.Tensor):
        return f"torch.Size({list(values.shape)})"
    return f"({len(column(values))},)"


def thin(x: array[float], y: array[float]) -> tuple[array[float], array[float]]:
    """At most POINTS_KEPT points: the lowest and the highest y of each stretch, in order."""
    if len(y) <= POINTS_KEPT:
        return x, y
    kept: list[int] = []
    stretches = POINTS_KEPT // 2
    for i in range(stretches):
        stretch = range(i * len(y) // stretches, (i + 1) * len(y) // stretches)
        low, high = min(stretch, key=y.__getitem__), max(stretch, key=y.__getitem__)
        kept += sorted({low, high})
    return array("d", [x[i] for i in kept]), array("d", [y[i] for i in kept])
