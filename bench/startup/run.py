"""How long calmreply takes to start, and where the time before the model's first token goes.

    python -m bench.startup.run commands [--rounds 15]
    python -m bench.startup.run draft [--model NAME|PATH] [--rounds 3] [--text FILE]

`commands`: `--version` and `--help` beside a bare `python -c "import typer"`, in turns; each a process of its own.
`draft`: the sample knowledge base is built in a folder of its own, then the sample message is drafted again and again,
each time by a new process, the model file in the page cache. Parts are what `draft --json` reports as `timings`;
`start` is the rest of the process' life: interpreter, command line, end. The model loads in a thread beside
everything else, so `model load` is no summand: only `wait for the model` is.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("calmreply"))
SAMPLE = Path("knowledge/sample")
NOTES = (
    "two of the three pages are finished and approved",
    "the photographs for the third page have not arrived; asked for on 9 November",
    "we can publish the two finished pages on Friday 20 November",
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["commands", "draft"])
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--model", default="qwen2.5-coder-1.5b")
    parser.add_argument("--text", type=Path, default=SAMPLE / "message.txt")
    options = parser.parse_args()
    print(f"load of the machine (1, 5, 15 minutes): {', '.join(f'{each:.1f}' for each in os.getloadavg())}\n")
    commands(options.rounds or 15) if options.what == "commands" else draft(options, options.rounds or 3)


# --- commands ----------------------------------------------------------------------------------------


def commands(rounds: int) -> None:
    lines: dict[str, Sequence[str]] = {
        'python -c "import typer"': (sys.executable, "-c", "import typer"),
        "calmreply --version": (PROGRAM, "--version"),
        "calmreply --help": (PROGRAM, "--help"),
    }
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in lines}
    for number in range(rounds + 1):
        for name, line in lines.items():
            taken = _run(line)
            if number:  # the first turn only warms the page cache
                seconds[name].append(taken)
    bare = [statistics.median(column) for column in zip(*next(iter(seconds.values())), strict=True)]
    print("| process | s clock, median | s CPU, median | ratio, clock | ratio, CPU |\n|---|---|---|---|---|")
    for name, pairs in seconds.items():
        clock, cpu = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"| `{name}` | {clock:.3f} | {cpu:.3f} | {clock / bare[0]:.2f} | {cpu / bare[1]:.2f} |")


def _run(line: Sequence[str]) -> tuple[float, float]:
    """Clock and CPU seconds of one process."""
    before, clock = os.times(), time.perf_counter()
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    clock, after = time.perf_counter() - clock, os.times()
    return clock, sum(after[2:4]) - sum(before[2:4])


# --- draft --------------------------------------------------------------------------------------------


def draft(options: argparse.Namespace, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        models = os.environ.get("CALMREPLY_MODELS") or str(Path(".build/models").resolve())
        environment = os.environ | {"CALMREPLY_HOME": home, "CALMREPLY_MODELS": models}
        added = [PROGRAM, "kb", "add", str(SAMPLE / "policies"), str(SAMPLE / "correspondence")]
        subprocess.run(
            [*added, "--us", "@harbour-studio.example"], check=True, env=environment, capture_output=True
        )
        line = [PROGRAM, "draft", str(options.text), "--model", options.model, "--json", "--no-save"]
        line += ["--client", "Brightwater Dental", "--date", "2026-11-19"]
        line += [part for note in NOTES for part in ("--note", note)]
        drafts = [_draft(line, environment) for _ in range(rounds + 1)][1:]
    _report(drafts)


def _draft(line: Sequence[str], environment: dict[str, str]) -> dict[str, float]:
    clock = time.perf_counter()
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - clock
    if done.returncode not in (0, 3):  # 3: drafted, with a finding that must be looked at
        raise SystemExit(done.stderr)
    timings: dict[str, float] = json.loads(done.stdout)["timings"]
    parts = _parts(timings)
    within = timings["imports_s"] + timings["store_s"] + timings["total_s"]
    return {"start and end of the process": taken - within} | parts


def _parts(timings: dict[str, float]) -> dict[str, float]:
    """The way to the first token by part; what is between retrieval and the model is the planning."""
    waited = timings.get("wait_for_model_s", 0.0)
    asked = timings.get("model_asked_s", timings["total_s"])
    known = timings["read_s"] + timings["retrieve_s"] + waited
    return {
        "imports": timings["imports_s"],
        "opening the store": timings["store_s"],
        "reading the message": timings["read_s"],
        "retrieval, with the import of the store's library": timings["retrieve_s"],
        "planning and first sentences": asked - known,
        "wait for the model": waited,
        "(model load, beside the others)": timings["model_load_s"],
    }


def _report(drafts: Sequence[dict[str, float]]) -> None:
    print("| part | s, median | s, least |\n|---|---|---|")
    for part in drafts[0]:
        values = [each[part] for each in drafts]
        print(f"| {part} | {statistics.median(values):.2f} | {min(values):.2f} |")
    sums = [sum(value for part, value in each.items() if not part.startswith("(")) for each in drafts]
    print(
        f"| all before the first token, without prompt evaluation | {statistics.median(sums):.2f} | {min(sums):.2f} |"
    )
    apart = [
        total + each["(model load, beside the others)"] - each["wait for the model"]
        for total, each in zip(sums, drafts, strict=True)
    ]
    print(
        f"| the same if the model were loaded after the rest | {statistics.median(apart):.2f} | {min(apart):.2f} |"
    )


if __name__ == "__main__":
    main()
