"""What this machine has, and whether a model fits into it."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelTooLargeError


@dataclass(frozen=True, slots=True)
class Machine:
    """Cores this process may use, and memory in bytes (0: could not be found out)."""

    cores: int
    memory: int
    available: int


def this_machine(*, proc: Path = Path("/proc"), cgroups: Path = Path("/sys/fs/cgroup")) -> Machine:
    """What the system and, in a container, its limits leave to this process."""
    if sys.platform == "win32":
        total, available = _windows_memory()
    elif sys.platform == "darwin":
        total, available = _macos_memory()
    else:
        total, available = linux_memory(proc=proc, cgroups=cgroups)
    return Machine(cores=_cores(), memory=total, available=available)


def check_fits(needed: int, *, model: str, machine: Machine | None = None) -> None:
    """ModelTooLargeError when `needed` bytes are more than is available; unknown memory always passes."""
    machine = machine or this_machine()
    if not machine.available or needed <= machine.available:
        return
    raise ModelTooLargeError(
        f"The model {model} needs {gigabytes(needed)} of memory; "
        f"{gigabytes(machine.available)} of {gigabytes(machine.memory)} are available.",
        hint="Close other programs, or take a smaller model: `calmreply model list` shows what fits.",
    )


def gigabytes(count: int) -> str:
    """Bytes for people: `1.1 GB` (10^9 bytes, as file sizes on a hub are given)."""
    return f"{count / 1e9:.1f} GB"


def linux_memory(*, proc: Path, cgroups: Path) -> tuple[int, int]:
    """Total and available bytes: MemAvailable (page cache counts as available), cut to the cgroup's limit."""
    total, available = _meminfo(proc / "meminfo")
    limit, used = _cgroup(proc, cgroups)
    if limit and (not total or limit < total):
        total = limit
        available = min(available or limit, max(limit - used, 0))
    return total, available


def _meminfo(path: Path) -> tuple[int, int]:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return 0, 0
    values = {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)}
    return values.get("MemTotal", 0), values.get("MemAvailable", values.get("MemFree", 0))


def _cgroup(proc: Path, cgroups: Path) -> tuple[int, int]:
    """The tightest memory limit of this process's cgroup and those above it, with what it uses; 0: none."""
    for folder in _cgroup_folders(proc, cgroups):
        for limit_name, used_name in (
            ("memory.max", "memory.current"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes"),
        ):
            limit = _number(folder / limit_name)
            if 0 < limit < 1 << 60:
                cached = _statistic(folder / "memory.stat", ("inactive_file", "total_inactive_file"))
                return limit, max(_number(folder / used_name) - cached, 0)
    return 0, 0


def _cgroup_folders(proc: Path, cgroups: Path) -> list[Path]:
    try:
        lines = (proc / "self" / "cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    folders = []
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers and "memory" not in controllers.split(","):
            continue
        root = cgroups / "memory" if controllers else cgroups
        own = root / path.lstrip("/")
        folders += [folder for folder in (own, *own.parents) if folder == root or root in folder.parents]
    return [*folders, cgroups, cgroups / "memory"]


def _number(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):  # "max" is no limit
        return 0


def _statistic(path: Path, names: tuple[str, ...]) -> int:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return max((int(line.split()[1]) for line in lines if line.split()[0] in names), default=0)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _macos_memory() -> tuple[int, int]:
    """From sysctl and vm_stat: free, inactive, speculative and purgeable pages can be had."""
    try:
        total = int(_output("sysctl", "-n", "hw.memsize"))
        page = int(_output("sysctl", "-n", "hw.pagesize"))
        lines = _output("vm_stat").splitlines()
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0, 0
    names = ("Pages free", "Pages inactive", "Pages speculative", "Pages purgeable")
    pages = [line.partition(":")[2].strip(" .") for line in lines if line.startswith(names)]
    return total, sum(int(count) for count in pages if count.isdigit()) * page


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        ("total", ctypes.c_ulonglong),
        ("available", ctypes.c_ulonglong),
        ("total_page_file", ctypes.c_ulonglong),
        ("available_page_file", ctypes.c_ulonglong),
        ("total_virtual", ctypes.c_ulonglong),
        ("available_virtual", ctypes.c_ulonglong),
        ("available_extended", ctypes.c_ulonglong),
    )


def _windows_memory() -> tuple[int, int]:
    status = _MemoryStatus()
    status.length = ctypes.sizeof(_MemoryStatus)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (absent elsewhere, also for the type checker)
    if not kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        return 0, 0
    return int(status.total), int(status.available)
