"""The options of `autograd-tutor web`. Nothing heavy is imported to parse them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from autograd_tutor.evaluator.options import count

OWN = frozenset(
    {
        "host",
        "port",
        "visitors",
        "idle",
        "keep",
        "mine",
        "public_url",
        "token_file",
        "allow_network",
    }
)
"""What concerns the server alone; every other option goes on to the visitors' tutors."""


def add_web(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    *options_of_tutors: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the command, which takes the options of the tutors that it starts, too."""
    web = commands.add_parser(
        "web", help="the tutor in a browser", argument_default=argparse.SUPPRESS
    )
    for add in options_of_tutors:
        add(web)
    _add_address(web)
    _add_visitors(web)


def _add_address(web: argparse.ArgumentParser) -> None:
    """Where the page is, and who may reach it."""
    web.add_argument(
        "--port",
        type=_port,
        metavar="N",
        default=8765,
        help="where to listen (default 8765; 0 takes any that is free)",
    )
    web.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    web.add_argument(
        "--allow-network",
        action="store_true",
        default=False,
        help="let --host be one that others reach; keys and answers are sent in plain text",
    )
    web.add_argument(
        "--public-url",
        type=_origin,
        metavar="URL",
        default=None,
        help="the address that browsers use, where a TLS proxy stands before the tutor",
    )


def _add_visitors(web: argparse.ArgumentParser) -> None:
    """Who comes: how many, for how long, to whose work, and with which token."""
    web.add_argument(
        "--visitors",
        type=count,
        metavar="N",
        default=8,
        help="how many may be here at once (default 8)",
    )
    web.add_argument(
        "--idle",
        type=count,
        metavar="MINUTES",
        default=60,
        help="end a tutor in which no key was pressed for so long (default 60)",
    )
    web.add_argument(
        "--keep",
        type=count,
        metavar="DAYS",
        default=365,
        help="keep a browser's work for so long after it was last here (default 365)",
    )
    web.add_argument(
        "--mine",
        action="store_true",
        default=False,
        help="go on with your own work, instead of work for each browser",
    )
    web.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        default=None,
        help="a file with the token, which is else made anew at each start",
    )


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 0 to 65535")
    return int(text)


def _origin(text: str) -> str:
    """An address without a path: the page asks for its files at the top."""
    from urllib.parse import urlsplit

    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an address alone. Write it as in: https://tutor.example.org"
        )
    return f"{parts.scheme}://{parts.netloc}".lower()
