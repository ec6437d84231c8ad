"""The process that has torch and makes workers: forked off it, or spawned where that is unsafe.

Its parent, the server, reads what learners and graders send; this process never does, so that no
worker is born with another's words in its memory. It stays single-threaded and runs not one torch
operation: a parallel operation before a fork hangs every child, and so much as asking for CUDA
devices poisons CUDA in them.
"""

from __future__ import annotations

import gc
import json
import os
import re
import select
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from .confine import Account, ConfineError, Plan, privileges
from .confine.libc import LINUX
from .customers import (
    ADMIT,
    BORN,
    ENDED,
    FAILED,
    MAKE,
    MESSAGE,
    PIPES,
    READY,
    SIGNAL,
    SIGNALS,
    Customer,
    parsed,
)
from .options import OLDEST_TORCH, Options
from .pipes import wake_on_child_end
from .plans import PROCESSOR, plan_for

NO_TORCH = "Install torch there, or name another Python with --python"
GUEST_WORKERS = 32
"""Workers of one guest at a time; the tutor has eight at most, and a few that are about to end."""
FAIR_WORKERS = 8
"""From the ninth on, an account's workers only get what processor time nobody else wants."""


def serve(control: socket.socket, options: Options, server: int) -> NoReturn:
    """Import torch, then make workers until the server hangs up.

    It hears of that only once torch is imported: until then, it ends when the server does.
    """
    gc.disable()  # what is imported stays: looking for garbage in it costs a tenth of the import
    if LINUX:
        privileges.bind_to_parent(server)
    try:
        why = "" if options.spawn else _trouble_with_torch()
    except BaseException as error:
        why = f"{sys.executable} cannot import torch: {type(error).__name__}: {error}"
        if isinstance(error, ModuleNotFoundError) and error.name == "torch":
            why = f"{sys.executable} has no torch. {NO_TORCH}"
    if why:
        said = why.encode(errors="replace")
        control.sendall(MESSAGE.pack(FAILED, 0, len(said)) + said)
        os._exit(1)
    if LINUX:
        privileges.unbind()
    gc.freeze()
    gc.enable()
    Zygote(control, options).run()


def _trouble_with_torch() -> str:
    """Import torch and what runs on it; why it can't be used, or nothing."""
    import torch

    version = str(getattr(torch, "__version__", "of an unknown version"))
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < OLDEST_TORCH:
        return f"{sys.executable} has torch {version}; 2.4 or newer is needed"
    from . import worker  # noqa: F401

    return ""


