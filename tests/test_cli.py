import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_tutor import __version__
from autograd_tutor.cli import main
from tests.confine.children import requires

FULL = ["--require-confinement", "full"]
CURVES = "x = torch.linspace(-1, 1, 50)\nplot(x, x**2, label='bowl')\n"


@pytest.fixture
def cell(tmp_path: Path) -> Path:
    return tmp_path / "cell.py"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"autograd-tutor {__version__}\n"


def test_lessons(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "first-derivative     Turn on tracking, take one derivative",
        "sum-trick            The sum trick and detaching",
        "backward-and-grad    backward() and .grad; two inputs",
        "accumulate-and-zero  Accumulating and zeroing",
        "tracking-off         Switching tracking off",
        "beyond-the-first     Inside and beyond the first derivative",
    ]


def test_run_prints_output_value_and_picture(
    cell: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cell.write_text(f"print('printed')\n{CURVES}6 * 7", encoding="utf-8")
    assert main(["run", str(cell)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("printed\n")
    assert out.endswith("\n42\n")
    assert "bowl" in out
    assert any("\u2800" <= character <= "\u28ff" for character in out)


def test_run_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("torch.tensor(2.) ** 3"))
    assert main(["run", "-"]) == 0
    assert capsys.readouterr().out == "tensor(8.)\n"


def test_run_of_a_failing_cell(cell: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cell.write_text("print(1)\nopen('/etc/passwd')", encoding="utf-8")
    assert main(["run", str(cell)]) == 1
    heard = capsys.readouterr()
    assert heard.out == "1\n"
    line, error, advice = heard.err.splitlines()
    assert line == "line 2: open('/etc/passwd')"
    assert error.startswith("PermissionError: ")
    assert advice.startswith("A cell may not touch the files")


def test_run_of_a_cell_that_does_not_end(cell: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cell.write_text("while True: pass", encoding="utf-8")
    assert main(["run", "--seconds", "0.2", str(cell)]) == 1
    assert "TimeLimit: still running after 0.2 s" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("missing.py", "No such file or directory"),
        (".", "Is a directory"),
        ("latin.py", "it is not UTF-8 text"),
    ],
)
def test_run_of_no_file(
    tmp_path: Path, name: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "latin.py").write_bytes(b"print('\xff')")
    assert main(["run", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err == f"{tmp_path / name} cannot be read: {why}.\n"


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "long"])
def test_a_limit_of_time_is_above_0(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", f"--seconds={seconds}", "cell.py"])
    assert ended.value.code == 2
    assert "is no limit in seconds: give a number above 0" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["before", "after"])
def test_options_may_stand_before_or_after_the_command(
    cell: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cell.write_text("1", encoding="utf-8")
    python = ["--python", "/nonexistent/python"]
    arguments = [*python, "run"] if place == "before" else ["run", *python]
    assert main([*arguments, str(cell)]) == 2
    assert "/nonexistent/python is no program" in capsys.readouterr().err


@pytest.mark.parametrize("memory", ["0", "-5", "lots"])
@pytest.mark.parametrize("command", [[], ["run", "cell.py"], ["lint"]])
def test_memory_that_makes_no_sense_is_refused(
    command: list[str], memory: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*command, f"--memory={memory}"])
    assert f"{memory!r} is no whole number from 1 to" in capsys.readouterr().err


def test_memory_can_be_limited(cell: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cell.write_text("torch.ones(100_000_000).sum()", encoding="utf-8")
    assert main(["run", "--memory", "100", str(cell)]) == 1
    assert "more memory than a cell may take" in capsys.readouterr().err
    assert main(["run", "--memory", "1000", str(cell)]) == 0


def test_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert names[:3] == ["python", "torch", "cpu"]
    assert names[-4:] == ["privileges", "limits", "landlock", "seccomp"]
    missing = [line for line in lines[-4:] if " missing: " in line]
    in_force = [line for line in lines[-4:] if " in force: " in line]
    assert len(missing) + len(in_force) == 4
    assert status == int(bool(missing))


@requires("Landlock", "seccomp")
@pytest.mark.parametrize(
    ("driver", "options", "status", "said"),
    [
        ("reach", [], 1, "seccomp     missing: the card's driver does not work under it"),
        (
            "reach",
            ["--require-confinement", "full"],
            1,
            "Nothing runs on cuda:0 that is fully confined.",
        ),
        ("fail", [], 1, "Nothing can be run on cuda:0: CUDA unknown error"),
    ],
)
def test_doctor_has_a_card_compute(
    driver: str,
    options: list[str],
    status: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "evaluator" / "fake_card"))
    monkeypatch.setenv("CUDA_FAKE_DRIVER", driver)
    assert main(["doctor", *options]) == status
    printed = capsys.readouterr().out.splitlines()
    assert said in printed
    assert printed[0].startswith("python") and any(line.startswith("cuda:0") for line in printed)


@pytest.mark.parametrize(
    ("option", "doubt"),
    [
        (["--python", "/bin/true"], "Is that a Python? Name one that has torch with --python."),
        (["--launch", "false"], "Does the --launch command run the words that follow it?"),
    ],
)
def test_what_ends_without_a_word_may_be_no_python(
    option: list[str], doubt: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", *option]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == f"The evaluator ended before it said a word. {doubt}"


def test_doctor_without_a_python(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--python", "/nonexistent/python"]) == 2
    assert "is no program" in capsys.readouterr().err


def test_the_screen_needs_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "start it in a terminal" in capsys.readouterr().err


def test_nobody_reading_the_output_is_no_drama(cell: Path) -> None:
    cell.write_text("for i in range(9): print('line', i, flush=True)\n42", encoding="utf-8")
    tutor = [sys.executable, "-m", "autograd_tutor", "run", str(cell)]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(tutor, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("command", ["lessons", "schema", "keys"])
def test_what_is_only_listed_needs_no_reader_either(command: str) -> None:
    tutor = [sys.executable, "-m", "autograd_tutor", command]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(tutor, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_closed_output_is_no_mistake() -> None:
    tutor = [sys.executable, "-m", "autograd_tutor", "lessons"]
    done = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *tutor], stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")
