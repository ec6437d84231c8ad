"""One round with one program: what a learner waits for, and what the line and machine carry."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from bench.subjects import Subject, curve, expression, has_curve
from bench.terminal import Terminal

QUIET = 0.3
IDLE = 4.0
SUBMITS = 3
REST = 3.0
KEYS = "+123"
"""Typed after an expression each but the first makes another one, and so another curve."""
BACKSPACE = "\x7f"
END_OF_INPUT = "\x04"


@dataclass(frozen=True)
class Sample:
    """Seconds, bytes, bytes per second, percent of one core, bytes of memory; None: can't."""

    first_paint: float
    ready: float
    first_curve: float | None
    first_submit: float | None
    drawn: float | None
    submit: float | None
    submit_bytes: float | None
    again_bytes: float | None
    key_bytes: float
    sketch_bytes: float
    idle_bytes: float
    idle_cpu: float
    reset: float | None
    memory: float


def measure(subject: Subject, home: Path) -> Sample:
    """Start a program, use it, leave it alone, reset it, end it."""
    with subject.start(home) as terminal:
        first_paint = terminal.wait_for(lambda: bool(terminal.text.strip())) - terminal.started
        ready = terminal.wait_for(subject.ready) - terminal.started
        first_curve = _first_curve(subject, terminal)
        terminal.settle(QUIET)
        submits = [_submit(subject, terminal, number + 1) for number in range(SUBMITS)]
        drawn, submit, submit_bytes = _medians(submits)
        again_bytes = _again(subject, terminal)
        sketch_bytes = _key_bytes(terminal)
        idle_bytes, idle_cpu = _idle(terminal)
        memory = float(sum(process.memory_full_info().pss for process in terminal.tree))
        reset = _reset(subject, terminal, home)
    first_submit = _first_submit(subject, home)
    key_bytes = _coding(subject.coding, home) if subject.coding else sketch_bytes
    return Sample(
        first_paint=first_paint,
        ready=ready,
        first_curve=first_curve,
        first_submit=first_submit,
        drawn=drawn,
        submit=submit,
        submit_bytes=submit_bytes,
        again_bytes=again_bytes,
        key_bytes=key_bytes,
        sketch_bytes=sketch_bytes,
        idle_bytes=idle_bytes,
        idle_cpu=idle_cpu,
        reset=reset,
        memory=memory,
    )


def _first_curve(subject: Subject, terminal: Terminal) -> float | None:
    """From the start to the curve, the cell being entered as soon as the program is ready."""
    if not subject.enter:
        return None
    terminal.wait_for(subject.ready)
    subject.enter(terminal, expression(0))
    terminal.send(subject.submit)
    return terminal.wait_for(lambda: has_curve(terminal)) - terminal.started


def _submit(subject: Subject, terminal: Terminal, number: int) -> tuple[float, float, int] | None:
    """Run another cell that is already typed: seconds to its curve and to the last byte; bytes."""
    if not subject.enter:
        return None
    subject.enter(terminal, expression(number))
    terminal.settle(QUIET)
    before, received = curve(terminal), terminal.received
    start = time.perf_counter()
    terminal.send(subject.submit)
    drawn = _wait_for_another(terminal, before) - start
    return drawn, max(drawn, terminal.settle(QUIET) - start), terminal.received - received


def _first_submit(subject: Subject, home: Path) -> float | None:
    """Seconds to the first curve of a program that was left alone until all of it was there."""
    if not subject.enter:
        return None
    with subject.start(home) as terminal:
        terminal.wait_for(subject.ready)
        terminal.settle(REST)
        first = _submit(subject, terminal, 0)
    return first[0] if first else None


def _medians(
    submits: list[tuple[float, float, int] | None],
) -> tuple[float | None, float | None, float | None]:
    """Of each part of the submits, if there were any."""
    made = [each for each in submits if each is not None]
    if not made:
        return None, None, None
    drawn, last, sizes = zip(*made, strict=True)
    return median(drawn), median(last), median(sizes)


def _again(subject: Subject, terminal: Terminal) -> int | None:
    """Bytes written when the same cell is run once more."""
    if not subject.again:
        return None
    received = terminal.received
    terminal.send(subject.again)
    terminal.settle(QUIET)
    return terminal.received - received


def _coding(subject: Subject, home: Path) -> float:
    """Bytes of a key in the editor of code that the program starts at."""
    with subject.start(home) as terminal:
        terminal.wait_for(subject.ready)
        terminal.settle(REST)
        return _key_bytes(terminal)


def _key_bytes(terminal: Terminal) -> float:
    """Bytes written for one key typed into the editor, and for what is drawn because of it."""
    sizes = []
    for key in KEYS:
        received = terminal.received
        terminal.send(key)
        terminal.settle(QUIET)
        sizes.append(terminal.received - received)
    terminal.send(BACKSPACE * len(KEYS))
    terminal.settle(QUIET)
    return mean(sizes)


def _idle(terminal: Terminal) -> tuple[float, float]:
    """Bytes per second and percent of a core while nobody touches it."""
    received, seconds, start = terminal.received, _cpu(terminal), time.perf_counter()
    terminal.watch(IDLE)
    elapsed = time.perf_counter() - start
    return (terminal.received - received) / elapsed, 100 * (_cpu(terminal) - seconds) / elapsed


def _reset(subject: Subject, terminal: Terminal, home: Path) -> float | None:
    """From asking for a fresh interpreter to the curve of a cell entered there."""
    if not subject.enter:
        return None
    if not subject.reset:
        start = time.perf_counter()
        terminal.send(END_OF_INPUT)
        terminal.wait()
        with subject.start(home) as again:
            launch = again.started - start
            return launch + (_first_curve(subject, again) or 0.0)
    before = curve(terminal)
    start = time.perf_counter()
    terminal.send(subject.reset)
    subject.enter(terminal, expression(-1))
    terminal.send(subject.submit)
    return _wait_for_another(terminal, before) - start


def _wait_for_another(terminal: Terminal, before: object) -> float:
    return terminal.wait_for(lambda: has_curve(terminal) and curve(terminal) != before)


def _cpu(terminal: Terminal) -> float:
    """Processor seconds used so far by the program and its descendants."""
    times = [process.cpu_times() for process in terminal.tree]
    return float(sum(each.user + each.system for each in times))
