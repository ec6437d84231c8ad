"""A CUDA card under the cells of one worker: how much of it they get, and when it has failed."""

from __future__ import annotations

from torch import device as device_of
from torch import ones
from torch.cuda import (
    current_device,
    empty_cache,
    get_device_properties,
    is_initialized,
    set_per_process_memory_fraction,
    synchronize,
)

MEBI = 1 << 20


def is_card(device: str) -> bool:
    """Whether what runs there runs on CUDA."""
    return device.partition(":")[0] == "cuda"


def claim(device: str, allowed: float) -> None:
    """Before a run on a card: let this process take so much of it, whatever the last cell set.

    `allowed`: up to 1 a share of the card, above that MiB. The first call initialises CUDA.
    """
    if not is_card(device):
        return
    given = device_of(device).index
    index = current_device() if given is None else given
    share = allowed
    if allowed > 1:
        share = min(1.0, allowed * MEBI / get_device_properties(index).total_memory)
    set_per_process_memory_fraction(share, index)


def prove() -> None:
    """Compute a little of everything on the run's device: a product, its slope, a copy back."""
    x = ones(8, 8, requires_grad=True)
    (x @ x).sin().sum().backward()  # type: ignore[no-untyped-call]
    assert x.grad is not None
    x.grad.sum().item()


def is_taken(error: str) -> bool:
    """Whether a card refused because others have it, or its memory: whatever confines us."""
    return "out of memory" in error or "busy or unavailable" in error


def settle(device: str) -> None:
    """After a run on a card: wait for what it started there, so that its errors are this run's."""
    if is_card(device):
        synchronize(device)


def tidy() -> None:
    """Between runs: let other programs have the memory that torch keeps for the next cell."""
    if is_initialized():  # type: ignore[no-untyped-call]
        empty_cache()


def is_spent(device: str) -> bool:
    """Whether the card takes nothing more from this process, as after a failed check on it."""
    if not is_card(device) or not is_initialized():  # type: ignore[no-untyped-call]
        return False
    try:
        synchronize(device)
    except Exception:
        return True
    return False
