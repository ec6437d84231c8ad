import subprocess
import sys
from pathlib import Path

import pytest

from autograd_tutor.evaluator import launch
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher, NoTorch, find_python
from autograd_tutor.evaluator.surroundings import environment

from .interpreters import too_old


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python without torch."""
    where = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(where)], check=True)
    return str(where / "bin" / "python")


def test_the_chosen_python_comes_first(monkeypatch: pytest.MonkeyPatch, bare_python: str) -> None:
    monkeypatch.setenv("AUTOGRAD_TUTOR_PYTHON", bare_python)
    assert find_python(sys.executable) == sys.executable
    assert find_python() == bare_python


def test_our_own_python_is_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRAD_TUTOR_PYTHON", raising=False)
    assert find_python() == sys.executable


def test_then_the_active_environments(
    monkeypatch: pytest.MonkeyPatch, bare_python: str, tmp_path: Path
) -> None:
    with_torch = tmp_path / "bin" / "python"
    with_torch.parent.mkdir()
    with_torch.symlink_to(sys.executable)
    monkeypatch.delenv("AUTOGRAD_TUTOR_PYTHON", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("VIRTUAL_ENV", str(Path(bare_python).parent.parent))
    monkeypatch.setenv("CONDA_PREFIX", str(tmp_path))
    monkeypatch.setattr(launch, "has_torch", lambda python: python == str(with_torch))
    assert find_python() == str(with_torch)
    monkeypatch.setattr(launch, "has_torch", lambda _: False)
    with pytest.raises(NoTorch, match="autograd-tutor --python PATH"):
        find_python()


def test_torch_is_looked_for_without_importing_it(bare_python: str) -> None:
    assert launch.has_torch(sys.executable)
    assert not launch.has_torch(bare_python)
    assert not launch.has_torch("/nonexistent/python")


def test_the_server_gets_no_secrets() -> None:
    ours = {"AWS_SECRET_ACCESS_KEY": "s3cret", "SSH_AUTH_SOCK": "/tmp/agent"}
    kept = environment({**ours, "CUDA_VISIBLE_DEVICES": "1", "PATH": "/usr/bin"})
    assert kept["CUDA_VISIBLE_DEVICES"] == "1"
    assert kept["PATH"] == "/usr/bin"
    assert not ours.keys() & kept.keys()


async def test_a_missing_python_is_said() -> None:
    evaluator = Evaluator(Launcher("/nonexistent/python"))
    for _ in range(2):
        with pytest.raises(EvaluatorError, match="/nonexistent/python is no program"):
            await evaluator.hello()
    await evaluator.close()


async def test_a_python_without_torch_is_said(bare_python: str) -> None:
    evaluator = Evaluator(Launcher(bare_python))
    for _ in range(2):
        with pytest.raises(
            EvaluatorError, match=r"bin/python has no torch\. Install torch there, or"
        ):
            await evaluator.hello()
    await evaluator.close()


@pytest.mark.parametrize(
    ("program", "words"), [("cat", "Try .*cat --help"), ("echo", "it sent something that is no")]
)
async def test_a_program_that_is_no_python_is_said(program: str, words: str) -> None:
    evaluator = Evaluator(Launcher(program))
    with pytest.raises(EvaluatorError, match=words):
        await evaluator.hello()
    await evaluator.close()


async def test_a_python_that_is_too_old_is_said() -> None:
    evaluator = Evaluator(Launcher(too_old()))
    with pytest.raises(EvaluatorError, match=r"3\.[6-9]\.\d+; the evaluator needs 3\.10"):
        await evaluator.hello()
    await evaluator.close()


async def test_a_program_for_another_processor_is_said(tmp_path: Path) -> None:
    """A head as Linux has it before a program, for a processor that nobody makes."""
    python = tmp_path / "python"
    python.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xee\xee" + bytes(44))
    python.chmod(0o755)
    evaluator = Evaluator(Launcher(str(python)))
    with pytest.raises(EvaluatorError, match="built for another kind of processor"):
        await evaluator.hello()
    await evaluator.close()


def test_a_path_from_here_is_one_from_anywhere(
    monkeypatch: pytest.MonkeyPatch, bare_python: str
) -> None:
    """The server starts in the root directory."""
    monkeypatch.chdir(Path(bare_python).parent)
    assert find_python("./python") == bare_python
