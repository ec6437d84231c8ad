"""Hypothesis draws the same examples in every run, and no slow machine fails a test."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

pytest_plugins = ["pytester", "autograd_tutor.testing"]

settings.register_profile("same everywhere", deadline=None, derandomize=True)
settings.load_profile("same everywhere")


@pytest.fixture(autouse=True, scope="session")
def away_from_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the work, the log or the keys of who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("STATE", "CONFIG"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        yield


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lasts as long as the tests: 5,000 of them, for one."""
    gc.collect()
    gc.freeze()
