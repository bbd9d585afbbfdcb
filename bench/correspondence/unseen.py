"""Pairs and outcomes on archives that neither the worlds nor the word lists were made from.

python bench/correspondence/unseen.py [--show] [--words]
Each file of unseen/ is a business's conversations in one language, with how each exchange ended, labelled
before the program had read them. They are written as the archive that `form` names (an mbox with quotes and
signatures, a WhatsApp export, a LINE export), read back, and compared turn by turn. --words: by the word
lists alone, as without embeddings.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import yaml

from assistant.correspondence.archive import read_archive
from assistant.correspondence.ending import Judging
from assistant.domain import Exchange

FOLDER = Path(__file__).resolve().parent / "unseen"
Chat = dict[str, Any]


def when(turn: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(str(turn["at"]))


def mbox(us: str, chats: Iterable[Chat], folder: Path) -> None:
    with (folder / "all.mbox").open("wb") as out:
        for number, chat in enumerate(chats):
            ids: list[str] = []
            for turn in chat["turns"]:
                mail = EmailMessage()
                ours = turn["by"] == "us"
                sender, to = (us, chat["client"]) if ours else (chat["client"], us)
                mail["From"], mail["To"], mail["Date"] = (
                    sender,
                    to,
                    format_datetime(when(turn).replace(tzinfo=UTC)),
                )
                mail["Subject"] = ("Re: " if ids else "") + chat["subject"]
                mail["Message-ID"] = f"<{number}.{len(ids)}@mail.example>"
                if ids:
                    mail["In-Reply-To"], mail["References"] = ids[-1], " ".join(ids)
                name = sender.partition(" <")[0]
                quoted = "".join(f"\n> {line}" for line in chat["turns"][len(ids) - 1]["text"].splitlines())
                below = (
                    f"\n\n{when(turn):%d.%m.%Y %H:%M}, {to.partition(' <')[0]} пишет:{quoted}" if ids else ""
                )
                mail.set_content(f"{turn['text']}\n\n-- \n{name}{below}\n")
                ids.append(mail["Message-ID"])
                out.write(b"From - Mon Jan 01 09:00:00 2024\n" + mail.as_bytes() + b"\n")


def whatsapp(us: str, chats: Iterable[Chat], folder: Path) -> None:
    for chat in chats:
        rows = [
            f"{when(turn):%Y/%m/%d, %H:%M} - {us if turn['by'] == 'us' else chat['client']}: {turn['text']}\n"
            for turn in chat["turns"]
        ]
        (folder / f"WhatsApp Chat with {chat['client']}.txt").write_text("".join(rows), encoding="utf-8")


def line(us: str, chats: Iterable[Chat], folder: Path) -> None:
    for chat in chats:
        rows, day = (
            [f"[LINE] 與{chat['client']}的聊天記錄", f"儲存日期:{when(chat['turns'][-1]):%Y/%m/%d %H:%M}"],
            "",
        )
        for turn in chat["turns"]:
            if (today := f"{when(turn):%Y/%m/%d}(週{'一二三四五六日'[when(turn).weekday()]})") != day:
                rows += ["", day := today]
            rows.append(f"{when(turn):%H:%M}\t{us if turn['by'] == 'us' else chat['client']}\t{turn['text']}")
        (folder / f"[LINE] {chat['client']}.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")


WRITERS: dict[str, Callable[[str, Iterable[Chat], Path], None]] = {
    "mbox": mbox,
    "whatsapp": whatsapp,
    "line": line,
}


def with_embeddings() -> Judging:
    from assistant.models.embeddings import E5Embeddings

    engine = E5Embeddings()
    return Judging(lambda texts: engine.embed_array(texts, side="query"))


def read_back(data: dict[str, Any], judging: Judging | None = None) -> dict[tuple[datetime, str], Exchange]:
    """The exchanges by when and what the client wrote."""
    with tempfile.TemporaryDirectory() as folder:
        WRITERS[data["form"]](data["us"], data["conversations"], Path(folder))
        found = [x for x in read_archive(folder, us=[data["us"]], judging=judging) if isinstance(x, Exchange)]
    return {(x.asked_at.replace(tzinfo=None), x.message): x for x in found if x.asked_at}


def judge(data: dict[str, Any], judging: Judging | None = None) -> tuple[Counter[str], list[str]]:
    """How many pairs and outcomes are right, and lines on what is not."""
    found, counts, wrong = read_back(data, judging), Counter[str](), list[str]()
    for chat in data["conversations"]:
        turns = chat["turns"]
        for number, turn in enumerate(turns):
            if turn["by"] == "us":
                continue
            after = turns[number + 1] if number + 1 < len(turns) else None
            answer = after["text"] if after and after["by"] == "us" else ""
            had = found.get((when(turn), turn["text"]))
            counts["turns"] += 1
            counts["paired"] += had is not None and had.reply == answer
            if had is None or had.reply != answer:
                wrong.append(f"not paired: {turn['text'][:60]}")
            elif turn["ends"] != "open":
                counts["answered"] += 1
                counts["told"] += turn["ends"] != "silent"
                counts["right told"] += turn["ends"] != "silent" and had.outcome.value == turn["ends"]
                counts["right"] += had.outcome.value == turn["ends"]
                if had.outcome.value != turn["ends"]:
                    wrong.append(
                        f"{had.outcome.value}, not {turn['ends']} ({had.outcome_words}): {turn['text'][:50]}"
                    )
    return counts, wrong


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--show", action="store_true", help="what is wrong, line by line")
    options.add_argument("--words", action="store_true", help="without embeddings")
    chosen = options.parse_args()
    judging = None if chosen.words else with_embeddings()
    for file in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        counts, wrong = judge(data, judging)
        print(
            f"{file.stem:15} pairs {counts['paired']:2} / {counts['turns']:<2}   "
            f"outcomes {counts['right']:2} / {counts['answered']:2}   "
            f"where the client wrote again {counts['right told']:2} / {counts['told']}"
        )
        for each in wrong if chosen.show else ():
            print(f"    {each}")


if __name__ == "__main__":
    main()
