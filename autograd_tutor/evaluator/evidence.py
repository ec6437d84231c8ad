"""What a run left behind: its variables, the calls that went back, and the record to draw."""

from __future__ import annotations

from array import array
from typing import Literal, TypeAlias

from msgspec import Struct

Gap: TypeAlias = Literal["", "freed", "changed", "late", "hooked", "failed"]


class Seen(Struct, frozen=True):
    """One variable after a run, or the `.grad` of one: its name is then `x.grad`.

    `kind`: a tensor, a number, a tuple or list with tensors in it, None, or anything else. Of a
    tensor: `made_by` is its grad_fn's name; `storage` is the same number where memory is shared;
    `leaves` are the names of the leaves its record leads back to, "" for one that has no name;
    `values` are its first numbers, as float64, of `total`; `odd` are attributes it does not have
    by itself. `engine`: autograd gave it out, or filled it. Of a tuple or list: `total` is its
    length, and `tracked` says whether any tensor in it is.
    """

    name: str
    kind: Literal["tensor", "number", "tuple", "list", "none", "other"]
    type: str
    shape: tuple[int, ...] = ()
    dtype: str = ""
    device: str = ""
    leaf: bool = False
    tracked: bool = False
    made_by: str = ""
    version: int = 0
    storage: int = -1
    leaves: tuple[str, ...] = ()
    engine: bool = False
    odd: tuple[str, ...] = ()
    values: array[float] = array("d")
    total: int = 0


class Call(Struct, frozen=True, forbid_unknown_fields=True):
    """One time autograd was asked to go back, in order of time.

    `of`: the names of the leaves and other tensors whose gradients it found, "" for one without
    a name; `root`: the name of what it started from. `failed`: it raised an error.
    """

    kind: Literal["backward", "grad"]
    root: str
    of: tuple[str, ...]
    create_graph: bool
    retain_graph: bool
    failed: bool


class Evidence(Struct, frozen=True):
    """What a run left behind: a worker's word about itself, so a claim until it is compared.

    `grad_enabled`: the grad mode at the end. `saved`: bytes stored for going back, -1 where they
    were not counted. `moved`: the inputs whose numbers were changed or given.
    """

    seen: tuple[Seen, ...]
    calls: tuple[Call, ...]
    grad_enabled: bool = True
    saved: int = -1
    moved: tuple[str, ...] = ()

    def find(self, name: str) -> Seen | None:
        """The variable of that name."""
        return next((each for each in self.seen if each.name == name), None)


class Node(Struct, frozen=True):
    """One entry of a record: an operation or a leaf. `next`: its inputs, as places in the list.

    `op` is the field's name for it (`Pow`), or for a leaf its variable's name; `name` is that of
    the variable that holds what an operation made. `shape` is of the tensor it made, `saved` the
    bytes it keeps for going back that no entry before it keeps.

    The rest are numbers at the places that the record's numbers are told at; none where they are
    not known. `value`: of the tensor it made. `gradient`: what arrives in a backward pass from
    ones. `leaving`: what goes on to each input, where the chain rule says it element by element.
    `held`: what a leaf's `.grad` held before the last backward pass of the cell through the
    record, or if there was none, in the end.
    """

    op: str
    leaf: bool
    shape: tuple[int, ...]
    next: tuple[int, ...]
    name: str = ""
    saved: int = 0
    value: array[float] = array("d")
    gradient: array[float] = array("d")
    held: array[float] = array("d")
    leaving: tuple[array[float], ...] = ()


class Detached(Struct, frozen=True, forbid_unknown_fields=True):
    """A variable without a record that shares memory with what the entry at `of` made."""

    name: str
    of: int


class Graph(Struct, frozen=True):
    """The record behind a tensor, its own entry first; at most 200 entries of `total`.

    Its numbers are told at evenly chosen elements of its largest leaf, the same ones everywhere; a
    tensor of one number has that one. `saved`: bytes kept for going back, each memory once, of all
    entries. `gap`: why there are no gradients. The cell freed the record before they could be
    found, changed in place what it needs, was at work for too long, has hooks or backward functions
    that would have run once more in what is kept, or else they could not be.
    """

    nodes: tuple[Node, ...]
    total: int
    detached: tuple[Detached, ...] = ()
    saved: int = 0
    gap: Gap = ""
