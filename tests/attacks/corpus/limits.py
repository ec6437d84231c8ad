"""Slowing or starving other processes, and raising one's own limits."""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from tests.attacks.attack import Proof, family

LIMIT = family("limits on others and oneself")

_OTHERS = {
    "prlimit files": "import resource; resource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (5, 5))",
    "raw prlimit": "l = (ctypes.c_uint64 * 2)(1, 1); raw('prlimit64', VICTIM, 7, ctypes.addressof(l), 0)",
    "affinity": "os.sched_setaffinity(VICTIM, {0})",
    "nice": "os.setpriority(os.PRIO_PROCESS, VICTIM, 19)",
    "nice of a group": "os.setpriority(os.PRIO_PGRP, VICTIM, 19)",
    "scheduler": "os.sched_setscheduler(VICTIM, os.SCHED_IDLE, os.sched_param(0))",
    "raw sched_setattr": "a = (ctypes.c_uint32 * 14)(48, 3); raw('sched_setattr', VICTIM, ctypes.addressof(a), 0)",
    "disk priority": "raw('ioprio_set', 1, VICTIM, 3 << 13)",
    "out of memory score": "open(f'/proc/{VICTIM}/oom_score_adj', 'w').write('999')",
    "core dump filter": "open(f'/proc/{VICTIM}/coredump_filter', 'w').write('0')",
}
_OWN = {
    "a higher priority": ("os.setpriority(os.PRIO_PROCESS, 0, -5); hold()", ("root",)),
    "real time": ("os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)); hold()", ("root",)),
    "locked memory": ("raw('mlockall', 1); hold()", ("root",)),
    "core dumps": (
        "import resource; resource.setrlimit(resource.RLIMIT_CORE, (-1, -1)); hold()",
        ("root",),
    ),
    "more files": (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096)); hold()",
        ("user", "root"),
    ),
    "a score never to be killed": (
        "open('/proc/self/oom_score_adj', 'w').write('-500'); hold()",
        ("root",),
    ),
    "a session": (
        "raw('prctl', 4, 1, 0, 0, 0); os.setsid() if os.getpgrp() != os.getpid() else raw('setsid'); hold()",
        ("user", "root"),
    ),
    "another account": ("os.setuid(1); hold()", ("root",)),
}

ATTACKS = (
    *(
        LIMIT(name=f"limit another: {name}", proof=Proof.VICTIM, code=code)
        for name, code in _OTHERS.items()
    ),
    *(
        LIMIT(
            name=f"raise: {name}",
            proof=Proof.IDENTITY,
            code=code,
            accounts=accounts,
            needs="CAP_SYS_RESOURCE" if "score" in name else "",
        )
        for name, (code, accounts) in _OWN.items()
    ),
)
