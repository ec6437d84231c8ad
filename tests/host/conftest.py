from collections.abc import Iterator

import pytest

from tests.host.running import RunningHost, gone, open_directory


@pytest.fixture(scope="module")
def host() -> Iterator[RunningHost]:
    """One for the tests of a file; seven connections, five an account."""
    with open_directory() as directory:
        path = directory / "socket"
        running = RunningHost(path, "--socket", str(path), "--per-user", "5", "--connections", "7")
        yield running
        if running.process.poll() is None:
            status, words = running.end()
            assert status == 0
            assert "Traceback" not in words
        assert not path.exists()


@pytest.fixture(autouse=True)
def rested(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test takes the places of the next one: a server that ends keeps its own until then."""
    yield
    if "host" in request.fixturenames:
        running: RunningHost = request.getfixturevalue("host")
        if running.process.poll() is None:
            assert gone([each for each in running.host.children() if each != running.zygote])
