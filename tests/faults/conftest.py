from collections.abc import Iterator
from pathlib import Path

import pytest

from .home import Home


@pytest.fixture
def runs_code() -> bool:
    """Whether the tutors of a module run code; it says so itself where they need not."""
    return True


@pytest.fixture
def home(tmp_path: Path, runs_code: bool) -> Iterator[Home]:
    made = Home(tmp_path, runs_code=runs_code)
    yield made
    made.clear()
