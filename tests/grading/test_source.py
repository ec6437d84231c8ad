"""Names found in one line of the learner's code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.grading.errors import entries
from autograd_tutor.grading.source import LONGEST, letters_of, names_in

PATTERNS = [pattern for entry in entries().errors for pattern in entry.code]


@pytest.mark.parametrize(
    ("line", "patterns", "names"),
    [
        ("y.backward()", ["Y.backward()"], {"Y": "y"}),
        ("y.backward(1)", ["Y.backward()"], {}),
        ("y.backward(1, a=2)", ["Y.backward(...)"], {"Y": "y"}),
        ("y.backward(1, a=2)", ["Y.backward(V, ...)"], {"Y": "y", "V": "1"}),
        ("y.backward()", ["Y.backward(V, ...)"], {}),
        ("x += 1", ["X += _"], {"X": "x"}),
        ("x -= 1", ["X += _"], {}),
        ("net.w[0, :] = 1", ["X[_] = _"], {"X": "net.w"}),
        ("    if f(x): y.sum.backward()", ["Y.F.backward()"], {"Y": "y", "F": "sum"}),
        ("for x in xs:", ["X"], {}),
        ("for x in y.grad:", ["X.grad"], {"X": "y"}),
        ("x + x", ["X + X"], {"X": "x"}),
        ("x + y", ["X + X"], {}),
        ("é.backward(); 'ü'", ["Y.backward()"], {"Y": "é"}),
        ("(a + b).backward()", ["Y.backward()"], {}),
        ("grad([y], x)", ["grad(Y, X)"], {}),
        ("torch.backward()", ["Y.backward()"], {}),
        ("torches.backward()", ["Y.backward()"], {"Y": "torches"}),
        ("a.backward(), b.backward()", ["Y.backward()"], {}),
    ],
)
def test_patterns(line: str, patterns: list[str], names: dict[str, str]) -> None:
    assert names_in(line, patterns) == names


def test_letters_of_a_pattern() -> None:
    assert letters_of("Y.F.backward(_, W, ...)") == {"Y", "F", "W"}


@given(st.text(alphabet=st.characters(exclude_categories=())) | st.from_regex(r"[xy\[\].(=+)g ]+"))
def test_any_line_gives_names_that_are_in_it_or_none(line: str) -> None:
    for name in names_in(line, PATTERNS).values():
        assert name in line
        assert 0 < len(name) <= LONGEST


@pytest.mark.parametrize(
    "line", ["(" * 199, "-" * 199, "x." * 99 + "x", "[" * 90 + "]" * 90, "\\d'\\d'"]
)
def test_odd_lines_do_no_harm(line: str) -> None:
    assert names_in(line, PATTERNS) == {}
