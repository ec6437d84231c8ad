"""What a name that does not exist may have been meant to be, as Python says it where it shows an
error itself; and torch's own, since a cell has it without importing anything."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from difflib import get_close_matches
from inspect import isroutine
from types import FrameType, ModuleType, TracebackType

import torch

PLACES = {
    "torch": torch.__all__,
    "torch.autograd": torch.autograd.__all__,
    "torch.nn.functional": [
        name for name, each in vars(torch.nn.functional).items() if isroutine(each)
    ],
}
"""What a learner may mean by a bare name, and where it is."""
ALIKE = 0.7
"""How alike two names are, from 0 to 1, for one to be the other misspelt."""


def suggestion(error: BaseException) -> str:
    """` Did you mean: 'torch.floor'?`; empty if nothing is alike, or it is another error."""
    if not isinstance(error, NameError | AttributeError) or not isinstance(error.name, str):
        return ""
    if isinstance(error, NameError):
        found = _for_name(error.name, _last_frame(error.__traceback__))
    else:
        found = _alike(error.name, _attributes(error.obj))
    return f". Did you mean: '{found}'?" if found else ""


def _for_name(name: str, frame: FrameType | None) -> str:
    for place, names in PLACES.items():
        if name in names and not name.startswith("_"):
            return f"{place}.{name}"
    known = {**frame.f_globals, **frame.f_locals} if frame else {}
    return _alike(name, [*known, *vars(builtins)])


def _last_frame(trace: TracebackType | None) -> FrameType | None:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame if trace is not None else None


def _attributes(owner: object) -> Iterable[str]:
    """Told by the type, or the module's own: asking the object would run code of the learner's."""
    return vars(owner) if isinstance(owner, ModuleType) else dir(type(owner))


def _alike(name: str, known: Iterable[str]) -> str:
    public = [each for each in known if each != name and not each.startswith("_")]
    return next(iter(get_close_matches(name, public, 1, ALIKE)), "")
