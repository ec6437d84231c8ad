"""The devices torch can compute on here, and why one can't. Run in a worker that is thrown away:
asking for CUDA devices initialises CUDA, which a process that forks must never do."""

from __future__ import annotations

import os
from typing import Any

import torch


def listing() -> dict[str, Any]:
    """Every device, as the header of a reply."""
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
    if torch.version.cuda is None:
        return [entry("cuda", "NVIDIA GPU", why="this torch is built without CUDA")]
    if not torch.cuda.is_available():
        return [entry("cuda", "NVIDIA GPU", why="torch finds no usable card or driver")]
    return [card(index) for index in range(torch.cuda.device_count())]


def card(index: int) -> dict[str, Any]:
    """One CUDA card; a full or broken one says why it can't be used."""
    name = f"cuda:{index}"
    try:
        free, total = torch.cuda.mem_get_info(index)
        return entry(name, torch.cuda.get_device_name(index), free=free, total=total)
    except RuntimeError as error:
        return entry(name, "NVIDIA GPU", why=str(error).splitlines()[0])


def mps() -> list[dict[str, Any]]:
    """Apple's GPU, where there is one."""
    return [entry("mps", "Apple GPU")] if torch.backends.mps.is_available() else []


def entry(
    name: str, description: str, *, free: int = 0, total: int = 0, why: str = ""
) -> dict[str, Any]:
    """One row of the list."""
    return {
        "name": name,
        "description": description,
        "usable": not why,
        "free": free,
        "total": total,
        "why": why,
    }
