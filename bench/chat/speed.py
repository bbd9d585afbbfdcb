"""How fast chat exports are read, and how much memory that takes.

    .venv/bin/python bench/chat/speed.py [MESSAGES]

Writes made-up exports of each form to a temporary folder and reads them. CPU time is measured, so that
other work on the machine does not count; the peak is what Python holds while the whole export is read.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from assistant.correspondence.chat.line import read_line
from assistant.correspondence.chat.tables import read_tables
from assistant.correspondence.chat.telegram import read_telegram
from assistant.correspondence.chat.wechat import read_wechat
from assistant.correspondence.chat.whatsapp import read_whatsapp
from assistant.correspondence.turns import Turn

SAID = (
    "Where is my order? I have been waiting since Monday and nobody answers.",
    "I'll check: it left on Monday, box 7, and should be with you on Friday.",
    "ok",
    "<Media omitted>",
)
START = datetime(2020, 1, 13)


def messages(count: int) -> Iterator[tuple[datetime, str, str]]:
    for number in range(count):
        yield (
            START + timedelta(minutes=7 * number),
            ("Ana", "Shop")[number % 2],
            f"{SAID[number % 4]} {number}",
        )


def whatsapp(path: Path, count: int) -> None:
    path.write_text("".join(f"{at:%d/%m/%Y, %H:%M} - {who}: {said}\n" for at, who, said in messages(count)))


def line(path: Path, count: int) -> None:
    every, day = ["[LINE] Chat history with Ana\n"], None
    for at, who, said in messages(count):
        if at.date() != day:
            every.append(f"{at:%Y/%m/%d(%a)}\n")
            day = at.date()
        every.append(f"{at:%H:%M}\t{who}\t{said}\n")
    path.write_text("".join(every))


def wechat(path: Path, count: int) -> None:
    path.write_text("".join(f"{who} {at:%Y-%m-%d %H:%M:%S}\n{said}\n\n" for at, who, said in messages(count)))


def telegram(path: Path, count: int) -> None:
    every = [
        {"id": number, "type": "message", "date": at.isoformat(), "from": who, "from_id": who, "text": said,
         "text_entities": [{"type": "plain", "text": said}]}
        for number, (at, who, said) in enumerate(messages(count))
    ]  # fmt: skip
    path.write_text(json.dumps({"name": "Ana", "id": 1, "messages": every}))


def table(path: Path, count: int) -> None:
    rows = "".join(f'{at:%Y-%m-%d %H:%M},{who},in,"{said}"\n' for at, who, said in messages(count))
    path.write_text("date,from,direction,message\n" + rows)


FORMS: dict[str, tuple[Callable[[Path, int], None], Callable[[Path], Iterator[Turn]], str]] = {
    "WhatsApp": (whatsapp, read_whatsapp, "chat.txt"),
    "LINE": (line, read_line, "line.txt"),
    "WeChat": (wechat, read_wechat, "wechat.txt"),
    "Telegram": (telegram, read_telegram, "result.json"),
    "csv": (table, read_tables, "table.csv"),
}


def main(count: int) -> None:
    print(f"{'form':10} {'messages/s':>10} {'MB/s':>6} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name, (write, read, file) in FORMS.items():
            path = Path(folder) / file
            write(path, count)
            began = time.process_time()
            found = sum(1 for _ in read(path))
            took = time.process_time() - began
            tracemalloc.start()
            sum(1 for _ in read(path))
            peak = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
            size = path.stat().st_size / 1e6
            print(f"{name:10} {found / took:10.0f} {size / took:6.1f} {peak:8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
