"""Signs in gradients: there are none, or they are not what they seem to be."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from autograd_tutor.grading.signs.case import Case, Names, finite, whole
from autograd_tutor.grading.signs.program import (
    Program,
    Site,
    callee,
    calls,
    gradients_of,
    keyword,
    names,
    value_of,
)

_FLAT = ("round", "floor", "ceil", "trunc", "fix", "sign", "sgn")
_HARMLESS = ("print", "plot", "backward", "grad")
"""What a statement may call for its effect, and no gradient is emptied by it."""


def one_memory(case: Case) -> Names | None:
    """S03: a name for the slot itself, read after the slot was zeroed or added to."""
    line = case.program.line
    for name, place in case.program.assigned.items():
        value, kept = value_of(line[place]), case.tensor(name)
        for leaf in gradients_of(value) if value and kept else ():
            slot = case.tensor(f"{leaf}.grad")
            if not (slot and kept and slot.storage == kept.storage != -1):
                continue
            changed = {site.place for site in case.backwards(leaf)}
            changed |= {at for at, each in enumerate(line) if _zeroes(each, name, leaf)}
            after = [at for at in changed if at > place]
            if after and any(name in names(each) for each in line[min(after) + 1 :]):
                return {"D": name, "X": leaf}
    return None


def _zeroes(statement: ast.stmt, name: str, leaf: str) -> bool:
    """Does it zero that variable, or that leaf's gradient?"""
    for call in calls(statement, "zero_"):
        zeroed = call.func.value if isinstance(call.func, ast.Attribute) else call
        if name in names(zeroed) or leaf in gradients_of(zeroed):
            return True
    return False


def added_up(case: Case) -> Names | None:
    """S02: two calls of backward in one `.grad`, and code that takes them to be apart.

    Which is so where both start from the same code, or where `.grad` is read after each.
    """
    if not _leaves_gradients_alone(case.program):
        return None
    for leaf in sorted(gradients_of(case.program.tree)):
        slot, sites = case.tensor(f"{leaf}.grad"), case.backwards(leaf)
        if slot and slot.engine and len(sites) > 1:
            first, last = sites[0], sites[-1]
            line = case.program.line
            between = line[first.place + 1 : last.place + 1]
            same = list(map(_atom, ast.walk(first.start))) == list(map(_atom, ast.walk(last.start)))
            apart = same or any(leaf in gradients_of(each) for each in between)
            reads = any(leaf in gradients_of(each) for each in line[last.place + 1 :])
            if apart and reads and not any(map(_unknown, between)):
                return {"X": leaf, "N": str(len(sites))}
    return None


def _atom(node: ast.AST) -> tuple[object, ...]:
    """What a node is, without those below it."""
    parts = (value for _, value in ast.iter_fields(node) if not isinstance(value, ast.AST | list))
    return type(node), *parts


def _unknown(statement: ast.stmt) -> bool:
    """A call for its effect, of something that may do anything."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    return callee(statement.value) not in _HARMLESS


def _leaves_gradients_alone(program: Program) -> bool:
    """Does no code here empty or change a gradient that is kept?"""
    for node in ast.walk(program.tree):
        if isinstance(node, ast.AugAssign | ast.Delete):
            return False
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            return False
        if isinstance(node, ast.Call):
            name = callee(node)
            changes = name.endswith("_") and name != "requires_grad_"
            if changes or name in ("zero_grad", "setattr") or "hook" in name:
                return False
    return True


def cut_number(case: Case) -> Names | None:
    """S04: backward from a new leaf that was made of the number in a result."""
    return next((each for several, each in _cuts(case) if not several), None)


def cut_list(case: Case) -> Names | None:
    """S05: backward from a new leaf that was made of several tensors' numbers."""
    return next((each for several, each in _cuts(case) if several), None)


def _cuts(case: Case) -> Iterator[tuple[bool, Names]]:
    """Each `torch.tensor(..., requires_grad=True)` of numbers whose leaves no call reached."""
    reached = {leaf for call in case.evidence.calls if not call.failed for leaf in call.of}
    for statement in case.program.line if reached else ():
        for call in calls(statement, "tensor"):
            if keyword(call, "requires_grad") is not True or not call.args:
                continue
            used = [case.tensor(name) for name in sorted(names(call.args[0]))]
            cut = [each for each in used if each and each.tracked]
            behind = {leaf for each in cut for leaf in each.leaves}
            if behind and all(behind) and not behind & reached:
                several = isinstance(call.args[0], ast.List | ast.Tuple)
                yield several, {"X": min(behind), "Y": cut[0].name}


def unseen_edit(case: Case) -> Names | None:
    """S06: numbers changed through `.data` after they went into a record that backward walked."""
    for place, statement in enumerate(case.program.line):
        for name in _edited(statement):
            tensor = case.tensor(name)
            if tensor is None or not tensor.tracked:
                continue
            behind = set(tensor.leaves)
            recorded = [each for each in case.program.derived(name, place) if case.result(each)]
            for site in (each for each in case.sites if each.place > place):
                start = names(site.start)
                through = any(case.program.derived(each, site.place) & start for each in recorded)
                if through and behind & set(site.call.of):
                    return {"X": name}
    return None


def _edited(statement: ast.stmt) -> Iterator[str]:
    """The variables that a statement changes through `.data`."""
    for node in ast.walk(statement):
        edited: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            edited = [node.func.value] if node.func.attr.endswith("_") else []
        elif isinstance(node, ast.AugAssign):
            edited = [node.target]
        elif isinstance(node, ast.Assign):
            edited = node.targets
        for each in edited:
            part = each.value if isinstance(each, ast.Subscript) else each
            whose = part.value if isinstance(part, ast.Attribute) and part.attr == "data" else None
            if isinstance(whose, ast.Name):
                yield whose.id


def flat(case: Case) -> Names | None:
    """S11: a gradient of zeros, where something with steps is on the way."""
    for leaf, gradient in case.gradients():
        if not whole(gradient) or any(gradient.values):
            continue
        for site in (each for each in case.sites if leaf in each.call.of):
            made = case.program.derived(leaf, site.place)
            for code in _way(case.program, made - {leaf}, site):
                for call in calls(code, *_FLAT):
                    if made & names(call):
                        return {"G": gradient.name, "M": callee(call)}
    return None


def _way(program: Program, made: set[str], site: Site) -> Iterator[ast.AST]:
    """The code that makes what autograd went back from, as far as it makes those names."""
    yield site.start
    for name in made:
        if program.derived(name, site.place) & names(site.start):
            yield program.line[program.assigned[name]]


def not_a_number(case: Case) -> Names | None:
    """S12: a gradient with NaN in it, between an input and a result without."""
    for leaf, gradient in case.gradients():
        start = case.tensor(leaf)
        if not any(map(math.isnan, gradient.values)) or not (start and finite(start)):
            continue
        for site in (each for each in case.sites if leaf in each.call.of):
            ends = [case.evidence.find(name) for name in sorted(names(site.start))]
            tracked = [each for each in ends if each and each.tracked]
            if tracked and all(case.result(each.name) and finite(each) for each in tracked):
                return {"G": gradient.name, "X": leaf, "Y": tracked[0].name}
    return None
