"""Looking for a text in the memory of processes, as root or from within."""

from __future__ import annotations

from pathlib import Path

SEARCH = """
import ctypes
marker = bytes(byte ^ 0x55 for byte in {hidden!r})
found, searched = [], 0
for line in open(f"/proc/{{__import__('os').getpid()}}/maps"):
    span, rights, _, _, inode = line.split()[:5]
    if not rights.startswith("rw") or line.rstrip().endswith(("[vvar]", "[vsyscall]")):
        continue
    start, end = (int(each, 16) for each in span.split("-"))
    for at in range(start, end, 1 << 20):
        size = min((1 << 20) + len(marker), end - at)
        data = ctypes.string_at(at, size)
        searched += size
        place = data.find(marker)
        while place >= 0:
            found.append(at + place)
            place = data.find(marker, place + 1)
own = [id(marker) + bytes.__basicsize__ - 1]
(searched > 1 << 24, len([at for at in found if at not in own]))
"""
"""A cell that searches all of its own process's writable memory for a text it only knows masked.

Whether it searched much, and how often it found the text anywhere but in its own variable.
"""


def masked(text: bytes) -> bytes:
    """The text as it stands in no place that is searched."""
    return bytes(byte ^ 0x55 for byte in text)


def holds(pid: int, text: bytes) -> bool:
    """Whether it is anywhere in a process's private memory, as root sees it."""
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            if not rights.startswith("rw") or "[v" in line:
                continue
            start, end = (int(each, 16) for each in span.split("-"))
            memory.seek(start)
            if text in memory.read(end - start):
                return True
    return False
