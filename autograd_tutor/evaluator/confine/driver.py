"""What NVIDIA's driver opens, besides what a worker on the processor may: for CUDA to work there.

Others saw it refused in sandboxes of theirs: github.com/NVIDIA/OpenShell (pull 710, issues 1486
and 1696), github.com/nolabs-ai/nono (pull 673), github.com/igo95862/bubblejail (issue 123).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path


class Needs(IntEnum):
    """What a worker is to be allowed besides computing on the processor; each includes the last.

    `CARD` is what a driver can't do without. `MORE` is what only some do besides, and weakens
    confinement: memory that no limit counts, what hardware there is, and the worker's own entry in
    /proc, with the mounts and connections of its machine.
    """

    NOTHING = 0
    CARD = 1
    MORE = 2


LIBRARY = "libcuda.so.1"
CACHE = Path("/etc/ld.so.cache")
FACTS = (
    "/proc/driver/nvidia",
    "/proc/driver/nvidia-uvm",
    "/proc/devices",
    "/proc/modules",
    "/sys/module/nvidia",
    "/sys/module/nvidia_uvm",
    "/sys/devices/system/memory",
    "/sys/devices/system/node",
    "/etc/nvidia",
    "/run/nvidia-persistenced",
)
MORE_FACTS = ("/sys/bus", "/sys/class", "/sys/devices", "/sys/module")
_DEVICE = re.compile(r"nvidia(\d+|ctl|-uvm|-uvm-tools)|dxg")
"""Cards, what controls them, and their memory; `dxg` is all of these under Windows. No displays."""


def devices(root: Path = Path("/dev")) -> list[str]:
    """The device files that it opens for reading and writing, parts of divided cards among them."""
    names = [entry for entry in root.iterdir() if _DEVICE.fullmatch(entry.name)]
    parts = root / "nvidia-caps"
    return sorted(map(str, [*names, *(parts.iterdir() if parts.is_dir() else ())]))


def readable(needs: Needs) -> list[str]:
    """Facts about cards and memory, and its own libraries wherever they lie."""
    if not needs:
        return []
    buses = Path("/sys/bus/pci/drivers/nvidia")
    cards = [entry.resolve() for entry in buses.glob("*:*")] if buses.is_dir() else []
    facts = [*FACTS, *(MORE_FACTS if needs is Needs.MORE else ())]
    return [*facts, *map(str, cards), *map(str, _libraries())]


def _libraries() -> Iterator[Path]:
    """The shared libraries in each directory in which the loader would find the driver's first."""
    listed = re.findall(rb"(/[^\0]*)/" + re.escape(LIBRARY.encode()) + rb"\0", _cache())
    named = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    for directory in {Path(os.fsdecode(path)) for path in (*listed, *filter(None, named))}:
        if (directory / LIBRARY).exists():
            yield from (entry.resolve() for entry in directory.iterdir() if ".so" in entry.name)


def _cache() -> bytes:
    """What the loader knows of libraries, as it stands on disk."""
    return CACHE.read_bytes() if CACHE.exists() else b""
