"""What is wrong with how an answer was made, in a sentence: all checks but that of its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from autograd_tutor.evaluator.evidence import Call, Seen
from autograd_tutor.grading.left import DRAWN, Left
from autograd_tutor.lesson.checks import Apart, Asked, Check, Draws, Reaches, Saves, State


def complaints(check: Check, left: Left) -> Iterator[str]:
    """What is wrong, gravest first; nothing where the check holds."""
    match check:
        case Asked():
            return _not_asked(check, left)
        case Reaches():
            return _not_reached(check, left)
        case State():
            return _state(check, left)
        case Apart():
            return _together(check, left)
        case Saves():
            return _saved(check, left)
        case Draws():
            return _drawn(check, left)
    raise AssertionError(check)


def _not_asked(check: Asked, left: Left) -> Iterator[str]:
    """A call for a tensor that has no name may be for any of those asked for."""
    made = [call for call in left.evidence.calls if not call.failed]
    if not made:
        way = {"grad": "`torch.autograd.grad`", "backward": "`backward()`"}
        how = way.get(check.by, "`backward()` or `torch.autograd.grad`")
        yield f"Autograd was not asked for any gradient. Let it find this one, with {how}."
        return
    if check.by != "any" and not any(call.kind == check.by for call in made):
        name = {"grad": "torch.autograd.grad", "backward": "backward()"}
        other = "backward" if check.by == "grad" else "grad"
        yield f"This step asks for `{name[check.by]}`; your program used `{name[other]}`."
    missing = _unasked(check, left, made, of_any_record=True)
    if missing:
        yield f"Autograd was not asked for the gradient of {listed(missing)}."
    if _unasked(check, left, made):
        if check.create_graph:
            yield "The gradient was not recorded while it was found. Pass `create_graph=True`."
        yield "The gradient was recorded too: this step does without `create_graph=True`."


def _unasked(
    check: Asked, left: Left, made: Sequence[Call], of_any_record: bool = False
) -> list[str]:
    fitting = [
        call
        for call in made
        if check.by in ("any", call.kind)
        and (of_any_record or check.create_graph in (None, call.create_graph))
    ]
    nameless = sum(call.of.count("") for call in fitting)
    names = dict.fromkeys(name for call in fitting for name in call.of if name)
    found = left.under([*names], check.of)
    missing = [name for name in check.of if name not in found]
    return missing if len(missing) > nameless else []


def _not_reached(check: Reaches, left: Left) -> Iterator[str]:
    seen = left.find(check.name)
    if seen is None or seen.kind != "tensor":
        yield absent(check.name, seen)
    elif not seen.leaves:
        yield f"The record of `{check.name}` leads back to no leaf: nothing behind it is tracked."
    elif set(left.under([*dict.fromkeys(seen.leaves)], check.leaves)) != set(check.leaves):
        there = f"The record of `{check.name}` leads back to {listed(dict.fromkeys(seen.leaves))}"
        yield f"{there}; it has to lead to {listed(check.leaves)}, and to nothing else."


def _state(check: State, left: Left) -> Iterator[str]:
    name, seen = f"`{check.name}`", left.find(check.name)
    if check.none is not None and (seen is None or seen.kind == "none") != check.none:
        yield f"{name} has to be None here." if check.none else f"{name} is None."
    if all(each is None for each in (check.leaf, check.tracked, check.shape, check.dtype)):
        return
    if seen is None or seen.kind != "tensor":
        yield absent(check.name, seen)
        return
    if check.leaf is not None and seen.leaf != check.leaf:
        if check.leaf:
            yield f"{name} is not a leaf: it was computed from another tensor."
        yield f"{name} is a leaf; it has to be the result of a computation."
    if check.tracked is not None and seen.tracked != check.tracked:
        state = "is not tracked" if check.tracked else "is tracked"
        yield f"{name} {state}: its `requires_grad` is {seen.tracked}."
    if check.shape is not None and list(seen.shape) != check.shape:
        yield f"{name} has {shaped(seen.shape)}; it has to be {shaped(check.shape)}."
    if check.dtype is not None and seen.dtype != check.dtype:
        yield f"{name} holds {seen.dtype}; it has to hold {check.dtype}."


def _together(check: Apart, left: Left) -> Iterator[str]:
    found = {name: left.find(name) for name in check.names}
    for name, seen in found.items():
        if seen is None or seen.kind != "tensor":
            yield absent(name, seen)
    for (one, first), (other, second) in combinations(found.items(), 2):
        if first and second and first.storage == second.storage >= 0:
            yield (
                f"`{one}` and `{other}` share their memory: a change in place to one "
                "changes the other."
            )


def _saved(check: Saves, left: Left) -> Iterator[str]:
    if left.evidence.saved > check.at_most:
        saved = f"Your program stored {left.evidence.saved:,} bytes for going back"
        yield f"{saved}; {check.at_most:,} are enough."


def _drawn(check: Draws, left: Left) -> Iterator[str]:
    if left.drawn < check.curves:
        drawn = f"only {left.drawn}" if left.drawn else "none"
        yield f"Draw {check.curves} curves at least; this run drew {drawn}."


def called(seen: Seen) -> str:
    """The variable as a sentence names it."""
    return "the curve you drew" if seen.type == DRAWN else f"`{seen.name}`"


def shaped(shape: Sequence[int]) -> str:
    """The shape as a sentence names it."""
    return f"shape {list(shape)}" if shape else "a single number"


def listed(names: Iterable[str]) -> str:
    """Names in backticks, as a sentence lists them."""
    *most, last = [f"`{name}`" if name else "a tensor without a name" for name in names]
    return f"{', '.join(most)} and {last}" if most else last


def absent(name: str, seen: Seen | None) -> str:
    """Why a variable can't be looked at, as a sentence."""
    if seen is None:
        of = name.removesuffix(".grad")
        return f"`{of}` has no gradient." if of != name else f"There is no variable `{name}`."
    if seen.kind == "none":
        return f"`{seen.name}` is None at the end of the run."
    if seen.kind in ("tuple", "list"):
        held = f"`{seen.name}` is a {seen.type} of {seen.total}, not a tensor"
        if seen.kind != "tuple":
            return f"{held}."
        return (
            f"{held}. `torch.autograd.grad` gives one gradient for each input: take it out with "
            f"`[{seen.name}] = ...` or with `[0]`."
        )
    if seen.kind == "tensor" and seen.total:
        return f"`{seen.name}` could not be read. Leave fewer large tensors behind in variables."
    return f"`{seen.name}` is of type {seen.type}; a tensor of numbers is needed."
