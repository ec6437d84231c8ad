"""Hypothesis draws the same examples in every run, and no slow machine fails a test."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

pytest_plugins = ["pytester", "autograd_tutor.testing"]

LONGEST = (
    "tests/attacks/test_attacks.py",
    "tests/test_docs.py",
    "tests/tui/test_screens.py",
    "tests/test_wheel.py",
    "tests/terminal/test_walks.py",
    "tests/authoring/test_shipped.py",
    "tests/confine/test_torch.py",
    "tests/faults/test_storage.py",
    "tests/test_cli.py",
    "tests/attacks/test_through_evaluator.py",
    "tests/evaluator/test_trial.py",
    "tests/faults/test_endings.py",
)
"""The files of about a minute and more: begun last, they are what one process still runs when
the others have nothing left.
"""

settings.register_profile("same everywhere", deadline=None, derandomize=True)
settings.load_profile("same everywhere")


@pytest.fixture(autouse=True, scope="session")
def away_from_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the work, the log or the keys of who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("STATE", "CONFIG"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first."""
    items.sort(key=lambda item: item.nodeid.partition("::")[0] not in LONGEST)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lasts as long as the tests: 5,000 of them, for one."""
    gc.collect()
    gc.freeze()
