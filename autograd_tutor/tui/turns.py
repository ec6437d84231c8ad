"""Keys in turn: each is given out only when all that the one before it does has been done."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TypeAlias

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

Typed: TypeAlias = events.Key | events.Paste
PATIENCE = 1.0
"""Seconds after which keys go on although the one before was not heard of again."""


class Done(Message):
    """Follows a key through every queue that the key goes through, up to the application."""

    def __init__(self, screen: Screen[object]) -> None:
        """The key was given to this screen."""
        super().__init__()
        self.screen = screen


class Free(Message):
    """A screen that was busy takes keys again."""


class KeysInTurn(App[None]):
    """Keys of one burst, as over a slow line, act as if they had come one by one.

    Textual gives each key to what has the focus when it arrives. A key before it that is still to
    move the focus, to open a screen or a step, or to run something, would be overtaken.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[Typed] = deque()
        self._in_hand: Done | None = None
        self._given_up: asyncio.TimerHandle | None = None

    def is_busy(self, event: Typed) -> bool:
        """Whether this key has to wait for a `Free`."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """Take keys; the rest is Textual's."""
        if isinstance(event, Typed) and not event.is_forwarded:
            if isinstance(event, events.Key) and event.key.startswith("alt+"):
                event.character = None  # else a field would type it where the key does nothing
            self._waiting.append(event)
            await self._go_on()
        else:
            await super().on_event(event)

    async def _go_on(self) -> None:
        while self._waiting and self._in_hand is None and not self.is_busy(self._waiting[0]):
            target, done = self.focused or self.screen, Done(self.screen)
            self._in_hand = done
            await super().on_event(self._waiting.popleft())
            self._follow(target, done)

    def _follow(self, target: Widget, done: Done) -> None:
        """Wait until `done` has gone all the way from a widget to the application."""
        self._in_hand = done if target.post_message(done) else None
        if self._in_hand is not None:
            loop = asyncio.get_running_loop()
            self._given_up = loop.call_later(PATIENCE, self.post_message, done)

    def on_done(self, message: Done) -> None:
        """Go on after what the key has asked the application for, such as to move the focus."""
        self.call_later(self._is_done, message)

    async def _is_done(self, message: Done) -> None:
        """Give out the next key, once a screen that this one has opened can take it."""
        if message is self._in_hand:
            self._in_hand = None
            if self._given_up is not None:
                self._given_up.cancel()
            if self.screen is not message.screen:
                self._follow(self.screen, Done(self.screen))
        await self._go_on()

    async def on_free(self, message: Free) -> None:
        """Give out the next key."""
        await self._go_on()
