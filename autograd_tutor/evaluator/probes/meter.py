"""How many bytes a run stores for going back."""

from __future__ import annotations

import builtins
from typing import Any

import torch

from .record import unchanged
from .tensors import address, storage_of

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

size_of = torch.UntypedStorage.nbytes


class Meter(torch.autograd.graph.saved_tensors_hooks):
    """Entered around a run: adds up the memory of the tensors that autograd saves, each once."""

    def __init__(self) -> None:
        super().__init__(self._pack, unchanged)
        self._sizes: dict[int, int] = {}

    def _pack(self, tensor: Any) -> Any:
        place = address(tensor)
        if place:
            self._sizes[place] = max(self._sizes.get(place, 0), size_of(storage_of(tensor)))
        return tensor

    @property
    def total(self) -> int:
        """Bytes so far."""
        return sum(self._sizes.values())
