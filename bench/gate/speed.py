"""How long `calmreply check` takes, start included, beside bare typer processes in the same run.

    python -m bench.gate.speed [--rounds 9]

The processes take turns, so that the load of the machine falls on all of them; medians of clock
and processor time, and their ratio to `import typer`. typer reads the first option of any command with
pydantic, so that a command with one option is the least that a command line of this kind can cost.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LETTER = """Dear Ms Osei,

A shop that cannot take cards on a Saturday loses the whole day, so here is where it stands. The terminal left our
depot on Friday at 14:10. Mr Brandt brings it on Monday between 8:00 and 10:00 and sets it up with you. Clause 4.2 of
the agreement covers a loan terminal in the meantime; it is at the counter in Hill Street from 9:00 today.

Please confirm by noon who will be at the shop on Monday.

Kind regards
"""
OPTION = (
    "import typer\napp = typer.Typer()\n@app.command()\ndef run(name: str = 'x') -> None: print(name)\napp()"
)


def measured(command: list[str]) -> tuple[float, float]:
    """Clock and processor seconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True)
    clock = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        letter = Path(folder, "reply.txt")
        letter.write_text(LETTER, "utf-8")
        check = [sys.executable, "-c", "from assistant.cli import app; app()", "check", str(letter)]
        message = Path(folder, "message.txt")
        message.write_text("The card terminal is dead and it is Saturday. When do we get a new one?", "utf-8")
        commands = {
            "import typer": [sys.executable, "-c", "import typer"],
            "typer, a command with one option": [sys.executable, "-c", OPTION],
            "calmreply check": check,
            "calmreply check --thorough": [*check, "--thorough"],
            "calmreply check --message": [*check, "--message", str(message)],
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(rounds + 1):
            for name, command in commands.items():
                times[name].append(measured(command))
    print(f"load {os.getloadavg()[0]:.1f}, {rounds} rounds")
    base = None
    for name, runs in times.items():
        clock, processor = (statistics.median(values) for values in zip(*runs[1:], strict=True))
        base = base or (clock, processor)
        print(
            f"{name:34} clock {clock:.2f} s ({clock / base[0]:.1f}x)  processor {processor:.2f} s ({processor / base[1]:.1f}x)"
        )


if __name__ == "__main__":
    main()
