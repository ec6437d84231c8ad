"""What a tensor is, read past all that a cell may have patched.

What is used here was bound before a cell ran: methods written in C, which act on a tensor's own
memory, and builtins of our own.
"""

from __future__ import annotations

import builtins
from array import array
from types import TracebackType
from typing import Any

import torch

globals()["__builtins__"] = dict(vars(builtins))
"""A copy for the functions below, so that no cell's `len` is theirs."""

BASE: Any = torch._C._TensorBase
EXACT = (torch.Tensor, torch.nn.Parameter)
NUMERIC = {
    getattr(torch, name)
    for name in (
        *("bool", "uint8", "int8", "int16", "int32", "int64"),
        *("float16", "bfloat16", "float32", "float64"),
    )
}
data, detach, select, narrow = BASE.data.__get__, BASE.detach, BASE.select, BASE.narrow
reshape, view_as, convert, listed = BASE.reshape, BASE.view_as, BASE.to, BASE.tolist
numel, size, dim, shape = BASE.numel, BASE.size, BASE.dim, BASE.shape.__get__
dtype, device, layout = BASE.dtype.__get__, BASE.device.__get__, BASE.layout.__get__
is_leaf, is_tracked = BASE.is_leaf.__get__, BASE.requires_grad.__get__
grad, grad_fn = BASE.grad.__get__, BASE.grad_fn.__get__
keeps_grad, output_number = BASE.retains_grad.__get__, BASE.output_nr.__get__
version_counter, is_inference = BASE._version.__get__, BASE.is_inference
data_ptr, storage_offset, element_size = BASE.data_ptr, BASE.storage_offset, BASE.element_size
storage_of = BASE.untyped_storage
attributes = vars(torch.Tensor)["__dict__"].__get__
class_name = vars(type)["__name__"].__get__
ODD_KEPT = 8
NAME_LENGTH = 40


class Plainly:
    """While it is entered, no mode that a cell left on sees what is done, and nothing is recorded.

    Where a cell left a mode on that may not be set aside, entering raises RuntimeError.
    """

    def __init__(
        self,
        guards: Any = (torch._C.DisableTorchFunction, torch._C._DisableTorchDispatch),
        is_recording: Any = torch.is_grad_enabled,
        record: Any = torch._C._set_grad_enabled,
    ) -> None:
        self._guards = [guard() for guard in guards]
        self._is_recording = is_recording
        self._record = record
        self.recorded = True

    def __enter__(self) -> Plainly:
        for guard in self._guards:
            guard.__enter__()
        self.recorded = self._is_recording()
        self._record(False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._record(self.recorded)
        for guard in reversed(self._guards):
            guard.__exit__(kind, error, trace)


def exact(value: object) -> bool:
    """Whether it is a tensor of torch's own class: a subclass may say anything of itself."""
    return type(value) in EXACT


def named(namespace: dict[str, Any]) -> dict[int, str]:
    """The first variable that holds each tensor, by the tensor's id."""
    names: dict[int, str] = {}
    for name, value in list(namespace.items()):
        if exact(value) and proper(name):
            names.setdefault(id(value), name)
    return names


def proper(name: object) -> bool:
    """Whether it is a name to speak of."""
    return (
        type(name) is str
        and name.isidentifier()
        and not name.startswith("_")
        and len(name) <= NAME_LENGTH
    )


def address(tensor: Any) -> int:
    """Where its memory begins, 0 if it has none of its own."""
    if layout(tensor) is not torch.strided or not data_ptr(tensor):
        return 0
    return int(data_ptr(tensor) - storage_offset(tensor) * element_size(tensor))


def version(tensor: Any) -> int:
    """How often it was changed in place, 0 where that is not counted."""
    return 0 if is_inference(tensor) else int(version_counter(tensor))


def gradient(tensor: Any) -> Any:
    """Its `.grad`; None without the warning for a result that keeps none."""
    return grad(tensor) if is_leaf(tensor) or keeps_grad(tensor) else None


def numbers(tensor: Any, limit: int) -> array[float]:
    """Its first numbers in the order of its elements; none where they are complex or not there."""
    if dtype(tensor) not in NUMERIC or layout(tensor) is not torch.strided:
        return array("d")
    if device(tensor).type == "meta" or not numel(tensor) or not limit:
        return array("d")
    return array("d", listed(convert(first(detach(tensor), limit), "cpu", torch.float64)))


def first(tensor: Any, limit: int) -> Any:
    """Its first elements in one row, without copying the others."""
    while dim(tensor):
        rest = numel(tensor) // size(tensor, 0)
        if rest < limit or dim(tensor) == 1:
            tensor = narrow(tensor, 0, 0, min(size(tensor, 0), limit // rest + 1))
            break
        tensor = select(tensor, 0, 0)
    row = reshape(tensor, (-1,))
    return narrow(row, 0, 0, min(limit, numel(row)))


def facts(tensor: Any) -> dict[str, Any]:
    """What it is, but for what only the other variables tell."""
    made_by = grad_fn(tensor)
    odd = [str(key)[:NAME_LENGTH] for key in attributes(tensor) if type(key) is str]
    return {
        "type": class_name(type(tensor)),
        "shape": [int(length) for length in shape(tensor)],
        "dtype": str(dtype(tensor)).removeprefix("torch."),
        "device": str(device(tensor)),
        "leaf": is_leaf(tensor),
        "tracked": is_tracked(tensor),
        "made_by": "" if made_by is None else class_name(type(made_by))[:NAME_LENGTH],
        "version": version(tensor),
        "odd": odd[:ODD_KEPT],
        "total": numel(tensor),
    }
