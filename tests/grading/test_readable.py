"""Messages to read, made from the patterns that find them."""

from __future__ import annotations

import re

import pytest

from autograd_tutor.grading.errors import entries
from autograd_tutor.grading.readable import readable

PATTERNS = [
    pattern for entry in (*entries().errors, *entries().warnings) for pattern in entry.messages
]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"Can't call numpy\(\) on Tensor", "Can't call numpy() on Tensor"),
        (r"element \d+ of tensors", "element ... of tensors"),
        (r"'(?P<T>float|int)' object", "'...' object"),
        (r"'(float|int)' object", "'float' object"),
        (r"^a leaf", "a leaf"),
        (r"for \^: it", "for ^: it"),
        (r"scalar [Tt]ensor", "scalar Tensor"),
        (r"point (and complex )?dtype", "point dtype"),
        (r"keyword '(?P<K>requires?_?grad(s|ient)?)'", "keyword '...'"),
        (r"Tensors? appears? here", "Tensor appear here"),
    ],
)
def test_a_message_is_made(pattern: str, text: str) -> None:
    assert readable(pattern) == text


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_message_of_the_catalogue_is_found_by_its_own_pattern(pattern: str) -> None:
    text = readable(pattern)
    assert text.strip()
    assert "\\" not in text and "(?" not in text
    if "..." not in text:
        assert re.search(pattern, text)
