"""What to do about an error that comes from where cells run, not from what they compute."""

from __future__ import annotations

import re
from typing import NamedTuple

from .messages import Failure

REFUSED = "PermissionError"
CARDS = "RuntimeError|OutOfMemoryError|AcceleratorError"
LOST_FOR_GOOD = "an illegal|unspecified launch failure|misaligned|invalid program counter|hardware"
"""What CUDA says once its context is of no more use."""
NO_CUDA = "No CUDA GPUs are available|CUDA unknown error"
NO_PROCESS = "A cell may not start another process"
NO_COMPILER = (
    f"{NO_PROCESS}, and torch.compile needs a compiler. Call the function itself: it computes the "
    "same."
)
ONLY_MEMORY = "Keep what you need in a variable"
NO_CARD = (
    "This run computes on the processor. Choose a card as the device first: tensors are then made "
    "there without being told."
)
CARD_FULL = (
    "The card has no more memory for this code: what a learner may take is bounded, and others may "
    "use the card too. Use fewer or smaller tensors, or choose the processor as the device."
)
CARD_CHECK = (
    "A check on the card failed, mostly because an index is too large. The next run gets a fresh "
    "process. With the processor as the device, the same code says which line it is."
)
CARD_FAILED = (
    "The card takes nothing more from this process, so the next run gets a fresh one. If it "
    "happens again, choose the processor as the device."
)
TOO_MUCH = "That is more memory than a cell may take. Use fewer or smaller tensors."


class Case(NamedTuple):
    """An error told by its type, its message, and the modules it came through (regexes)."""

    type: str
    message: str
    via: str
    advice: str


CASES = (
    Case("TimeLimit", "", "", "Is there a loop that never ends? Make the work smaller, then run."),
    Case("SystemExit", "", "", "There is nothing to leave: a cell ends with its last line."),
    Case("EOFError", "", "", "A cell has no keyboard: write the value into the code instead."),
    Case("RuntimeError", "^breakpoint", "", "Print what you want to look at instead."),
    Case("InductorError|BackendCompilerFailed", "", "", NO_COMPILER),
    Case(REFUSED, "", r"torch\._inductor", NO_COMPILER),
    Case(
        REFUSED,
        "",
        r"torch\.utils\.data",
        f"{NO_PROCESS}, and each of a DataLoader's workers is one. Use num_workers=0.",
    ),
    Case(
        REFUSED,
        "",
        r"\b(subprocess|multiprocessing|os:process)\b",
        f"{NO_PROCESS}. Call the function here instead.",
    ),
    Case(
        "PermissionError|URLError",
        "",
        r"\b(socket|urllib|ssl)\b",
        "A cell has no network. Make the data in the code instead.",
    ),
    Case(
        "RuntimeError",
        r"open file failed.*not permitted|^File .* cannot be opened",
        "",
        f"A cell may not write files. {ONLY_MEMORY}, or save into an io.BytesIO().",
    ),
    Case(
        REFUSED,
        r"\] [^:]+: '",
        "",
        f"A cell may not touch the files here. {ONLY_MEMORY}, or use an io.BytesIO().",
    ),
    Case(CARDS, r"(CUDA|HIP) (error: )?out of memory|_STATUS_ALLOC_FAILED", "", CARD_FULL),
    Case(CARDS, r"CUDA error: device-side assert", "", CARD_CHECK),
    Case(CARDS, rf"CUDA error: ({LOST_FOR_GOOD})", "", CARD_FAILED),
    Case("AssertionError|RuntimeError", NO_CUDA, "", NO_CARD),
    Case("MemoryError", "", "", TOO_MUCH),
    Case("RuntimeError|OutOfMemoryError", "can't allocate memory|out of memory", "", TOO_MUCH),
    Case(
        "RuntimeError",
        "can't start new thread",
        "",
        "A cell may start a few threads only. Use a loop.",
    ),
    Case(
        "OSError",
        "Too many open files",
        "",
        "A cell may hold a few files open only. Close them.",
    ),
    Case(
        REFUSED,
        "",
        "",
        "A cell may compute, and nothing else: no files, network, processes or signals.",
    ),
)


def advice(failure: Failure) -> str:
    """A sentence on what happened and what to do instead; empty if this is not our error."""
    lines = " ".join(line.text for line in failure.trace[-1:])
    process = "os:process" if re.search(r"\bos\.(fork|exec|spawn|popen|posix_)", lines) else ""
    via = " ".join([*failure.via, process])
    for case in CASES:
        if (
            re.fullmatch(case.type, failure.type)
            and re.search(case.message, failure.message)
            and re.search(case.via, via)
        ):
            return case.advice
    return ""
