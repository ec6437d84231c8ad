from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.launch import Launcher

from .cluster import Cluster, missing

Through = Callable[..., Evaluator]


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if why := missing():
        pytest.skip(why)
    cluster = Cluster(tmp_path_factory.mktemp("slurm"))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def cluster(running: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A node with nothing to do, which our own `srun` finds."""
    monkeypatch.setenv("SLURM_CONF", running.environment["SLURM_CONF"])
    running.wait_idle()
    yield running
    running.ask("scancel", "--user=root")


@pytest_asyncio.fixture
async def through(cluster: Cluster) -> AsyncIterator[Through]:
    """Evaluators behind a prefix, closed at the end."""
    made: list[Evaluator] = []

    def evaluator(prefix: str, python: str, heard: Callable[[str], None]) -> Evaluator:
        made.append(Evaluator(Launcher(python, prefix=prefix), heard))
        return made[-1]

    yield evaluator
    for each in made:
        await each.close()
