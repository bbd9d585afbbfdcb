"""How route and kind of trouble are read on labelled messages: `python -m bench.reading.fresh [FILE] [--show]`.

A message has one or two right kinds of trouble and one route. Counts what the reader says is sure, and the likeliest.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import yaml

from assistant.domain import Channel, Message
from assistant.models.embeddings import E5Embeddings
from assistant.reading.reader import read

HELD = Path(__file__).with_name("messages_held.yaml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=HELD)
    parser.add_argument("--show", action="store_true", help="print what is read otherwise")
    options = parser.parse_args()
    embeddings = E5Embeddings(threads=1)
    cases = yaml.safe_load(options.file.read_text("utf-8"))
    routes = likeliest = sure = right = 0
    for case in cases:
        channel = Channel.EMAIL if case["channel"] == "email" else Channel.CHAT
        message = Message(case["text"], None, channel, notes=tuple(case["notes"]))
        found = read(message, embed=lambda texts: embeddings.embed_array(list(texts)))
        wanted = {case["situation"]} if isinstance(case["situation"], str) else set(case["situation"])
        routes += found.route.value == case["route"]
        likeliest += found.situation.likeliest in wanted
        sure += found.situation.label != "unsure"
        right += found.situation.label in wanted
        if options.show and (found.route.value != case["route"] or found.situation.likeliest not in wanted):
            print(case["id"], found.route.value, case["route"], found.situation, sorted(wanted))
    print(f"{len(cases)} messages: route right {routes}, likeliest trouble right {likeliest}")
    print(f"trouble named {sure}, right {right}")


if __name__ == "__main__":
    main()
