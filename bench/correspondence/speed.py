"""How fast an mbox becomes exchanges, beside the standard library reading the same file; memory; adding again.

python bench/correspondence/speed.py [--mails 6000] [--runs 3] [--keep FILE] [--again]
Each measurement is a fresh process; the sides take turns, since the machine may have other work. Times
are by the clock and of the processors, all processes of a side together. Language detection is left
out (it costs the same whoever parses). Memory is the sum of what each process of a side took at most,
so a little more than was ever taken at once. Needs Linux (/proc).
"""

from __future__ import annotations

import argparse
import email
import json
import mailbox
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.correspondence.invented import make, make_maildir

US = ["@studio.example"]
SIDES = {
    "mailbox + email": "reference", "calmreply, one process": "alone", "calmreply": "together",
}  # fmt: skip


# --- one side, in a process of its own -------------------------------------------------------------------


def alone(path: Path) -> int:
    """The whole way: parsed, cleaned, threaded, paired; how many exchanges."""
    return _ours(path, 0)


def together(path: Path) -> int:
    """The same as the command does it, with as many processes as pay."""
    return _ours(path, None)


def _ours(path: Path, processes: int | None) -> int:
    from assistant.correspondence.archive import read_archive
    from assistant.domain import Exchange

    found = read_archive(path, us=US, detect="und".format, processes=processes)
    return sum(isinstance(one, Exchange) for one in found)


def reference(path: Path) -> int:
    """mailbox + email reading every text part of the same file; how many letters."""
    letters = 0
    box = mailbox.mbox(path, factory=email.message_from_binary_file)  # type: ignore[arg-type]
    for message in box:
        for part in message.walk():
            if part.get_content_maintype() == "text":
                payload = part.get_payload(decode=True)
                letters += len(payload.decode(part.get_content_charset() or "utf-8", "replace"))  # type: ignore[union-attr]
    return letters


def nothing(path: Path) -> int:
    """What both need before they begin: the modules."""
    import assistant.correspondence.mail.index
    import assistant.learning  # noqa: F401

    return path.stat().st_size


def added_twice(path: Path) -> int:
    """The first time and again, in a store on disk whose vectors cost nothing; prints both."""
    from assistant.knowledge import KnowledgeBase
    from assistant.learning import learn

    with tempfile.TemporaryDirectory() as folder, KnowledgeBase(Path(folder) / "store", Ones()) as knowledge:
        for _ in range(2):
            figures = timed(lambda: learn(knowledge, [path], us=US).new)
            print(json.dumps(figures))
    return 0


class Ones:
    """Vectors that cost nothing."""

    name = "ones-2"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[1.0, 0.0] for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, 0.0]


def timed(work: Callable[[], int]) -> dict[str, float]:
    """Seconds by the clock and of the processors, ended children included, and what the work gave."""
    before, start = _processor(), time.perf_counter()
    gave = work()
    return {"clock": time.perf_counter() - start, "processors": _processor() - before, "gave": gave}


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


# --- from outside ----------------------------------------------------------------------------------------


def measure(side: str, path: Path) -> dict[str, Any]:
    """Figures of one side, with `memory` in MB: the sum of the highest of each of its processes."""
    run = subprocess.Popen(
        [sys.executable, __file__, "--side", side, "--keep", str(path)], stdout=subprocess.PIPE
    )
    highest: dict[int, int] = {}
    while run.poll() is None:
        for process in (run.pid, *_children(run.pid)):
            highest[process] = max(highest.get(process, 0), _high_water(process))
        time.sleep(0.02)
    assert run.stdout
    if run.returncode:
        raise SystemExit(f"{side} ended with {run.returncode}")
    figures: dict[str, Any] = json.loads(run.stdout.read())
    return {**figures, "memory": sum(highest.values()) / 1000, "processes": len(highest)}


def _children(process: int) -> list[int]:
    try:
        tasks = [task.read_text() for task in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for task in tasks for child in task.split()]


def _high_water(process: int) -> int:
    """KB; not ru_maxrss, which a child inherits from whoever started it."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def compare(path: Path, mails: int, runs: int) -> None:
    found = [{name: measure(side, path) for name, side in SIDES.items()} for _ in range(runs)]
    empty = measure("nothing", path)
    found.sort(key=lambda run: run["calmreply"]["clock"] / run["mailbox + email"]["clock"])
    middle = found[len(found) // 2]
    print(f"{mails} mails, {path.stat().st_size / 1e6:.0f} MB, {middle['calmreply']['gave']} exchanges")
    print("the round with the middle ratio by the clock (of an even number the worse):")
    for name, figures in middle.items():
        print(
            f"{name:24} {figures['clock']:7.1f} s {mails / figures['clock']:7.0f} mails/s"
            f" {figures['processors']:7.1f} s of processors"
            f" {figures['memory']:6.0f} MB in {figures['processes']} processes"
        )
    for kind in ("clock", "processors"):
        for name in list(SIDES)[1:]:
            ratios = "  ".join(f"{run[name][kind] / run['mailbox + email'][kind]:.2f}" for run in found)
            print(f"{kind} against mailbox + email, {name:24} {ratios}")
    beyond = max(run["calmreply"]["memory"] for run in found) - empty["memory"]
    print(f"peak memory of all processes beyond one that has imported the same modules: {beyond:.0f} MB")


def compare_again(folder: Path, mails: int) -> None:
    make(folder / "again.mbox", mails)
    make_maildir(folder / "maildir", mails)
    for path in (folder / "again.mbox", folder / "maildir"):
        run = subprocess.run(
            [sys.executable, __file__, "--side", "added_twice", "--keep", str(path)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        first, again = (json.loads(line) for line in run.stdout.splitlines()[:2])
        shares = "  ".join(f"{kind} {again[kind] / first[kind]:.1%}" for kind in ("clock", "processors"))
        print(f"{path.name}: {first['clock']:.1f} s ({first['gave']} new), again {again['clock']:.2f} s ({again['gave']} new): {shares}")  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--mails", type=int, default=6_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--keep", type=Path)
    options.add_argument("--again", action="store_true")
    options.add_argument("--side", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.side:
        print(json.dumps(timed(lambda: globals()[chosen.side](chosen.keep))))
        return
    with tempfile.TemporaryDirectory() as folder:
        if chosen.again:
            compare_again(Path(folder), chosen.mails)
            return
        path = chosen.keep or Path(folder) / "bench.mbox"
        if not path.exists():
            make(path, chosen.mails)
        compare(path, chosen.mails, chosen.runs)


if __name__ == "__main__":
    main()
