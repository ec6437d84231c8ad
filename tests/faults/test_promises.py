"""docs/reliability.md names a test for each promise, and no test here goes without a promise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "reliability.md"
HERE = "faults/"
ROW = re.compile(r"^\| (?P<promise>.+) \| (?P<tests>.+) \|$", re.MULTILINE)
NAME = re.compile(r"`([\w/.]*)::(\w+)`")


def rows() -> list[tuple[str, str]]:
    """Each promise with the tests that are to hold it, as they stand on the page."""
    found = [(row["promise"], row["tests"]) for row in ROW.finditer(PAGE.read_text("utf-8"))]
    return [row for row in found if row != ("promise", "test")]


def named(tests: str) -> Iterator[tuple[str, str]]:
    """The tests of a row, as file and function; a file that is left out is the one before."""
    file = ""
    for given, function in NAME.findall(tests):
        file = given or file
        yield file, function


@cache
def functions(file: str) -> frozenset[str]:
    """The tests that a file has."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    names = [node.name for node in tree.body if isinstance(node, kinds)]
    return frozenset(name for name in names if name.startswith("test_"))


def test_every_promise_names_tests_that_are_there() -> None:
    assert len(rows()) > 30
    for promise, tests in rows():
        found = list(named(tests))
        assert found, promise
        assert NAME.sub("", tests).strip(", ") == "", tests
        for file, function in found:
            assert function in functions(file), f"{file}::{function}"


def test_no_test_here_goes_without_a_promise() -> None:
    promised = {each for _, tests in rows() for each in named(tests)}
    own = Path(__file__).name
    files = {path.name for path in Path(__file__).parent.glob("test_*.py")} - {own}
    here = {(f"{HERE}{name}", each) for name in files for each in functions(f"{HERE}{name}")}
    assert here - promised == set()
