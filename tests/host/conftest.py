import secrets
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from autograd_tutor.evaluator.client import PLAYGROUND
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from tests.host.running import ALICE, RunningHost, gone, open_directory
from tests.host.victim import Victim


@pytest.fixture(scope="session")
def host() -> Iterator[RunningHost]:
    """One for all tests; seven connections, five an account."""
    with open_directory() as directory:
        path = directory / "socket"
        running = RunningHost(path, "--socket", str(path), "--per-user", "5", "--connections", "7")
        yield running
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
        servers = [each for each in running.host.children() if each != running.zygote]
        assert gone([*servers, *running.zygote.children()])


@pytest_asyncio.fixture
async def alice(host: RunningHost) -> AsyncIterator[Victim]:
    marker = secrets.token_hex(16).encode()
    evaluator = host.evaluator(ALICE)
    cell = Cell(code=f"mine = {marker!r} * 1000; len(mine)", keep=True)
    outcome = await evaluator.run(cell, lambda _: None, PLAYGROUND)
    assert isinstance(outcome, Run)
    [server] = host.servers(ALICE)
    yield Victim(evaluator, marker, server, host.workers(ALICE))
    await evaluator.close()
    assert gone([server])
