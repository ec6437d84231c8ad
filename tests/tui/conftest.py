import pytest
from textual import _wait


@pytest.fixture(autouse=True)
def in_colours(colour_terminal: None) -> None:
    """What is on the screen does not depend on the terminal that the tests run in."""


@pytest.fixture(autouse=True)
def soon_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot looks more often than 50 times a second whether all is done.

    It may be taken in by a busy machine either way: what waits is seen by `settle`.
    """
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", granularity := 1 / 250)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", granularity / 20)
