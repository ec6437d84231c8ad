"""An exception as the learner should see it: their own lines, not the machinery's."""

from __future__ import annotations

import linecache
import traceback
from typing import Any

from .probes import tape, witness
from .suggestion import suggestion

MESSAGE_LENGTH = 4_000
FRAMES_KEPT = 5
"""Frames kept at each end of a long traceback (a recursion)."""
MODULES_KEPT = 8
BETWEEN = (vars(witness), vars(tape))
"""Probes that stand between a cell and autograd's engine."""
CELL, SETUP = "<cell>", "<setup>"
"""Names of what is compiled; `<cell 2>` is one that found the variables of those before it."""


def describe(error: BaseException, cell: str = CELL) -> dict[str, Any]:
    """Type, message, and the learner's frames, outermost first; `cell` names the cell that ran."""
    trace: list[dict[str, Any]] = []
    via: list[str] = []
    for frame, number in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        if code.co_filename == SETUP or code.co_filename.startswith(CELL[:-1]):
            trace.append(trace_line(code.co_filename, number, code.co_name, cell))
            via.clear()
        elif all(frame.f_globals is not each for each in BETWEEN):
            via.append(str(frame.f_globals.get("__name__")))
    message, column = text_of(error) + suggestion(error), 0
    if isinstance(error, SyntaxError) and error.filename in (cell, SETUP):
        trace.append(trace_line(error.filename, error.lineno or 1, "<module>", cell))
        message, column = error.msg, error.offset or 0
    if len(trace) > 2 * FRAMES_KEPT:
        trace[FRAMES_KEPT:-FRAMES_KEPT] = []
    kind = type(error).__name__
    modules = list(dict.fromkeys(via))[:MODULES_KEPT]
    return {"type": kind, "message": message, "trace": trace, "column": column, "via": modules}


def trace_line(filename: str, number: int, function: str, cell: str) -> dict[str, Any]:
    """One line of a traceback."""
    text = linecache.getline(filename, number).rstrip()
    where = {cell: "cell", SETUP: "setup"}.get(filename, "earlier")
    return {"where": where, "line": number, "function": function, "text": text[:200]}


def text_of(error: BaseException | str) -> str:
    """An exception's or warning's message; a learner's own class may fail to give one."""
    try:
        text = str(error)
    except Exception as failed:
        text = f"(its message could not be read: {type(failed).__name__})"
    return text.partition(" (Triggered internally at")[0][:MESSAGE_LENGTH]
