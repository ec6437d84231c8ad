"""System call numbers that the attacks use: name=x86_64/aarch64, `-` where there is none."""

from __future__ import annotations

import platform

_TABLE = """
    mkdirat=258/34 openat=257/56 openat2=437/437 open=2/- creat=85/- renameat2=316/276
    fchmodat=268/53 fchmodat2=452/452 fchownat=260/54 utimensat=280/88 setxattr=188/5
    truncate=76/45 fallocate=285/47 copy_file_range=326/285 splice=275/76 fork=57/- vfork=58/-
    clone=56/220 clone3=435/435 execve=59/221 execveat=322/281 socket=41/198 connect=42/203
    sendto=44/206 bind=49/200 listen=50/201 kill=62/129 tkill=200/130 tgkill=234/131
    rt_sigqueueinfo=129/138 rt_tgsigqueueinfo=297/240 pidfd_open=434/434
    pidfd_send_signal=424/424 pidfd_getfd=438/438 ptrace=101/117 process_vm_readv=310/270
    process_vm_writev=311/271 prlimit64=302/261 sched_setaffinity=203/122 setpriority=141/140
    sched_setscheduler=144/119 sched_setattr=314/274 ioprio_set=251/30 ioprio_get=252/31
    bpf=321/280 io_uring_setup=425/425 userfaultfd=323/282 perf_event_open=298/241
    fanotify_init=300/262 inotify_init1=294/26 eventfd2=290/19 signalfd4=289/74
    timerfd_create=283/85 epoll_create1=291/20 memfd_create=319/279 memfd_secret=447/447
    landlock_create_ruleset=444/444 seccomp=317/277 add_key=248/217 keyctl=250/219
    mount=165/40 umount2=166/39 fsopen=430/430 open_tree=428/428 chroot=161/51 unshare=272/97
    setns=308/268 personality=135/92 syslog=103/116 shmget=29/194 shmctl=31/195 semget=64/190
    semctl=66/191 msgget=68/186 msgctl=71/187 mq_open=240/180 mq_unlink=241/181
    name_to_handle_at=303/264 open_by_handle_at=304/265 mlockall=151/230 prctl=157/167
    setsid=112/157 setuid=105/146 unlinkat=263/35 linkat=265/37 symlinkat=266/36
    mknodat=259/33 sendfile=40/71 mmap=9/222 pipe2=293/59 write=1/64 read=0/63
"""


def numbers() -> dict[str, int]:
    """This machine's numbers by name; a call that it lacks has the number -1."""
    column = 0 if platform.machine() == "x86_64" else 1
    entries = (entry.partition("=") for entry in _TABLE.split())
    both = {name: values.split("/") for name, _, values in entries}
    return {name: int(pair[column].replace("-", "-1", 1)) for name, pair in both.items()}
