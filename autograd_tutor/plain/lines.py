"""Standard input, a line at a time, read only when a line is wanted."""

from __future__ import annotations

import asyncio
import codecs
import os

BLOCK = 65_536


class BrokenOff(Exception):
    """Ctrl-C was pressed while a line was waited for."""


class Lines:
    """Lines from a terminal, a pipe or a file. Use it within one event loop."""

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._text = ""
        self._ended = False
        self._broken_off = False
        self._wake = asyncio.Event()
        self._waiting = False

    async def next(self) -> str | None:
        """The next line, None at the end. Raises BrokenOff."""
        while "\n" not in self._text and not self._ended:
            data = await self._read()
            self._text += self._decoder.decode(data, final=not data)
            self._ended = self._ended or not data
        line, newline, self._text = self._text.partition("\n")
        return line.removesuffix("\r") if line or newline else None

    def break_off(self) -> None:
        """Have the one who waits for a line hear BrokenOff; nothing happens if nobody does."""
        self._broken_off = self._waiting
        self._wake.set()

    def end(self) -> None:
        """Give no more lines."""
        self._ended, self._text = True, ""
        self._wake.set()

    async def _read(self) -> bytes:
        """What there is to read next, b"" at the end."""
        loop = asyncio.get_running_loop()
        self._wake.clear()
        try:
            loop.add_reader(self._descriptor, self._wake.set)
        except PermissionError:  # a file: it never makes anybody wait
            return os.read(self._descriptor, BLOCK)
        except OSError:  # it is closed
            return b""
        self._waiting = True
        try:
            await self._wake.wait()
        finally:
            self._waiting = False
            loop.remove_reader(self._descriptor)
        if self._broken_off:
            self._broken_off = False
            raise BrokenOff
        return b"" if self._ended else self._read_now()

    def _read_now(self) -> bytes:
        try:
            return os.read(self._descriptor, BLOCK)
        except OSError:  # the terminal is gone
            return b""
