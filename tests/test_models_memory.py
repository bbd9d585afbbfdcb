"""What a machine has, read from files as Linux writes them, and whether a model fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from model_files import gguf

from assistant.errors import ModelTooLargeError
from assistant.models.memory import Machine, check_fits, linux_memory, this_machine
from assistant.models.opening import open_writer

MEMINFO = """MemTotal:       24684092 kB
MemFree:          812340 kB
MemAvailable:   20480000 kB
Buffers:          102400 kB
HugePages_Total:       0
"""
GIB = 1 << 30


@pytest.fixture
def system(tmp_path: Path) -> tuple[Path, Path]:
    """Folders like /proc and /sys/fs/cgroup of a machine without limits."""
    proc, cgroups = tmp_path / "proc", tmp_path / "cgroup"
    write(proc / "meminfo", MEMINFO)
    write(proc / "self" / "cgroup", "0::/user.slice/calm.scope\n")
    write(cgroups / "user.slice" / "calm.scope" / "memory.max", "max\n")
    write(cgroups / "user.slice" / "memory.max", "max\n")
    return proc, cgroups


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_available_memory_counts_what_the_page_cache_would_give_back(system: tuple[Path, Path]):
    proc, cgroups = system
    assert linux_memory(proc=proc, cgroups=cgroups) == (24_684_092 * 1024, 20_480_000 * 1024)


def test_the_limit_of_a_container_counts_without_its_page_cache(system: tuple[Path, Path]):
    proc, cgroups = system
    folder = cgroups / "user.slice"
    write(folder / "memory.max", f"{2 * GIB}\n")
    write(folder / "memory.current", f"{GIB}\n")
    write(folder / "memory.stat", f"anon 5\nfile {GIB}\ninactive_file {GIB // 2}\n")
    assert linux_memory(proc=proc, cgroups=cgroups) == (2 * GIB, GIB + GIB // 2)


def test_the_limit_of_an_older_container_counts_too(system: tuple[Path, Path]):
    proc, cgroups = system
    write(proc / "self" / "cgroup", "9:memory:/box\n3:cpu,cpuacct:/box\n")
    write(cgroups / "memory" / "box" / "memory.limit_in_bytes", f"{GIB}\n")
    write(cgroups / "memory" / "box" / "memory.usage_in_bytes", f"{GIB // 4}\n")
    assert linux_memory(proc=proc, cgroups=cgroups) == (GIB, GIB - GIB // 4)


def test_an_older_container_without_a_limit_has_none(system: tuple[Path, Path]):
    proc, cgroups = system
    write(proc / "self" / "cgroup", "9:memory:/box\n")
    write(cgroups / "memory" / "box" / "memory.limit_in_bytes", "9223372036854771712\n")
    assert linux_memory(proc=proc, cgroups=cgroups) == (24_684_092 * 1024, 20_480_000 * 1024)


def test_a_system_that_tells_nothing_is_unknown_and_stops_no_model(tmp_path: Path):
    assert linux_memory(proc=tmp_path, cgroups=tmp_path) == (0, 0)
    check_fits(10**15, model="huge", machine=Machine(cores=2, memory=0, available=0))


def test_this_machine_has_cores_and_memory():
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.memory >= machine.available >= 0


def test_a_model_that_does_not_fit_is_refused_before_it_is_loaded(tmp_path: Path):
    path = tmp_path / "mine.gguf"
    path.write_bytes(gguf())
    with pytest.raises(ModelTooLargeError) as caught:
        open_writer(str(path), folder=tmp_path, machine=Machine(2, 8_000_000_000, 300_000_000))
    assert caught.value.message == ("The model mine needs 0.4 GB of memory; 0.3 GB of 8.0 GB are available.")
    assert caught.value.hint == (
        "Close other programs, or take a smaller model: `calmreply model list` shows what fits."
    )


def test_a_model_that_just_fits_passes():
    check_fits(1000, model="small", machine=Machine(cores=2, memory=2000, available=1000))
