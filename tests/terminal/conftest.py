from pathlib import Path

import pytest

from tests.learner import Start, Watched, tutor


@pytest.fixture
def start(tmp_path: Path, request: pytest.FixtureRequest) -> Start:
    """Starts tutors in one home; what the test has left of them ends with it."""

    def started(*options: str, columns: int = 80, rows: int = 24, **more: str) -> Watched:
        terminal = tutor(tmp_path, *options, columns=columns, rows=rows, **more)
        request.addfinalizer(terminal.kill)
        return terminal

    return started
