"""What the browser asks for: the page, its files, and the socket that is a visitor's tutor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.download_manager import DownloadManager

from autograd_tutor.web.guard import VISITOR, Guard, harden, refusal, visitor
from autograd_tutor.web.visit import Nonsense, Visit, within
from autograd_tutor.web.works import new_name

PAGE = Path(__file__).with_name("page")
STATIC = Path(textual_serve.__file__).with_name("static")
PATIENCE = 3.0
"""Seconds that a page has to agree that a socket is closed."""
HEARTBEAT = 15.0
"""Seconds between two questions whether the browser is still there."""
LONGEST = 1 << 20
"""Bytes of one message from the page: more than anybody pastes."""


@dataclass
class TutorServer:
    """Serves tutors to visitors, as many at once as `places`."""

    guard: Guard
    command: Sequence[str]
    """What runs a tutor."""
    works: Path | None
    """Where each visitor's own work is; None for that of the account."""
    places: int
    idle: float
    """Seconds without a key after which a tutor is ended."""
    keep: int
    """Seconds that a browser knows the name of its work."""
    heartbeat: float = HEARTBEAT
    _visits: dict[web.WebSocketResponse, Visit] = field(default_factory=dict)
    _downloads: DownloadManager = field(default_factory=DownloadManager)

    def application(self) -> web.Application:
        """All of it, for aiohttp to run."""
        app = web.Application(middlewares=[self.guard.admit])
        app.add_routes(
            [
                web.get("/", self.page),
                web.get("/ws", self.socket),
                web.get("/download/{key}", self.download),
                web.static("/static", STATIC),
                web.static("/page", PAGE),
            ]
        )
        app.on_response_prepare.append(harden)
        app.on_shutdown.append(self._close)
        return app

    async def page(self, request: web.Request) -> web.Response:
        """The page with the terminal, or that no place is free."""
        if self._is_full() and not self._here(self._state(request)):
            return self._full()
        text = (PAGE / "index.html").read_text(encoding="utf-8")
        response = web.Response(text=text, content_type="text/html")
        if self.works is not None:
            self.guard.set_cookie(response, VISITOR, visitor(request) or new_name(), self.keep)
        return response

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """A tutor for as long as the page is there."""
        state = self._state(request)
        if self.works is not None and state is None:
            return refusal(400, "The page is too old.", "Load it anew.")
        if self._is_full():
            await self._leave_to_newer(state)
        if self._is_full():
            return self._full()
        socket = web.WebSocketResponse(
            heartbeat=self.heartbeat, timeout=PATIENCE, max_msg_size=LONGEST
        )
        visit = self._visits[socket] = Visit(self.command, state, socket, self._downloads)
        try:
            await socket.prepare(request)
            await visit.start(*_size(request))
            await self._follow(socket, visit)
        finally:
            await asyncio.shield(self._end(socket, visit))
        return socket

    def _end(self, socket: web.WebSocketResponse, visit: Visit) -> asyncio.Task[None]:
        """See a visit to its end, even if who waits for that is cancelled; then make room."""

        def ended(_: object) -> None:
            del self._visits[socket]
            visit.ended.set()

        ending = asyncio.create_task(visit.stop())
        ending.add_done_callback(ended)
        return ending

    def _state(self, request: web.Request) -> Path | None:
        """Where the work of this browser is, if it has any of its own."""
        name = visitor(request)
        return self.works / name if self.works is not None and name is not None else None

    def _here(self, state: Path | None) -> list[tuple[web.WebSocketResponse, Visit]]:
        """The visits of a browser, or all where the account's own work is seen."""
        return [each for each in self._visits.items() if each[1].state == state]

    async def _leave_to_newer(self, state: Path | None) -> None:
        """End a browser's older page: it was loaded anew, or nobody looks at it."""
        for socket, visit in self._here(state)[:1]:
            await socket.close()
            await visit.ended.wait()

    async def _follow(self, socket: web.WebSocketResponse, visit: Visit) -> None:
        """Pass on what the page sends, until it closes, sends nothing more, or nonsense."""
        try:
            while True:
                message = await socket.receive(timeout=self.idle)
                if message.type is not WSMsgType.TEXT:
                    break
                await visit.obey(message.data)
        except (TimeoutError, Nonsense):
            pass
        await socket.close()

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file that a tutor hands over: its key is told to that tutor's page alone."""
        key = request.match_info["key"]
        try:
            about = await self._downloads.get_download_metadata(key)
        except KeyError:
            return refusal(404, "There is no such file.", "Save it once more.")
        response = web.StreamResponse()
        response.content_type = "text/plain"
        response.charset = "utf-8"
        name = quote(about.file_name)
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        with suppress(ConnectionError):  # a browser may want no more of it
            await response.prepare(request)
            async for chunk in self._downloads.download(key):
                await response.write(chunk)
            await response.write_eof()
        return response

    def _is_full(self) -> bool:
        return len(self._visits) >= self.places

    def _full(self) -> web.Response:
        count = "The one place is" if self.places == 1 else f"All {self.places} places are"
        return refusal(503, "No place is free.", f"{count} taken. Come back in a while.")

    async def _close(self, _: web.Application) -> None:
        visits = list(self._visits.items())
        await asyncio.gather(*(socket.close(code=1001) for socket, _ in visits))
        await asyncio.gather(*(visit.ended.wait() for _, visit in visits))


def _size(request: web.Request) -> tuple[int, int]:
    given = [request.query.get(name, "") for name in ("width", "height")]
    width, height = (
        int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else usual
        for text, usual in zip(given, (80, 24), strict=True)
    )
    return within(width, height)
