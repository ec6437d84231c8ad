"""Names and expressions in a line of the learner's code, found by patterns.

A pattern is Python: a capital letter stands for an expression to find, `_` for anything, a last
argument `...` for any further arguments. `Y.backward(...)` finds `y` in `y.backward()`.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable

LONGEST = 20
"""Characters of the longest expression that a sentence can name."""
WHOLE = 200
"""A line this long may have been cut on its way here."""

_NAMED = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)
_SEVERAL = (ast.List, ast.Tuple)
_MODULES = re.compile(r"(torch|autograd|numpy|np|math)(\.|$)")
_IGNORED = {"ctx", "kind", "type_comment"}

Bindings = dict[str, ast.AST]


def names_in(line: str, patterns: Iterable[str]) -> dict[str, str]:
    """What the patterns' letters stand for in the line, in the learner's own spelling.

    A letter that could stand for two different things is left out, as is an expression too long
    to name in a sentence.
    """
    tree, text = _parsed(line)
    if tree is None:
        return {}
    found: dict[str, set[str]] = {}
    for pattern in map(pattern_of, patterns):
        for node in ast.walk(tree):
            bindings: Bindings = {}
            if _fits(pattern, node, bindings):
                for letter, bound in bindings.items():
                    found.setdefault(letter, set()).add(_spelling(bound, text))
    return {
        letter: spelt
        for letter, spellings in found.items()
        if len(spellings) == 1 and (spelt := spellings.pop())
    }


def pattern_of(text: str) -> ast.AST:
    """A pattern as a tree.

    Raises:
        SyntaxError: it is not Python.
    """
    statement = ast.parse(text).body[0]
    return statement.value if isinstance(statement, ast.Expr) else statement


def letters_of(text: str) -> set[str]:
    """The capital letters in a pattern."""
    parts = [part for node in ast.walk(pattern_of(text)) for part in _words(node)]
    return {part for part in parts if _is_letter(part)}


def _words(node: ast.AST) -> list[str]:
    return [value for _, value in ast.iter_fields(node) if isinstance(value, str)]


def _parsed(line: str) -> tuple[ast.AST | None, str]:
    """The tree of one line of code, which may be the head of a block, and the text it is of."""
    text = line.strip()
    if len(line) >= WHOLE:
        return None, text
    for candidate in (text, f"{text} pass"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(candidate), candidate
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue
    return None, text


def _fits(pattern: object, node: object, bindings: Bindings) -> bool:
    if isinstance(pattern, ast.Name) and isinstance(node, ast.AST):
        if pattern.id == "_":
            return True
        if _is_letter(pattern.id):
            return not isinstance(node, _SEVERAL) and _bind(pattern.id, node, bindings)
    if isinstance(pattern, ast.Call) and isinstance(node, ast.Call) and _is_open(pattern):
        given = pattern.args[:-1]
        return _fits(pattern.func, node.func, bindings) and _fits(
            given, node.args[: len(given)], bindings
        )
    if isinstance(pattern, ast.AST):
        return type(pattern) is type(node) and all(
            _same(value, getattr(node, name), bindings)
            for name, value in ast.iter_fields(pattern)
            if name not in _IGNORED
        )
    if isinstance(pattern, list) and isinstance(node, list):
        return len(pattern) == len(node) and all(
            _fits(one, other, bindings) for one, other in zip(pattern, node, strict=True)
        )
    return pattern == node


def _same(pattern: object, value: object, bindings: Bindings) -> bool:
    """One field of a node; a letter may stand for an attribute's name too."""
    if isinstance(pattern, str) and isinstance(value, str) and _is_letter(pattern):
        return _bind(pattern, ast.Name(value), bindings)
    return _fits(pattern, value, bindings)


def _bind(letter: str, node: ast.AST, bindings: Bindings) -> bool:
    """Let the letter stand for the node, unless it already stands for something else."""
    known = bindings.setdefault(letter, node)
    return ast.dump(known) == ast.dump(node)


def _is_letter(text: str) -> bool:
    return len(text) == 1 and "A" <= text <= "Z"


def _is_open(call: ast.Call) -> bool:
    last = call.args[-1] if call.args else None
    return isinstance(last, ast.Constant) and last.value is ...


def _spelling(node: ast.AST, text: str) -> str:
    """The learner's own text for an expression; empty if a sentence can't name it."""
    if not isinstance(node, _NAMED):
        return ""
    spelt = node.id if isinstance(node, ast.Name) else ast.get_source_segment(text, node) or ""
    return spelt if can_name(spelt) and not _MODULES.match(spelt) else ""


def can_name(text: str) -> bool:
    """May a sentence hold this text of a learner's?"""
    return len(text) <= LONGEST and text.isprintable() and "`" not in text
