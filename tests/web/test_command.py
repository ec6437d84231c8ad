"""The command: what it refuses, and what it prints."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from autograd_tutor.cli import main, parser
from autograd_tutor.web import commands
from autograd_tutor.web.commands import LEAST, TOKEN_VARIABLE


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "70000"], "give a number from 0 to 65535"),
        (["--visitors", "0"], "'0' is no whole number from 1 to"),
        (["--idle", "soon"], "'soon' is no whole number from 1 to"),
        (["--keep", "1.5"], "'1.5' is no whole number from 1 to"),
        (["--public-url", "https://example.org/tutor"], "Write it as in: https://"),
        (["--public-url", "example.org"], "Write it as in: https://"),
    ],
)
def test_wrong_use(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["web", *arguments])
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_others_are_let_in_only_if_that_is_said(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["web", "--host", host]) == 2
    assert "plain text" in capsys.readouterr().err


@pytest.mark.parametrize(
    "token", ["", "short", "x" * (LEAST - 1), "with blanks in it, and long", "ö" * 20]
)
def test_a_weak_token_is_refused(
    token: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "token"
    path.write_text(token, encoding="utf-8")
    assert main(["web", "--token-file", str(path)]) == 2
    said = capsys.readouterr().err
    assert str(path) in said
    assert not token or token not in said


def test_a_token_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["web", "--token-file", str(tmp_path / "none")]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_colours_that_are_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--theme", "puce", "web"]) == 2
    assert "There are no colours named 'puce'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (["--lesson", "nosuch"], "There is no lesson nosuch. These are there: first-derivative,"),
        (["--step", "nosuch"], "There is no step nosuch in first-derivative. These are there:"),
    ],
)
def test_a_place_that_is_not_there_is_refused_before_anybody_comes(
    place: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["web", *place]) == 2
    assert capsys.readouterr().err.startswith(said)


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "find_spec", lambda name: None)
    assert main(["web"]) == 1
    assert "pip install 'autograd-tutor[web]'" in capsys.readouterr().err


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["web", "--port", str(port)]) == 1
    assert f"127.0.0.1, port {port}: Address already in use. Another" in capsys.readouterr().err


def test_all_addresses_are_called_by_the_machines_name() -> None:
    assert commands.name_of("0.0.0.0") == commands.name_of("::") == socket.gethostname()
    assert commands.name_of("127.0.0.1") == "127.0.0.1"


def test_works_are_for_the_accounts_eyes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    works = commands.place_of_works()
    assert [path.stat().st_mode & 0o777 for path in (works, works.parent)] == [0o700, 0o700]
    works.rmdir()
    works.write_text("")
    assert commands.place_of_works() == works
    assert "AUTOGRAD_TUTOR_STATE names another place" in capsys.readouterr().err


def test_a_visitors_tutor_gets_the_options_that_are_not_the_servers() -> None:
    options = parser().parse_args(["--device", "cuda:0", "web", "--lesson", "sum-trick", "--mine"])
    *_, words = commands.command(options)
    assert '"device": "cuda:0"' in words
    assert '"lesson": "sum-trick"' in words
    assert '"theme": "textual-dark"' in words
    assert "mine" not in words
