"""Signs in how a program is written: a call left out, a flag on the wrong tensor, an order."""

from __future__ import annotations

import ast
import difflib

from autograd_tutor.grading.signs.case import Case, Names
from autograd_tutor.grading.signs.program import (
    callee,
    calls,
    dotted,
    gradients_of,
    keyword,
    names,
    straight,
)

_METHODS = ("backward", "zero_", "zero_grad", "requires_grad_", "retain_grad", "detach_")
_ATTRIBUTES = ("requires_grad", "grad", "data")
_CLIPS = ("clip_grad_norm_", "clip_grad_value_")
_LOOPS = (ast.For, ast.While)


def not_called(case: Case) -> Names | None:
    """S01: a statement that names a method and does not call it."""
    for node in ast.walk(case.program.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute):
            method, of = node.value.attr, dotted(node.value.value)
            if method in _METHODS:
                return {"M": method, "Y": of}
    return None


def odd_attribute(case: Case) -> Names | None:
    """S09: an attribute that no tensor has, almost the name of one that all have."""
    for each in case.evidence.seen:
        for odd in each.odd:
            if near := difflib.get_close_matches(odd, _ATTRIBUTES, 1, 0.8):
                return {"X": each.name, "O": odd, "R": near[0]}
    return None


def hidden_method(case: Case) -> Names | None:
    """S09-method: a value put over a method of a tensor's."""
    for each in case.evidence.seen:
        for odd in each.odd:
            if odd in _METHODS:
                return {"X": each.name, "M": odd}
    return None


def left_off(case: Case) -> Names | None:
    """S14: recording was switched off and stayed off."""
    said = any(calls(case.program.tree, "set_grad_enabled"))
    return {} if said and not case.evidence.grad_enabled else None


def not_a_leaf(case: Case) -> Names | None:
    """S10: a tensor that was marked and then computed on, so that its name is a result's."""
    for name in sorted(gradients_of(case.program.tree)):
        tensor, slot = case.evidence.find(name), case.evidence.find(f"{name}.grad")
        values = case.program.values(name)
        if values and tensor and tensor.made_by and slot and slot.kind == "none":
            (_, first), *more = values
            within = any(map(_marks, ast.walk(first)))
            last, _ = values[-1]
            again = all(name in names(each) for _, each in more)
            before = bool(case.sites) and all(site.place > last for site in case.sites)
            if within and (again and before if more else not _marks(first)):
                return {"X": name}
    return None


def _marks(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return callee(node) == "requires_grad_" or keyword(node, "requires_grad") is True


def still_drops(case: Case) -> Names | None:
    """S08: a dropout that is still in training mode, under no_grad()."""
    if any(_may_switch(node) for node in ast.walk(case.program.tree)):
        return None
    for block in case.program.line:
        if isinstance(block, ast.With) and any(calls(block.items[0], "no_grad", "inference_mode")):
            for node in (each for part in straight(block.body) for each in ast.walk(part)):
                name = dotted(node.func) if isinstance(node, ast.Call) else ""
                made = [value for _, value in case.program.values(name)]
                if len(made) == 1 and any(map(_drops, ast.walk(made[0]))):
                    return {"D": name}
    return None


def _may_switch(node: ast.AST) -> bool:
    """Could the code switch a module to evaluation mode? A function of the learner's may."""
    if isinstance(node, ast.Attribute):
        return node.attr in ("eval", "train", "training", "apply")
    return isinstance(node, ast.FunctionDef | ast.Lambda)


def _drops(node: ast.AST) -> bool:
    """Is it code that makes a dropout with a chance above 0?"""
    if not isinstance(node, ast.Call) or callee(node) not in ("Dropout", "Dropout1d", "Dropout2d"):
        return False
    chances = node.args[:1] + [each.value for each in node.keywords if each.arg == "p"]
    return all(isinstance(each, ast.Constant) and each.value for each in chances)


def clipped_too_early(case: Case) -> Names | None:
    """S15: gradients clipped when there are none yet: before the one backward that finds them."""
    loops = [node for node in ast.walk(case.program.tree) if isinstance(node, _LOOPS)]
    written = len(list(calls(case.program.tree, "backward")))
    for body in (case.program.line, *(list(straight(loop.body)) for loop in loops)):
        clips = [at for at, each in enumerate(body) if any(calls(each, *_CLIPS))]
        backs = [at for at, each in enumerate(body) if any(calls(each, "backward"))]
        if not clips or not len(backs) == written == 1 or clips[-1] > backs[0]:
            continue
        none_yet = body is case.program.line or any(map(_empties, body[: clips[0]]))
        if none_yet and case.evidence.calls:
            return {"M": next(callee(each) for each in calls(body[clips[0]], *_CLIPS))}
    return None


def _empties(statement: ast.stmt) -> bool:
    """Does it empty a gradient, by its method or by an assignment?"""
    left = statement.targets if isinstance(statement, ast.Assign) else []
    assigns = any(isinstance(each, ast.Attribute) and each.attr == "grad" for each in left)
    return assigns or any(calls(statement, "zero_grad", "zero_"))


def kept_results(case: Case) -> Names | None:
    """S16: a loop that keeps each result it went back from, record and all."""
    for loop in ast.walk(case.program.tree):
        if not isinstance(loop, _LOOPS):
            continue
        plain = [call for call in calls(loop, "backward") if not (call.args or call.keywords)]
        done = {dotted(call.func).removesuffix(".backward") for call in plain}
        for call in calls(loop, "append"):
            name = dotted(call.func).removesuffix(".append")
            kept = case.evidence.find(name)
            item = case.evidence.find(dotted(call.args[0])) if call.args else None
            holds = kept and kept.kind == "list" and kept.tracked and kept.total > 1
            if holds and item and item.made_by and item.name in done:
                return {"L": name, "Y": item.name}
    return None
