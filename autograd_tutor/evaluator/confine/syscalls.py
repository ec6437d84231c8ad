"""System call numbers, for the calls that the filter speaks of and those that confine us.

Copied from the kernel's tables (x86: arch/x86/entry/syscalls/syscall_64.tbl, aarch64:
include/uapi/asm-generic/unistd.h), which never change a number once given. A test compares
them with the installed kernel headers.
"""

from __future__ import annotations

import platform
import sys


def _table(text: str) -> dict[str, int]:
    pairs = (entry.split("=") for entry in text.split())
    return {name: int(number) for name, number in pairs}


X86_64 = _table(
    """
    read=0 write=1 open=2 close=3 stat=4 fstat=5 lstat=6 poll=7 lseek=8 mmap=9 mprotect=10
    munmap=11 brk=12 rt_sigaction=13 rt_sigprocmask=14 rt_sigreturn=15 ioctl=16 pread64=17 readv=19
    writev=20 access=21 select=23 sched_yield=24 mremap=25 madvise=28 dup=32 dup2=33 pause=34
    nanosleep=35 getitimer=36 alarm=37 setitimer=38 getpid=39 clone=56 exit=60 kill=62 uname=63
    fcntl=72 ftruncate=77 getcwd=79 readlink=89 gettimeofday=96 getrlimit=97 getrusage=98
    sysinfo=99 times=100 getuid=102 getgid=104 geteuid=107 getegid=108 getppid=110 getpgrp=111
    capget=125 capset=126 rt_sigpending=127 rt_sigtimedwait=128 rt_sigsuspend=130 sigaltstack=131
    statfs=137 fstatfs=138 getpriority=140 setpriority=141 sched_getparam=143
    sched_getscheduler=145 sched_get_priority_max=146 sched_get_priority_min=147 prctl=157
    arch_prctl=158 gettid=186 tkill=200 time=201 futex=202 sched_setaffinity=203
    sched_getaffinity=204 getdents64=217 set_tid_address=218 restart_syscall=219 clock_gettime=228
    clock_getres=229 clock_nanosleep=230 exit_group=231 tgkill=234 mbind=237 set_mempolicy=238
    get_mempolicy=239 openat=257 newfstatat=262 readlinkat=267 faccessat=269 pselect6=270 ppoll=271
    set_robust_list=273 fallocate=285 eventfd2=290 dup3=292 pipe2=293 prlimit64=302 getcpu=309
    seccomp=317 getrandom=318 memfd_create=319 membarrier=324 statx=332 rseq=334 clone3=435
    close_range=436 openat2=437 faccessat2=439 landlock_create_ruleset=444 landlock_add_rule=445
    landlock_restrict_self=446
    """
)

AARCH64 = _table(
    """
    getcwd=17 eventfd2=19 dup=23 dup3=24 fcntl=25 ioctl=29 statfs=43 fstatfs=44 ftruncate=46
    fallocate=47 faccessat=48 openat=56 close=57 pipe2=59 getdents64=61 lseek=62 read=63 write=64
    readv=65 writev=66 pread64=67 pselect6=72 ppoll=73 readlinkat=78 newfstatat=79 fstat=80
    capget=90 capset=91 exit=93 exit_group=94 set_tid_address=96 futex=98 set_robust_list=99
    nanosleep=101 getitimer=102 setitimer=103 clock_gettime=113 clock_getres=114
    clock_nanosleep=115 sched_getscheduler=120 sched_getparam=121 sched_setaffinity=122
    sched_getaffinity=123 sched_yield=124 sched_get_priority_max=125 sched_get_priority_min=126
    restart_syscall=128 kill=129 tkill=130 tgkill=131 sigaltstack=132 rt_sigsuspend=133
    rt_sigaction=134 rt_sigprocmask=135 rt_sigpending=136 rt_sigtimedwait=137 rt_sigreturn=139
    setpriority=140 getpriority=141 times=153 uname=160 getrlimit=163 getrusage=165 prctl=167
    getcpu=168 gettimeofday=169 getpid=172 getppid=173 getuid=174 geteuid=175 getgid=176
    getegid=177 gettid=178 sysinfo=179 brk=214 munmap=215 mremap=216 clone=220 mmap=222
    mprotect=226 madvise=233 mbind=235 get_mempolicy=236 set_mempolicy=237 prlimit64=261
    seccomp=277 getrandom=278 memfd_create=279 membarrier=283 statx=291 rseq=293 clone3=435
    close_range=436 openat2=437 faccessat2=439 landlock_create_ruleset=444 landlock_add_rule=445
    landlock_restrict_self=446
    """
)


def machine() -> str | None:
    """The architecture whose tables hold for this process, None where we have none.

    A 32-bit Python on a 64-bit kernel uses other numbers, so it has none.
    """
    name = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine(), platform.machine())
    known = sys.platform == "linux" and sys.byteorder == "little" and sys.maxsize > 2**32
    return name if known and name in TABLES else None


TABLES = {"x86_64": X86_64, "aarch64": AARCH64}
