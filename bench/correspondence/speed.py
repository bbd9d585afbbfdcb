"""How fast an mbox becomes exchanges, beside the standard library reading the same file; and the memory.

python bench/correspondence/speed.py [--mails 6000] [--runs 3] [--keep FILE]
The mbox is made here: threads of two to six mails between one business and its clients in eight
languages, quotes below the answer, signatures, a quarter quoted-printable, a quarter multipart with
an HTML twin, a few newsletters and automatic replies. Language detection is left out on both sides.
Times are of the processor, both sides taken in turns; shown are every ratio and the speeds of the best.
"""

from __future__ import annotations

import argparse
import email
import mailbox
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

ATTRIBUTION = {
    "en": "On {when}, {who} wrote:", "de": "Am {when} schrieb {who}:", "es": "El {when}, {who} escribió:",
    "fr": "Le {when}, {who} a écrit :", "ru": "{when}, {who} написал:", "zh": "在 {when}，{who} 写道：",
    "nl": "Op {when} schreef {who}:", "af": "Op {when} het {who} geskryf:",
}  # fmt: skip
WORDS = {
    "en": "the page is still not online and the invoice does not match our order please check",
    "de": "die seite ist noch nicht online und die rechnung passt nicht zur bestellung bitte prüfen",
    "es": "la página sigue sin estar publicada y la factura no coincide con nuestro pedido revisen",
    "fr": "la page n'est toujours pas en ligne et la facture ne correspond pas à notre commande merci",
    "ru": "страница до сих пор не опубликована и счёт не совпадает с нашим заказом проверьте пожалуйста",
    "zh": "页面 还没有 上线 发票 和 我们的 订单 对不上 请 核对 一下 尽快 回复 我们",
    "nl": "de pagina staat nog niet online en de factuur klopt niet met onze bestelling controleer dit",
    "af": "die bladsy is nog nie aanlyn nie en die faktuur stem nie ooreen met ons bestelling nie",
}
US = "Ana Berg <ana@studio.example>"


def make(path: Path, mails: int) -> None:
    """Write an mbox of about `mails` mails; the same for the same number."""
    choose = random.Random(7)
    day = datetime(2024, 1, 1, 9, tzinfo=UTC)
    with path.open("wb") as out:
        written = 0
        while written < mails:
            day += timedelta(minutes=7)
            for raw in thread(choose, written, day):
                out.write(b"From - Mon Jan 01 09:00:00 2024\n" + raw.replace(b"\nFrom ", b"\n>From ") + b"\n")
                written += 1


def thread(choose: random.Random, number: int, day: datetime) -> list[bytes]:
    language = choose.choice(sorted(WORDS))
    client = f"Client {number % 900} <client{number % 900}@firm{number % 300}.example>"
    subject, before, ids, raws = f"Order {number}", "", [], []
    for step in range(choose.randint(2, 6)):
        mail = EmailMessage()
        writer = (client, US)[step % 2]
        mail["From"], mail["To"] = writer, (US, client)[step % 2]
        mail["Subject"] = subject if not step else f"Re: {subject}"
        mail["Date"] = format_datetime(day + timedelta(hours=3 * step))
        mail["Message-ID"] = f"<{number}.{step}@mail.example>"
        if ids:
            mail["In-Reply-To"], mail["References"] = ids[-1], " ".join(ids)
        for extra in range(6):
            mail[f"X-Trace-{extra}"] = "relay.example (Postfix) with ESMTPS id 4XyZ; " + "a" * 60
        if choose.random() < 0.03:
            mail["List-Unsubscribe"] = "<https://list.example/leave>"
        ids.append(mail["Message-ID"])
        words = WORDS[language].split()
        own = "\n".join(
            " ".join(choose.choices(words, k=11)).capitalize() + "." for _ in range(choose.randint(2, 9))
        )
        name = writer.partition(" <")[0]
        text = f"{own}\n\n{name}\nTel. +00 123 456 789\n"
        if before:
            line = ATTRIBUTION[language].format(when=f"{day:%d %b %Y %H:%M}", who=(US, client)[step % 2])
            text += f"\n{line}\n" + "\n".join("> " + row for row in before.splitlines()[:40]) + "\n"
        before = text
        kind = choose.random()
        mail.set_content(text, cte="quoted-printable" if kind < 0.25 else "8bit")
        if kind > 0.75:
            mail.add_alternative(
                "<html><body>" + "".join(f"<p>{row}</p>" for row in text.splitlines()) + "</body></html>",
                subtype="html",
            )
        raws.append(mail.as_bytes())
    return raws


def ours(path: Path) -> tuple[float, int]:
    """Processor seconds and exchanges of the whole way: parsed, cleaned, threaded, paired."""
    from assistant.correspondence.archive import read_archive
    from assistant.domain import Exchange

    start = time.process_time()
    found = sum(
        isinstance(x, Exchange) for x in read_archive(path, us=["@studio.example"], detect=lambda _: "und")
    )
    return time.process_time() - start, found


def standard(path: Path) -> tuple[float, int]:
    """Processor seconds of mailbox + email reading every text part of the same file."""
    start = time.process_time()
    letters = 0
    box = mailbox.mbox(path, factory=email.message_from_binary_file)  # type: ignore[arg-type]
    for message in box:
        for part in message.walk():
            if part.get_content_maintype() == "text":
                payload = part.get_payload(decode=True)
                letters += len(payload.decode(part.get_content_charset() or "utf-8", "replace"))  # type: ignore[union-attr]
    return time.process_time() - start, letters


def peak(path: Path) -> float:
    """MB that one run takes beyond an interpreter that has imported the same modules."""
    code = (
        "import resource,sys\n"
        "from assistant.correspondence.archive import read_archive\n"
        "from assistant.correspondence.words import words; words()\n"
        "a=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for x in read_archive(sys.argv[1],us=['@studio.example'],detect=lambda t:'und'): pass\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss-a)/1024)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    return float(run.stdout)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--mails", type=int, default=6_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--keep", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.keep or Path(folder) / "bench.mbox"
        if not path.exists():
            make(path, chosen.mails)
        size = path.stat().st_size / 1e6
        runs = [(*ours(path), standard(path)[0]) for _ in range(chosen.runs)]
        took, found, reference = min(runs, key=lambda run: run[0] / run[2])
        print(f"{chosen.mails} mails, {size:.0f} MB, {found} exchanges")
        print(f"calmreply       {took:7.1f} s  {chosen.mails / took:8.0f} mails/s")
        print(f"mailbox + email {reference:7.1f} s  {chosen.mails / reference:8.0f} mails/s")
        print("ratio           " + "  ".join(f"{mine / theirs:.2f}" for mine, _, theirs in runs))
        print(f"peak memory beyond the interpreter: {peak(path):.0f} MB")


if __name__ == "__main__":
    main()
