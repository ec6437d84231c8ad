"""Put before a server's Python, this gives its torch a card that computes on the processor.

`torch.cuda.broken = True` in a cell does to it what a failed check does to a real one.
`CUDA_FAKE_DRIVER` says what its driver can't do without.
"""

import os
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch

GIB = 2**30
cuda: Any = torch.cuda
on_device = torch.set_default_device


def reach() -> None:
    socket.socket(socket.AF_UNIX).close()


def look() -> None:
    Path("/etc/passwd").read_bytes()


def reach_and_look() -> None:
    reach()
    look()


def hold() -> None:
    os.ftruncate(os.memfd_create("driver"), 4096)


def reach_or_die() -> None:
    try:
        reach()
    except OSError:
        os.abort()


def fail() -> None:
    raise OSError


def find_it_full() -> None:
    raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 MiB")


DRIVERS = {
    each.__name__: each
    for each in (reach, look, reach_and_look, hold, reach_or_die, fail, find_it_full)
}


def claimed(share: float, _index: int) -> None:
    if driver := DRIVERS.get(os.environ.get("CUDA_FAKE_DRIVER", "")):
        try:
            driver()
        except OSError:
            raise RuntimeError("CUDA unknown error") from None
    cuda.share = share


def synchronized(_device: str) -> None:
    if cuda.broken:
        raise RuntimeError("CUDA error: device-side assert triggered")


def on_processor(device: Any) -> None:
    on_device(None if str(device).startswith("cuda") else device)


cuda.share, cuda.broken = None, False
cuda.init = cuda.empty_cache = lambda: None
cuda.manual_seed_all = lambda _: None
cuda.device_count = lambda: 1
cuda.current_device = lambda: 0
cuda.is_initialized = lambda: cuda.share is not None
cuda.get_device_name = lambda _: "Fake card"
cuda.get_device_capability = lambda _: (9, 0)
cuda.get_arch_list = lambda: ["sm_90"]
cuda.mem_get_info = lambda _: (3 * GIB, 4 * GIB)
cuda.get_device_properties = lambda _: SimpleNamespace(total_memory=4 * GIB)
cuda.set_per_process_memory_fraction = claimed
cuda.synchronize = synchronized
torch.version.cuda = "12.6"
torch.set_default_device = on_processor
