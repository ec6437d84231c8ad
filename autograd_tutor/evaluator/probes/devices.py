"""The devices torch can compute on here, and why one can't. Run in a worker that is thrown away:
asking for CUDA devices initialises CUDA, which a process that forks must never do."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Sequence
from typing import Any

import torch

ROOM = 128 << 20
"""Bytes that have to be free on a card beside this process's own context, or no cell could run."""
NO_MEMORY = "no memory is free on it: other programs have taken it"
BUSY = "it is closed to programs, or another one has it for itself (exclusive mode)"
NO_DRIVER = "there is no NVIDIA driver, or it does not run: nvidia-smi tells more"
NO_CARD = "the driver knows no card"
HIDDEN = "CUDA_VISIBLE_DEVICES is {value}, which shows no card that is here"


def listing() -> dict[str, Any]:
    """Every device, as the header of a reply."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of what is said here in plain words
        return {"devices": [cpu(), *cuda(), *mps()]}


def cpu() -> dict[str, Any]:
    """The processor: always usable."""
    page = os.sysconf("SC_PAGE_SIZE")
    total = page * os.sysconf("SC_PHYS_PAGES")
    free = page * os.sysconf("SC_AVPHYS_PAGES") if "SC_AVPHYS_PAGES" in os.sysconf_names else 0
    threads = torch.get_num_threads()
    description = f"processor, {threads} thread{'s' * (threads != 1)}"
    return entry("cpu", description, free=free, total=total)


def cuda() -> list[dict[str, Any]]:
    """Each CUDA card, or one entry that says why there is none."""
    if torch.version.cuda is None and torch.version.hip is None:
        return [entry("cuda", "NVIDIA GPU", why="this torch is built without CUDA")]
    try:
        torch.cuda.init()  # type: ignore[no-untyped-call]
    except Exception as error:
        return [entry("cuda", "NVIDIA GPU", why=in_words(error))]
    return [card(index) for index in range(torch.cuda.device_count())]


def card(index: int) -> dict[str, Any]:
    """One CUDA card; a full, closed, broken or foreign one says why it can't be used."""
    name, description, capability = f"cuda:{index}", "NVIDIA GPU", ""
    try:
        description = torch.cuda.get_device_name(index)
        major, minor = torch.cuda.get_device_capability(index)
        capability = f"{major}.{minor}"
        free, total = torch.cuda.mem_get_info(index)
        built_for = torch.cuda.get_arch_list()
    except Exception as error:
        return entry(name, description, capability=capability, why=in_words(error))
    why = NO_MEMORY if free < ROOM else ""
    if torch.version.hip is None and not runs_on(major, minor, built_for):
        why = f"this torch has no code for it: it is built for {', '.join(built_for)}"
    return entry(name, description, free=free, total=total, capability=capability, why=why)


def runs_on(major: int, minor: int, built_for: Sequence[str]) -> bool:
    """Whether a card of this compute capability runs code that was built for such ones.

    `sm_86` is machine code, for cards of the same major version that are not older; one with a
    letter, as in `sm_90a`, for that card alone. `compute_90` is translated for any that is not
    older. An empty list says nothing.
    """
    for text in built_for:
        found = re.fullmatch(r"(sm|compute)_(\d+)(\d)([a-z]?)", text)
        if found is None:
            continue
        kind, *version, letter = found.groups()
        built = (int(version[0]), int(version[1]))
        if letter:
            runs = built == (major, minor)
        else:
            runs = built <= (major, minor) and (kind == "compute" or built[0] == major)
        if runs:
            return True
    return not built_for


def in_words(error: Exception) -> str:
    """Why a card can't be used, from what torch said about it."""
    said = str(error)
    if old := re.search(r"driver on your system is too old \(found version (\d+)\)", said):
        version = int(old[1])
        return (
            f"its NVIDIA driver is too old: it knows CUDA {version // 1000}.{version % 1000 // 10},"
            f" this torch needs {torch.version.cuda}. Update the driver"
        )
    if "no NVIDIA driver" in said:
        return NO_DRIVER
    if "No CUDA GPUs" in said or "no CUDA-capable device" in said:
        value = os.environ.get("CUDA_VISIBLE_DEVICES")
        return NO_CARD if value is None else HIDDEN.format(value=repr(value) if value else "empty")
    if "busy or unavailable" in said:
        return BUSY
    if "out of memory" in said:
        return NO_MEMORY
    return (said.strip().splitlines() or [type(error).__name__])[0][:200]


def mps() -> list[dict[str, Any]]:
    """Apple's GPU, where there is one."""
    return [entry("mps", "Apple GPU")] if torch.backends.mps.is_available() else []


def entry(
    name: str,
    description: str,
    *,
    free: int = 0,
    total: int = 0,
    capability: str = "",
    why: str = "",
) -> dict[str, Any]:
    """One row of the list."""
    return {
        "name": name,
        "description": description,
        "usable": not why,
        "free": free,
        "total": total,
        "capability": capability,
        "why": why,
    }
