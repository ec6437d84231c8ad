"""Python in lessons, read and written as text: nothing is run here, and nothing is trusted."""

from __future__ import annotations

import ast
import warnings


def parsed(code: str) -> ast.Module | None:
    """The code as a tree; None where Python can't read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def unparsed(tree: ast.AST) -> str:
    """The tree as code; empty where it is nested too deep to be written."""
    try:
        return ast.unparse(ast.fix_missing_locations(tree))
    except RecursionError:
        return ""
