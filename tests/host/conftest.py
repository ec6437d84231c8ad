from collections.abc import Iterator

import pytest

from tests.host.running import RunningHost, open_directory


@pytest.fixture(scope="module")
def host() -> Iterator[RunningHost]:
    """One for the tests of a file; five connections an account."""
    with open_directory() as directory:
        path = directory / "socket"
        running = RunningHost(path, "--socket", str(path), "--per-user", "5")
        yield running
        if running.process.poll() is None:
            status, words = running.end()
            assert status == 0
            assert "Traceback" not in words
        assert not path.exists()
