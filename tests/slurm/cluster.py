"""A Slurm of its own for the tests: munged, a controller and one node, all on this host."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

PROGRAMS = ("munged", "slurmctld", "slurmd", "srun", "scontrol", "squeue", "scancel", "sbatch")
CPUS = 2
PATIENCE = 60.0
JOB = re.compile(rb"SLURM_JOB_ID=")
CONFIGURATION = """\
ClusterName=tutor
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={at}/munge.socket
CredType=cred/munge
StateSaveLocation={at}/state
SlurmdSpoolDir={at}/spool
SlurmctldPidFile={at}/slurmctld.pid
SlurmdPidFile={at}/slurmd.pid
SlurmctldLogFile={at}/slurmctld.log
SlurmdLogFile={at}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SlurmdTimeout=10
SchedulerParameters=sched_min_interval=0,bf_interval=1
ReturnToService=1
KillWait=1
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def missing() -> str:
    """Why there can be no Slurm here, or nothing."""
    if os.geteuid() != 0:
        return "a Slurm of its own is started by root only"
    if not all(map(program, PROGRAMS)):
        return "there is no Slurm: apt install slurm-wlm munge"
    return ""


def program(name: str) -> str | None:
    """Where it is; root's path may lack the directories of daemons."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """One node of two processors. All it is lies below the directory `at`, which is to be short."""

    def __init__(self, at: Path) -> None:
        self.at = at
        self.host = socket.gethostname().partition(".")[0]
        self.environment = {**os.environ, "SLURM_CONF": str(at / "slurm.conf")}
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Return once the node takes jobs."""
        (self.at / "munge.key").write_bytes(os.urandom(128))
        (self.at / "munge.key").chmod(0o600)
        for name in ("state", "spool"):
            (self.at / name).mkdir()
        (self.at / "slurm.conf").write_text(
            CONFIGURATION.format(
                at=self.at,
                host=self.host,
                cpus=CPUS,
                controller_port=free_port(),
                node_port=free_port(),
            )
        )
        files = {"key": "munge.key", "socket": "munge.socket", "pid": "munge.pid"}
        files |= {"log": "munge.log", "seed": "munge.seed"}
        named = [
            f"--{option}-file={self.at / name}"
            for option, name in files.items()
            if option != "socket"
        ]
        self._run(
            "munged", "--foreground", "--force", f"--socket={self.at / 'munge.socket'}", *named
        )
        self._until(lambda: (self.at / "munge.socket").exists(), "munged")
        self._run("slurmctld", "-D", "-c", "-i")
        self.start_node()

    def start_node(self) -> None:
        """Let the node come up, or up again."""
        self._run("slurmd", "-D", "-N", self.host)
        self.wait_idle()

    def lose_node(self) -> None:
        """Have it go as in a power cut: its daemon, and all that it runs."""
        self.end("slurmd")
        self._kill_steps()

    def stop(self) -> None:
        """Leave nothing behind."""
        for daemon in ("slurmd", "slurmctld", "munged"):
            self.end(daemon)
        self._kill_steps()

    def _kill_steps(self) -> None:
        """Kill what runs on the node: it has this cluster's configuration in its environment.

        `slurmstepd` has a hole in its own, where psutil stops to read.
        """
        ours = f"SLURM_CONF={self.environment['SLURM_CONF']}".encode()
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                found = Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
                on_node = process.name() == "slurmstepd" or any(map(JOB.match, found))
                if on_node and ours in found:
                    process.kill()

    def end(self, daemon: str) -> None:
        """End one of the three."""
        with suppress(KeyError):
            process = self._daemons.pop(daemon)
            process.kill()
            process.wait()

    def ask(self, *command: str) -> str:
        """What one of Slurm's programs says."""
        asked = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=PATIENCE
        )
        return asked.stdout

    def jobs(self, state: str) -> list[str]:
        """The ids of all jobs in that state, such as PENDING or RUNNING."""
        return self.ask("squeue", "-h", "-o", "%i", "-t", state).splitlines()

    def wait_jobs(self, state: str, count: int) -> None:
        """Return once so many are in that state."""
        self._until(lambda: len(self.jobs(state)) == count, f"{count} {state} jobs")

    def fill(self) -> None:
        """Give the node so much to do that whatever comes next has to queue."""
        self.ask(
            "sbatch", "-n", str(CPUS), "-J", "filler", "-o", "/dev/null", "--wrap", "sleep 600"
        )
        self.wait_jobs("RUNNING", 1)

    def wait_idle(self) -> None:
        """Return once nothing runs there, or is about to end."""
        self._until(lambda: self.ask("sinfo", "-h", "-o", "%T").strip() == "idle", "an idle node")

    def take_node_down(self) -> None:
        """As an administrator does."""
        self.ask("scontrol", "update", f"nodename={self.host}", "state=down", "reason=lost")

    def repair_node(self) -> None:
        """Bring it back, however it was lost."""
        if "slurmd" not in self._daemons:
            self._run("slurmd", "-D", "-N", self.host)
        self.ask("scontrol", "update", f"nodename={self.host}", "state=resume")

    def _run(self, name: str, *arguments: str) -> None:
        found = program(name)
        assert found is not None
        with (self.at / f"{name}.out").open("ab") as output:
            self._daemons[name] = subprocess.Popen(
                [found, *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                logs = "\n".join(
                    p.read_text(errors="replace")[-2000:] for p in self.at.glob("*.log")
                )
                raise TimeoutError(f"{what} did not come up:\n{logs}")
            time.sleep(0.05)
