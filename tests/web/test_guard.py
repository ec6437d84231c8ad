"""Who is let in, and what every answer carries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import BaseTestServer, TestServer

from autograd_tutor.web.guard import VISITOR, Guard
from autograd_tutor.web.server import TutorServer
from autograd_tutor.web.works import DAY

TOKEN = "a-token-that-nobody-would-guess"
KEEP = 7 * DAY
PUBLIC = "https://tutor.example.org"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def tutors(guard: Guard, works: Path) -> TestServer:
    return TestServer(TutorServer(guard, ["false"], works, 2, 60.0, KEEP).application())


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[BaseTestServer]:
    async with tutors(Guard(TOKEN, "127.0.0.1"), tmp_path) as server:
        yield server


@pytest.fixture
async def stranger(server: BaseTestServer) -> AsyncIterator[ClientSession]:
    """A browser without any cookie."""
    async with ClientSession(server.make_url("/"), cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


@pytest.fixture
async def guest(stranger: ClientSession) -> ClientSession:
    """A browser that has shown the token."""
    async with stranger.get("/", params={"token": TOKEN}) as response:
        assert response.status == 200
    return stranger


@pytest.mark.parametrize(
    "path",
    ["/", "/?token=", "/?token=wrong", "/?token=%F0%9F%98%80", "/ws", "/static/js/textual.js"],
)
async def test_without_the_token_there_is_a_page_that_says_what_to_do(
    stranger: ClientSession, path: str
) -> None:
    async with stranger.get(path) as response:
        assert response.status == 401
        assert "Open the whole address that" in await response.text()
        assert not response.cookies


async def test_the_token_is_shown_once(stranger: ClientSession) -> None:
    async with stranger.get("/", params={"token": TOKEN}) as response:
        (cookie,) = response.cookies.values()
        assert cookie.value == TOKEN
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert response.headers["Refresh"] == "0; url=/"
        assert TOKEN not in await response.text()


async def test_a_guest_gets_the_page_and_work_of_its_own(guest: ClientSession) -> None:
    async with guest.get("/") as response:
        assert response.status == 200
        name = response.cookies[VISITOR].value
        assert response.cookies[VISITOR]["max-age"] == str(KEEP)
        assert "textual-terminal" in await response.text()
    async with guest.get("/") as response:
        assert response.cookies[VISITOR].value == name
    guest.cookie_jar.clear(lambda cookie: cookie.key == VISITOR)
    guest.cookie_jar.update_cookies({VISITOR: "../../etc"})
    async with guest.get("/") as response:
        other = response.cookies[VISITOR].value
    assert len({name, other, "../../etc"}) == 3


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:1", 200),
        ("localhost:9000", 200),
        ("[::1]:8765", 200),
        ("192.0.2.7", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("[", 403),
    ],
)
async def test_a_name_that_is_not_ours_is_refused(
    guest: ClientSession, host: str, status: int
) -> None:
    async with guest.get("/page/tutor.js", headers={"Host": host}) as response:
        assert response.status == status
    async with guest.get("/", headers={"Host": host}, params={"token": TOKEN}) as response:
        assert response.status == status


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_no_other_page_opens_a_socket(guest: ClientSession, origin: str | None) -> None:
    headers = UPGRADE | ({"Origin": origin} if origin else {})
    async with guest.get("/ws", headers=headers) as response:
        assert response.status == 403
        assert "Another page has asked for this." in await response.text()


async def test_every_answer_is_for_this_page_alone(guest: ClientSession) -> None:
    for path in ("/", "/page/tutor.css", "/static/css/xterm.css", "/nowhere", "/download/x"):
        async with guest.get(path) as response:
            policy = response.headers["Content-Security-Policy"].split("; ")
            assert "default-src 'none'" in policy
            assert "script-src 'self'" in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.status == (404 if path in ("/nowhere", "/download/x") else 200)
    async with guest.get("/page/..%2f..%2fcli.py") as response:
        assert response.status in (403, 404)
    async with guest.get("/static/") as response:
        assert response.status in (403, 404), "no list of files"


async def test_behind_a_proxy_all_is_for_its_name(tmp_path: Path) -> None:
    host = {"Host": "Tutor.Example.org"}
    server = tutors(Guard(TOKEN, "127.0.0.1", PUBLIC), tmp_path)
    async with server, ClientSession(server.make_url("/")) as browser:
        async with browser.get("/", headers=host, params={"token": TOKEN}) as response:
            (cookie,) = response.cookies.values()
            assert cookie["secure"]
        shown = {"Cookie": f"{cookie.key}={cookie.value}"}
        async with browser.get("/", headers=host | shown) as response:
            assert response.status == 200
        async with browser.get("/ws", headers=UPGRADE | shown | {"Origin": PUBLIC}) as response:
            assert response.status == 400, "let in, but it has no name for its work"
