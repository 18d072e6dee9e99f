"""What all benchmarks share: cold caches, one timed run, peak memory, the machine, a table."""

import os
import platform
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Run:
    """One way of doing it: seconds until the data are on the medium, and peak memory in MiB."""

    name: str
    seconds: float
    memory_mib: float | None = None


def forget_caches() -> None:
    """Write everything out and drop the page cache, where we may."""
    os.sync()
    drop = Path("/proc/sys/vm/drop_caches")
    if os.access(drop, os.W_OK):
        drop.write_text("3", encoding="ascii")


def timed(work: Callable[[], object]) -> float:
    """Seconds for `work` from cold caches, the final `sync` included."""
    forget_caches()
    begun = time.perf_counter()
    work()
    os.sync()
    return time.perf_counter() - begun


def command(*words: object) -> None:
    """Run a program; its failure is ours."""
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


def command_peak_mib(*words: object) -> float:
    """Run a program and give the most memory that it used at once; its failure is ours."""
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return used.ru_maxrss / 1024


def machine() -> str:
    """The machine in one line."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} × {model}, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, load before {load:.1f}"
    )


def table(runs: Sequence[Sequence[Run]], peer: str) -> str:
    """Medians over the rounds as a Markdown table; ratios against the row named `peer`.

    A way that ran in the first round only counts with that.
    """
    names = list(dict.fromkeys(run.name for one in runs for run in one))
    seconds = {
        name: median(run.seconds for one in runs for run in one if run.name == name)
        for name in names
    }
    memory = {
        name: max((run.memory_mib or 0) for one in runs for run in one if run.name == name)
        for name in names
    }
    lines = [f"| | seconds (median of {len(runs)}) | × {peer} | peak MiB |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {seconds[name]:.2f} | {seconds[name] / seconds[peer]:.2f} | "
        f"{f'{memory[name]:.0f}' if memory[name] else '–'} |"
        for name in names
    ]
    return "\n".join(lines)
