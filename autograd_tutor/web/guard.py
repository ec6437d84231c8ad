"""Who may come in: who shows the token, at an address that is ours, from a page that is ours."""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from autograd_tutor.web.works import is_name

VISITOR = "autograd-tutor-visitor"
"""The cookie with the name of a browser's own work."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""A page may use what this server gives, and nothing else. xterm.js writes styles of its own."""
SHOW_LINK = (
    "Open the whole address that `autograd-tutor web` printed when it started, "
    "with its ?token= and what follows. Whoever started it can tell you."
)


@dataclass(frozen=True)
class Guard:
    """Refuses what is not from a visitor with the token, in words that say what to do."""

    token: str
    host: str
    public: str | None = None
    """The origin that browsers see where a proxy stands between; else their own Host is it."""

    @property
    def cookie(self) -> str:
        """A name of its own for each token: servers on other ports get the same cookies."""
        return f"autograd-tutor-{sha256(self.token.encode()).hexdigest()[:8]}"

    @web.middleware
    async def admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request through, hand out the cookie for a token, or refuse."""
        if not self._is_ours(request.host):
            return refusal(403, "This is not the tutor's address.", SHOW_LINK)
        shown = request.query.get("token") if request.path == "/" else None
        if not self._is_token(shown or request.cookies.get(self.cookie, "")):
            return refusal(401, "You need the tutor's whole address.", SHOW_LINK)
        if request.path == "/ws" and not self._is_own_page(request):
            return refusal(403, "Another page has asked for this.", SHOW_LINK)
        return self._welcome() if shown else await handler(request)

    def _is_token(self, shown: str) -> bool:
        return hmac.compare_digest(shown.encode(errors="replace"), self.token.encode())

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names us: a stranger's name may have been led to our address.

        A number can't be.
        """
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in ("localhost", self.host.lower(), urlsplit(self.public or "").hostname):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _is_own_page(self, request: web.Request) -> bool:
        origin = request.headers.get("Origin", "").lower()
        host = request.host.lower()
        return origin in (f"http://{host}", f"https://{host}", self.public)

    def _welcome(self) -> web.Response:
        """Hand out the cookie and go on to the bare address.

        A redirect would not do: after a link in a mail, no browser sends a strict cookie along.
        """
        response = _page("Welcome", '<a href="/">Go on</a>', 200)
        response.headers["Refresh"] = "0; url=/"
        self.set_cookie(response, self.cookie, self.token, None)
        return response

    def set_cookie(
        self, response: web.Response, name: str, value: str, max_age: int | None
    ) -> None:
        """Set a cookie that no script reads and no other site has sent along."""
        is_secure = (self.public or "").startswith("https:")
        response.set_cookie(
            name, value, max_age=max_age, httponly=True, samesite="Strict", secure=is_secure
        )


def visitor(request: web.Request) -> str | None:
    """The name of a browser's own work, if it has one."""
    name = request.cookies.get(VISITOR, "")
    return name if is_name(name) else None


def refusal(status: int, title: str, what_to_do: str) -> web.Response:
    """A plain page that says what to do."""
    return _page(title, f"{escape(what_to_do)} <a href='/'>Try again</a>", status)


def _page(title: str, body: str, status: int) -> web.Response:
    text = (
        f"<!doctype html><html lang='en'><meta charset='utf-8'>"
        f"<link rel='icon' href='data:,'><title>{title}</title>"
        f"<h1>{title}</h1><p>{body}</p></html>"
    )
    return web.Response(text=text, status=status, content_type="text/html")


async def harden(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on whatever is answered."""
    response.headers.update(HEADERS)