class Zygote:
    """Obeys its servers, and tells each of its workers that ended.

    The first of them owns it: it admits the others, each for an account, and ends with it. What a
    guest says is not trusted, since it may be in the hands of that account: it can have workers
    that run as this account, and signal those.
    """

    def __init__(self, control: socket.socket, options: Options) -> None:
        self._owner = Customer(control, None)
        self._customers = {control.fileno(): self._owner}
        self._options = options
        self._plans: dict[int, Plan] = {}
        self._parents: dict[int, Customer] = {}
        self._wakeup = wake_on_child_end()
        self._poll = select.poll()

    def run(self) -> NoReturn:
        """Serve until the owner has gone, then leave no process behind."""
        self._poll.register(self._owner.control, select.POLLIN)
        self._poll.register(self._wakeup, select.POLLIN)
        with suppress(ConnectionError):
            self._owner.tell(READY, 0, 0)
            while True:
                for fd, _ in self._poll.poll():
                    if fd == self._wakeup:
                        self._reap()
                    elif fd in self._customers:
                        self._serve(self._customers[fd])
        for each in self._customers.values():
            each.end_children()
        os._exit(0)

    def _serve(self, customer: Customer) -> None:
        """Do what one server asks; a guest who asks for anything else has to leave."""
        try:
            data, fds, _, _ = socket.recv_fds(
                customer.control, MESSAGE.size, PIPES, socket.MSG_WAITALL
            )
        except BlockingIOError:
            return
        except ConnectionError:
            data, fds = b"", []
        try:
            self._obey(customer, data, fds)
        except (OSError, ValueError):
            if customer is self._owner:
                raise
            self._dismiss(customer)
        finally:
            for fd in fds:
                os.close(fd)

    def _obey(self, customer: Customer, data: bytes, fds: list[int]) -> None:
        if customer is self._owner and len(data) < MESSAGE.size:
            raise ConnectionError("the owner has gone")
        what, pid, number = parsed(data)
        if what == ADMIT and customer is self._owner:
            self._admit(number, fds[0])
        elif what == MAKE and len(fds) == PIPES:
            self._make(customer, fds, number)
        elif what == SIGNAL and number in SIGNALS:
            if pid in customer.children:
                os.kill(pid, number)
        else:
            raise ValueError("no such request")

    def _admit(self, size: int, fd: int) -> None:
        """Serve one more: who it is comes from the owner, never from itself."""
        uid, gid, groups = json.loads(self._owner.control.recv(size, socket.MSG_WAITALL))
        account = None if uid is None else Account(uid, gid, tuple(groups))
        guest = Customer(socket.socket(fileno=os.dup(fd)), account)
        guest.control.setblocking(False)
        self._customers[guest.control.fileno()] = guest
        self._poll.register(guest.control, select.POLLIN)
        try:
            guest.tell(READY, 0, 0)
        except OSError:
            self._dismiss(guest)

    def _dismiss(self, guest: Customer) -> None:
        """End all that a guest has, who left or misbehaved."""
        self._poll.unregister(guest.control)
        del self._customers[guest.control.fileno()]
        guest.control.close()
        guest.end_children()

    def _make(self, customer: Customer, fds: list[int], place: int) -> None:
        if customer is not self._owner and len(customer.children) >= GUEST_WORKERS:
            raise ValueError("too many workers")
        make = self._spawn if self._options.spawn else self._fork
        try:
            born = make(fds, customer.account, place)
        except BlockingIOError as error:
            self._tell_failure(customer, f"no process can be started: {error.strerror}")
            return
        except ConfineError as error:
            self._tell_failure(customer, str(error))
            return
        customer.children.add(born)
        self._parents[born] = customer
        customer.tell(BORN, born, 0)

    def _tell_failure(self, customer: Customer, why: str) -> None:
        said = why.encode()
        customer.tell(FAILED, 0, len(said))
        customer.control.sendall(said)

    def _fork(self, fds: list[int], account: Account | None, place: int) -> int:
        from . import worker

        if place not in self._plans:
            self._plans[place] = plan_for(self._options, place)
        plan = self._plans[place]._replace(account=account)
        crowd = self._workers_of(account)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                if crowd >= FAIR_WORKERS:
                    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
                share, trial = self._options.gpu_memory, place > PROCESSOR
                worker.main(fds[0], fds[1], fds[2], plan, parent, share, on_trial=trial)
            finally:
                os._exit(worker.BROKEN)
        return pid

    def _workers_of(self, account: Account | None) -> int:
        """How many a guest's account has by now, over all of its servers."""
        if account is None:
            return 0
        return sum(
            len(each.children)
            for each in self._customers.values()
            if each.account is not None and each.account.uid == account.uid
        )

    def _spawn(self, fds: list[int], _account: Account | None, place: int) -> int:
        """Start a worker from nothing, which imports torch itself."""
        for fd in fds:
            os.set_inheritable(fd, True)
        archive = getattr(__spec__.loader, "archive", None)  # that a far server came in
        boot = archive or str(Path(__file__).with_name("boot.py"))
        ours = [str(each) for each in (*fds, os.getpid(), place)]
        arguments = [sys.executable, boot, "worker", *ours, *self._options.arguments()]
        return os.posix_spawn(sys.executable, arguments, dict(os.environ))

    def _reap(self) -> None:
        """Collect every worker that ended."""
        os.read(self._wakeup, 4096)
        while self._parents:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            customer = self._parents.pop(pid)
            customer.children.discard(pid)
            if customer.control.fileno() in self._customers:
                self._tell_end(customer, pid, status)

    def _tell_end(self, customer: Customer, pid: int, status: int) -> None:
        try:
            customer.tell(ENDED, pid, status)
        except OSError:
            if customer is self._owner:
                raise
            self._dismiss(customer)
