"""Samples to a table of medians and ratios, and whether the tutor's reach is reached."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median

from bench.measure import Sample
from bench.subjects import BARE, IPYTHON, TUTOR

PACKAGES = ("torch", "textual", "ipython", "plotext")
NOTHING = "–"

Samples = Mapping[str, Sequence[Sample]]


@dataclass(frozen=True)
class Measure:
    """A row of the table: which part of a sample, and how it is written."""

    title: str
    of: Callable[[Sample], float | None]
    unit: str
    scale: float = 1.0
    digits: int = 0

    def median(self, samples: Sequence[Sample]) -> float | None:
        """The median over the rounds, None where the program can't do it."""
        values = [value for sample in samples if (value := self.of(sample)) is not None]
        return median(values) if values else None

    def written(self, value: float | None) -> str:
        """A value with its unit."""
        return NOTHING if value is None else f"{value * self.scale:,.{self.digits}f} {self.unit}"


@dataclass(frozen=True)
class Reach:
    """What the tutor is to be: at most `most`, or `most` times the peer's median.

    `of` is what is taken of the peer, where that is another measure.
    """

    measure: Measure
    most: float
    peer: str | None = None
    of: Measure | None = None

    def line(self, samples: Samples) -> str:
        """The aim, the value and whether it is reached."""
        ours = self.measure.median(samples[TUTOR.name])
        other = self.of or self.measure
        theirs = other.median(samples[self.peer]) if self.peer else 1.0
        than = f"{other.title.lower()} of {self.peer}" if self.of else self.peer
        aim = f"{self.most:g} x {than}" if self.peer else self.measure.written(self.most)
        if ours is None or not theirs:
            return f"- {self.measure.title} <= {aim}: not measured"
        value = f"{ours / theirs:.2f} x" if self.peer else self.measure.written(ours)
        verdict = "reached" if ours / theirs <= self.most else "**not reached**"
        return f"- {self.measure.title} <= {aim}: {value}, {verdict}"


FIRST_PAINT = Measure("First paint", lambda s: s.first_paint, "ms", 1e3)
READY = Measure("First content", lambda s: s.ready, "ms", 1e3)
FIRST_CURVE = Measure("Start to first curve", lambda s: s.first_curve, "ms", 1e3)
FIRST_SUBMIT = Measure("First submit to curve", lambda s: s.first_submit, "ms", 1e3)
DRAWN = Measure("Warm submit to curve", lambda s: s.drawn, "ms", 1e3)
SUBMIT = Measure("Warm submit to last byte", lambda s: s.submit, "ms", 1e3)
SUBMIT_BYTES = Measure("Traffic of a submit", lambda s: s.submit_bytes, "B")
AGAIN_BYTES = Measure("Traffic of the same again", lambda s: s.again_bytes, "B")
KEY_BYTES = Measure("Traffic of a key in code", lambda s: s.key_bytes, "B")
IDLE_BYTES = Measure("Idle traffic", lambda s: s.idle_bytes, "B/s")
RESET = Measure("Reset to curve", lambda s: s.reset, "ms", 1e3)
MEASURES = (
    FIRST_PAINT,
    READY,
    FIRST_CURVE,
    FIRST_SUBMIT,
    DRAWN,
    SUBMIT,
    SUBMIT_BYTES,
    AGAIN_BYTES,
    KEY_BYTES,
    Measure("Traffic of a key that draws", lambda s: s.sketch_bytes, "B"),
    IDLE_BYTES,
    Measure("Idle processor", lambda s: s.idle_cpu, "%", digits=1),
    RESET,
    Measure("Memory (PSS, whole tree)", lambda s: s.memory, "MB", 1e-6),
)
REACHES = (
    Reach(FIRST_PAINT, 1.15, BARE.name),
    Reach(FIRST_CURVE, 0.9, IPYTHON.name),
    Reach(RESET, 0.1, IPYTHON.name),
    Reach(FIRST_SUBMIT, 1.3, TUTOR.name, DRAWN),
    Reach(KEY_BYTES, 220),
    Reach(SUBMIT_BYTES, 1.0, IPYTHON.name),
    Reach(AGAIN_BYTES, 100),
    Reach(IDLE_BYTES, 0.0),
)


def report(samples: Samples, busy: Sequence[float]) -> str:
    """The whole of RESULTS.md; `busy` is how many percent of the machine others used, by round."""
    rounds = len(samples[TUTOR.name])
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    cores = len(os.sched_getaffinity(0))
    return f"""# Results

{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {versions}.
{platform.system()} on {platform.machine()}, {cores} cores, of which other programs kept
{median(busy):.0f} % busy. Medians of {rounds} interleaved rounds in a pty of 80x24.

{_table(samples)}

Reach:

{chr(10).join(reach.line(samples) for reach in REACHES)}

How it is measured:

- First paint: from the start to the first character on the screen.
- First content: to the editor with the step's code; to all of the bare app; to IPython's prompt.
- Start to first curve: the cell is entered as soon as that is there, and the time ends when its
  curve is drawn.
- Warm submit: another cubic, typed but for its last character, is run; until its curve is drawn,
  and to the last byte written.
- First submit: the same in a program that was started and left alone until it is quiet for 3 s.
- Traffic of a key in code: bytes written for one character typed into an editor of code, those of
  a key that draws for one typed into the expression, and for its new curve (IPython: one prompt).
- Reset to curve: a fresh interpreter is asked for, and a cell entered and run in it; IPython has
  to be left and started again.
- Ratios are the tutor's median over the peer's.
"""


def _table(samples: Samples) -> str:
    names = (TUTOR.name, BARE.name, IPYTHON.name)
    heads = ["", *names, f"/ {BARE.name}", f"/ {IPYTHON.name}"]
    rows = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    for measure in MEASURES:
        values = [measure.median(samples[name]) for name in names]
        ratios = [_ratio(values[0], peer) for peer in values[1:]]
        rows.append([measure.title, *map(measure.written, values), *ratios])
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    return "\n".join(_row(row, widths) for row in rows)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(padded)} |"


def _ratio(ours: float | None, theirs: float | None) -> str:
    return f"{ours / theirs:.2f}" if ours is not None and theirs else NOTHING
