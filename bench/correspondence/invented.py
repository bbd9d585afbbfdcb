"""An invented mbox of any size: threads of two to six mails between one business and its clients.

Eight languages, quotes below the answer, signatures, a quarter quoted-printable, a quarter multipart
with an HTML twin, a few mailings. The same for the same number of mails.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
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
    """Write an mbox of about `mails` mails."""
    with path.open("wb") as out:
        for raw in letters(mails):
            out.write(b"From - Mon Jan 01 09:00:00 2024\n" + raw.replace(b"\nFrom ", b"\n>From ") + b"\n")


def make_maildir(path: Path, mails: int) -> None:
    """The same mails as a file each."""
    (path / "cur").mkdir(parents=True)
    for number, raw in enumerate(letters(mails)):
        (path / "cur" / f"{number}.example:2,S").write_bytes(raw)


def letters(mails: int) -> Iterator[bytes]:
    choose = random.Random(7)
    day = datetime(2024, 1, 1, 9, tzinfo=UTC)
    written = 0
    while written < mails:
        day += timedelta(minutes=7)
        made = thread(choose, written, day)
        written += len(made)
        yield from made


def thread(choose: random.Random, number: int, day: datetime) -> list[bytes]:
    language = choose.choice(sorted(WORDS))
    client = f"Client {number % 900} <client{number % 900}@firm{number % 300}.example>"
    subject, before = f"Order {number}", ""
    ids: list[str] = []
    raws: list[bytes] = []
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
            mail.set_boundary(f"part-{number}-{step}")
        raws.append(mail.as_bytes())
    return raws
