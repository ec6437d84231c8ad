"""Corners of the kernel that have been ways out of sandboxes before."""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from autograd_tutor.evaluator.confine import Needs
from tests.attacks.attack import Proof, family

KERNEL = family("kernel surfaces")

_HANDLES = {
    "bpf map": (
        "a = (ctypes.c_uint32 * 18)(2, 4, 4, 1); fd = raw('bpf', 0, ctypes.addressof(a), 72); hold()",
        "root",
    ),
    "io_uring": (
        "p = (ctypes.c_uint32 * 30)(); fd = raw('io_uring_setup', 4, ctypes.addressof(p)); hold()",
        "maybe",
    ),
    "userfaultfd": ("fd = raw('userfaultfd', 1); hold()", "maybe"),
    "perf": (
        "a = (ctypes.c_uint32 * 32)(1, 128); a[10] = 0x61; fd = raw('perf_event_open', ctypes.addressof(a), 0, -1, -1, 0); hold()",
        "maybe",
    ),
    "fanotify": ("fd = raw('fanotify_init', 0, 0); hold()", "maybe"),
    "inotify": ("fd = raw('inotify_init1', 0); hold()", "both"),
    "eventfd": ("fd = raw('eventfd2', 0, 0); hold()", "both"),
    "signalfd": (
        "m = ctypes.c_uint64(0); fd = raw('signalfd4', -1, ctypes.addressof(m), 8, 0); hold()",
        "both",
    ),
    "timerfd": ("fd = raw('timerfd_create', 1, 0); hold()", "both"),
    "epoll": ("fd = raw('epoll_create1', 0); hold()", "both"),
    "memfd": ("fd = os.memfd_create('x'); hold()", "both"),
    "secret memory": ("fd = raw('memfd_secret', 0); hold()", "maybe"),
    "landlock ruleset": (
        "a = ctypes.c_uint64(1); fd = raw('landlock_create_ruleset', ctypes.addressof(a), 8, 0); hold()",
        "maybe",
    ),
    "pidfd": ("fd = raw('pidfd_open', VICTIM, 0); hold()", "both"),
    "fsopen": ("fd = raw('fsopen', path('tmpfs'), 0); hold()", "root"),
    "open_tree": ("fd = raw('open_tree', -100, path('/'), 1); hold()", "root"),
    "message queue": ("fd = raw('mq_open', path(SHM), 0o102, 0o600, 0); hold()", "maybe"),
    "seccomp listener": (
        "raw('prctl', 38, 1, 0, 0, 0); f = (ctypes.c_uint64 * 1)(0x7FFF000000000006)\n"
        "p = (ctypes.c_uint64 * 2)(1, ctypes.addressof(f)); fd = raw('seccomp', 1, 8, ctypes.addressof(p)); hold()",
        "maybe",
    ),
    "shared anonymous memory": ("m = mmap.mmap(-1, 1 << 20); m[0] = 1; hold()", "both"),
    "a terminal": ("import pty; fds = pty.openpty(); hold()", "maybe"),
}
_IDENTITY = {
    "user namespace": ("raw('unshare', 0x10000000); hold()", "maybe"),
    "mount namespace": ("raw('unshare', 0x20000); hold()", "root"),
    "network namespace": ("raw('unshare', 0x40000000); hold()", "root"),
    "pid namespace": ("raw('unshare', 0x20000000); hold()", "root"),
    "ipc namespace": ("raw('unshare', 0x08000000); hold()", "root"),
    "uts namespace": ("raw('unshare', 0x04000000); hold()", "root"),
    "cgroup namespace": ("raw('unshare', 0x02000000); hold()", "root"),
    "chroot": ("os.chroot(DIR); hold()", "root"),
    "personality": ("raw('personality', 0x0040000); hold()", "both"),
}
_ON_A_CARD = {
    "eventfd": Needs.CARD,
    "memfd": Needs.MORE,
    "shared anonymous memory": Needs.MORE,
}
_OBJECTS = {
    "System V shared memory": "raw('shmget', 0x61747461, 4096, 0o1600); hold()",
    "System V semaphores": "raw('semget', 0x61747461, 1, 0o1600); hold()",
    "System V messages": "raw('msgget', 0x61747461, 0o1600); hold()",
    "a key": "raw('add_key', path('user'), path('attack'), path('x'), 1, -2); hold()",
}

ATTACKS = (
    *(
        KERNEL(
            name=f"kernel: {name}",
            proof=proof,
            code=code,
            accounts=("root",) if who == "root" else ("user", "root"),
            needs="that kernel part, and leave to use it" if who == "maybe" else "",
            card=_ON_A_CARD.get(name),
        )
        for table, proof in ((_HANDLES, Proof.HANDLE), (_IDENTITY, Proof.IDENTITY))
        for name, (code, who) in table.items()
    ),
    *(
        KERNEL(name=f"kernel: {name}", proof=Proof.HANDLE, code=code, needs="that kernel part")
        for name, code in _OBJECTS.items()
    ),
    KERNEL(
        name="kernel: mount",
        proof=Proof.IDENTITY,
        accounts=("root",),
        code="raw('mount', path('none'), path(DIR + '/empty'), path('tmpfs'), 0, 0); hold()",
    ),
)
