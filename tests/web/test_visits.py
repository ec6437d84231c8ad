"""Places, and the ends of visits: whatever ends one, no process is left."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType
from aiohttp.test_utils import BaseTestServer, TestServer
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.web import visit
from autograd_tutor.web.commands import TOKEN_VARIABLE
from autograd_tutor.web.guard import VISITOR, Guard
from autograd_tutor.web.server import TutorServer
from autograd_tutor.web.visit import HEIGHTS, WIDTHS, within
from autograd_tutor.web.works import DAY, clear

from .conftest import Serve

TOKEN = "a-token-that-nobody-would-guess"
DEAF = [
    sys.executable,
    "-c",
    r"import time; print('__GANGLION__\nD\0\0\0\1x', end='', flush=True); time.sleep(600)",
]
"""What says one word and hears nothing, as a tutor that hangs."""
GONE = [sys.executable, "-c", "raise SystemExit(1)"]
PATIENT = 60.0


@asynccontextmanager
async def visited(
    tmp_path: Path, command: list[str], *, idle: float = PATIENT, heartbeat: float = PATIENT
) -> AsyncIterator[tuple[ClientSession, BaseTestServer]]:
    """A browser that may come in, and the one place that the server has."""
    tutor = TutorServer(Guard(TOKEN, "127.0.0.1"), command, tmp_path, 1, idle, DAY, heartbeat)
    async with TestServer(tutor.application()) as server, let_in(server) as session:
        async with session.get("/") as response:
            assert response.status == 200
        yield session, server


@asynccontextmanager
async def let_in(server: BaseTestServer) -> AsyncIterator[ClientSession]:
    """A browser that has shown the token."""
    jar = CookieJar(unsafe=True)
    async with ClientSession(server.make_url("/"), cookie_jar=jar) as session:
        async with session.get("/", params={"token": TOKEN}) as response:
            assert response.status == 200
        yield session


async def come(session: ClientSession, server: BaseTestServer) -> ClientWebSocketResponse:
    """A socket whose tutor has said its first word."""
    socket = await session.ws_connect("/ws?width=90&height=30", origin=origin(server))
    assert (await socket.receive(timeout=PATIENT)).type is WSMsgType.BINARY
    return socket


def origin(server: BaseTestServer) -> str:
    return str(server.make_url("")).rstrip("/")


def work_of(session: ClientSession, server: BaseTestServer, works: Path) -> Path:
    """Where the work of a browser is, by the name in its cookie."""
    return works / session.cookie_jar.filter_cookies(server.make_url("/"))[VISITOR].value


Tutors = Callable[[], list[psutil.Process]]


@pytest.fixture
def tutors() -> Tutors:
    """The processes that there are since the test began."""
    before = set(psutil.Process().children())
    return lambda: [each for each in psutil.Process().children() if each not in before]


async def all_gone(processes: list[psutil.Process]) -> None:
    _, alive = await asyncio.to_thread(psutil.wait_procs, processes, 60)
    assert not alive


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "PATIENCE", 0.1)


NONSENSE = (
    "",
    "[" * 100_000,
    "null",
    '["stdin"]',
    '["stdin", 1]',
    '["resize", {"width": "1", "height": 1}]',
    '["exec", "ls"]',
    b"bytes",
)


@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
async def test_a_page_that_is_not_ours_is_cut_off(
    tmp_path: Path, tutors: Tutors, nonsense: str | bytes
) -> None:
    async with visited(tmp_path, DEAF) as (session, server):
        socket = await come(session, server)
        (tutor,) = tutors()
        if isinstance(nonsense, str):
            await socket.send_str(nonsense)
        else:
            await socket.send_bytes(nonsense)
        assert (await socket.receive(timeout=PATIENT)).type is WSMsgType.CLOSE
        await all_gone([tutor])


async def test_who_does_nothing_for_long_makes_room(tmp_path: Path, tutors: Tutors) -> None:
    async with visited(tmp_path, DEAF, idle=0.2) as (session, server):
        async with session.ws_connect("/ws", origin=origin(server)) as socket:
            while (await socket.receive(timeout=PATIENT)).type is WSMsgType.BINARY:
                pass
            assert socket.closed
        await all_gone(tutors())


async def test_a_browser_that_vanishes_is_noticed(tmp_path: Path, tutors: Tutors) -> None:
    async with visited(tmp_path, DEAF, heartbeat=0.2) as (session, server):
        async with session.ws_connect("/ws", origin=origin(server), autoping=False) as socket:
            while (await socket.receive(timeout=PATIENT)).type is not WSMsgType.CLOSED:
                assert not socket.closed
        await all_gone(tutors())


async def test_a_tutor_that_fails_ends_the_page(tmp_path: Path) -> None:
    async with visited(tmp_path, GONE) as (session, server):
        socket = await session.ws_connect("/ws", origin=origin(server))
        assert (await socket.receive(timeout=PATIENT)).type is WSMsgType.CLOSE


async def test_the_next_one_waits_for_a_place(tmp_path: Path, tutors: Tutors) -> None:
    async with visited(tmp_path, DEAF) as (session, server), let_in(server) as stranger:
        first = await come(session, server)
        async with stranger.get("/") as response:
            assert response.status == 503
            assert "The one place is taken. Come back in a while." in await response.text()
        (tutor,) = tutors()
        await first.close()
        await all_gone([tutor])
        status = 503
        while status == 503:
            async with stranger.get("/") as response:
                status = response.status
        assert status == 200


async def test_a_page_loaded_anew_keeps_its_place(tmp_path: Path, tutors: Tutors) -> None:
    async with visited(tmp_path, DEAF) as (session, server):
        older = await come(session, server)
        (tutor,) = tutors()
        async with session.get("/") as response:
            assert response.status == 200
        newer, told = await asyncio.gather(come(session, server), older.receive())
        assert told.type is WSMsgType.CLOSE
        await all_gone([tutor])
        assert len(tutors()) == 1
        await newer.close()


async def test_what_a_tutor_uses_stays_however_old_it_is(tmp_path: Path, tutors: Tutors) -> None:
    async with visited(tmp_path, DEAF) as (session, server):
        work = work_of(session, server, tmp_path)
        socket = await come(session, server)
        running = tutors()
        os.utime(work, (0, 0))
        assert clear(tmp_path, DAY) == 0
        await socket.close()
        await all_gone(running)
        assert clear(tmp_path, DAY) == 1


async def test_who_comes_back_was_seen(tmp_path: Path, tutors: Tutors) -> None:
    async with visited(tmp_path, DEAF) as (session, server):
        work = work_of(session, server, tmp_path)
        work.mkdir()
        os.utime(work, (0, 0))
        socket = await come(session, server)
        running = tutors()
        await socket.close()
        await all_gone(running)
        assert clear(tmp_path, DAY) == 0


@given(st.integers(), st.integers())
def test_a_terminal_has_a_size_that_can_be_drawn(width: int, height: int) -> None:
    columns, rows = within(width, height)
    assert WIDTHS[0] <= columns <= WIDTHS[1]
    assert HEIGHTS[0] <= rows <= HEIGHTS[1]


async def test_a_tutor_outlives_no_server(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real one, its server killed; it knows the place of its work, and not the token."""
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    served = serve()
    assert TOKEN not in served.link, "nor does a log"
    async with ClientSession(served.origin, cookie_jar=CookieJar(unsafe=True)) as session:
        for query in ({"token": TOKEN}, {}):
            async with session.get("/", params=query):
                pass
        async with session.ws_connect("/ws", origin=served.origin) as socket:
            screen = ""
            while "What autograd is" not in screen:
                message = await socket.receive(timeout=60)
                screen += message.data.decode() if message.type is WSMsgType.BINARY else ""
            tutors = served.tutors()
            assert len(tutors) > 1, "the tutor and its evaluator"
            assert not any(TOKEN in each.environ().values() for each in tutors)
            served.process.kill()
            await all_gone(tutors)
    (work,) = (served.state / "visitors").iterdir()
    assert (work / "progress.sqlite3").exists()
