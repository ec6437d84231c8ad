"""`autograd-tutor web`: what it needs to begin, the address that it prints, and its end."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import json
import os
import re
import secrets
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING

from autograd_tutor.places import state_directory
from autograd_tutor.starts import THEME, known_place, known_theme, own_keys
from autograd_tutor.web.arguments import OWN
from autograd_tutor.web.works import DAY, clear

if TYPE_CHECKING:
    from autograd_tutor.web.server import TutorServer

TOKEN_VARIABLE = "AUTOGRAD_TUTOR_TOKEN"
COLOURS = "textual-dark"
"""In the place of the terminal's own colours: those of a page's terminal are hard to read."""
LEAST = 16
"""Characters of a token that can't be guessed, if it was made by chance."""


class WrongUse(Exception):
    """The options can't be followed; the text says what to do."""


def run(options: argparse.Namespace) -> int:
    """Serve the tutor until Ctrl+C."""
    if find_spec("textual_serve") is None:
        print(
            "`autograd-tutor web` needs textual-serve: pip install 'autograd-tutor[web]'",
            file=sys.stderr,
        )
        return 1
    if not own_keys() or not known_theme(options) or not known_place(options):
        return 2
    try:
        _check_host(options)
        token = chosen_token(options.token_file)
        asyncio.run(serve(made(options, token), options, is_token_known=token is not None))
    except WrongUse as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        number = error.errno or 0
        why = os.strerror(number) if number > 0 else error.strerror
        print(
            f"Nothing can listen on {options.host}, port {options.port}: {why}. "
            "Another port may be free: --port 0 takes any.",
            file=sys.stderr,
        )
        return 1
    return 0


def made(options: argparse.Namespace, token: str | None) -> TutorServer:
    """The server that the options ask for; without a token it makes one."""
    from autograd_tutor.web.guard import Guard
    from autograd_tutor.web.server import TutorServer

    return TutorServer(
        Guard(token or secrets.token_urlsafe(32), name_of(options.host), options.public_url),
        command(options),
        None if options.mine else works(options.keep),
        options.visitors,
        options.idle * 60.0,
        options.keep * DAY,
    )


async def serve(server: TutorServer, options: argparse.Namespace, *, is_token_known: bool) -> None:
    """Listen, print the address, and end at a signal. Raises OSError."""
    from aiohttp import web

    loop, end = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end.set)
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=10)
    await runner.setup()
    try:
        await web.TCPSite(runner, options.host, options.port).start()
        port = runner.addresses[0][1]
        print(greeting(server, options, port, is_token_known=is_token_known), flush=True)
        await end.wait()
    finally:
        await runner.cleanup()


def greeting(
    server: TutorServer, options: argparse.Namespace, port: int, *, is_token_known: bool
) -> str:
    """What is printed at the start. A token that the administrator chose is in no log."""
    host = server.guard.host
    host = f"[{host}]" if ":" in host else host
    origin = options.public_url or f"http://{host}:{port}"
    token = "YOUR-TOKEN" if is_token_known else server.guard.token
    work = "your own" if server.works is None else f"each browser's own, in {server.works}"
    lines = [f"Open {origin}/?token={token}", f"The work is {work}. Ctrl+C ends."]
    if options.allow_network and options.public_url is None:
        lines.append("Who listens on the network reads all of it: it goes in plain text.")
    return "\n".join(lines)


def command(options: argparse.Namespace) -> list[str]:
    """What runs a visitor's tutor, with the options that are not the server's own."""
    given = {name: value for name, value in vars(options).items() if name not in OWN}
    theme = COLOURS if options.theme == THEME else options.theme
    words = json.dumps(given | {"command": None, "theme": theme}, default=str)
    return [sys.executable, "-P", "-m", "autograd_tutor.web.tutor", words]


def name_of(host: str) -> str:
    """What a browser calls an address that is listened to; any address is this machine's name."""
    return gethostname() if host in ("0.0.0.0", "::", "") else host


def works(days: int) -> Path:
    """Where each visitor's work is, without that of browsers that stayed away for so many days."""
    place = place_of_works()
    if gone := clear(place, days * DAY):
        whose = "1 browser that was" if gone == 1 else f"{gone} browsers that were"
        print(f"Deleted the work of {whose} not here for {days} days.", file=sys.stderr)
    return place


def place_of_works() -> Path:
    """Where each visitor's work is kept, seen by no other account."""
    state = state_directory().absolute()
    works = state / "visitors"
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        works.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        print(
            f"No work can be kept in {works}: {error.strerror}. It will be lost when a tab is "
            "closed. AUTOGRAD_TUTOR_STATE names another place.",
            file=sys.stderr,
        )
    return works


def chosen_token(path: Path | None) -> str | None:
    """The administrator's token, from a file or a variable; None where there is none.

    Raises WrongUse where it can't be used.
    """
    if path is None:
        where, token = TOKEN_VARIABLE, os.environ.get(TOKEN_VARIABLE)
        if token is None:
            return None
    else:
        where = str(path)
        try:
            token = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not ASCII text"
            raise WrongUse(f"{path} cannot be read: {why}.") from error
    if not re.fullmatch(rf"[A-Za-z0-9_-]{{{LEAST},}}", token):
        raise WrongUse(
            f"The token in {where} needs {LEAST} letters, digits, - or _, or more, made by "
            "chance: python3 -c 'import secrets; print(secrets.token_urlsafe())' makes one."
        )
    return token


def _check_host(options: argparse.Namespace) -> None:
    try:
        is_loopback = ipaddress.ip_address(options.host).is_loopback
    except ValueError:
        is_loopback = options.host == "localhost"
    if not is_loopback and not options.allow_network:
        raise WrongUse(
            f"Others can reach {options.host}, and all goes there in plain text. Leave --host "
            "out and use `ssh -L`, or a TLS proxy and --public-url. If you want it all the same, "
            "add --allow-network."
        )
