"""Put before a server's Python, this gives its torch a card that computes on the processor.

`torch.cuda.broken = True` in a cell does to it what a failed check does to a real one.
"""

from types import SimpleNamespace
from typing import Any

import torch

GIB = 2**30
cuda: Any = torch.cuda
on_device = torch.set_default_device


def claimed(share: float, _index: int) -> None:
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
