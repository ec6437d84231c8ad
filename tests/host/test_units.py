"""The systemd units that the docs show."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_tutor.cli import parser

PAGE = Path(__file__).parents[2] / "docs" / "host.md"
UNIT = re.compile(r"^`([\w.-]+)`:\n\n```ini\n(.*?)^```", re.MULTILINE | re.DOTALL)


def texts() -> dict[str, str]:
    """Each unit by its name."""
    return dict(UNIT.findall(PAGE.read_text(encoding="utf-8")))


def unit(name: str) -> configparser.ConfigParser:
    """What a unit says."""
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(texts()[name])
    return found


def test_the_service_is_what_its_socket_starts_and_its_command_is_one() -> None:
    assert list(texts()) == ["autograd-tutor.socket", "autograd-tutor.service"]
    service, socket = unit("autograd-tutor.service"), unit("autograd-tutor.socket")
    _, *arguments = service["Service"]["ExecStart"].split()
    assert parser().parse_args(arguments).command == "serve-evaluator"
    path = Path(socket["Socket"]["ListenStream"])
    assert path.parent != Path("/run")
    assert f"--socket {path}" in PAGE.read_text(encoding="utf-8")
    assert socket["Socket"]["SocketMode"] == "0666"


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is in Debian's systemd"
)
def test_systemd_finds_nothing_wrong_with_them(tmp_path: Path) -> None:
    for name, text in texts().items():
        here = text.replace("/opt/autograd-tutor/bin/autograd-tutor", sys.executable)
        (tmp_path / name).write_text(here, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )
    complaints = [line for line in done.stderr.splitlines() if "autograd-tutor" in line]
    assert (done.returncode, complaints) == (0, []), done.stderr
