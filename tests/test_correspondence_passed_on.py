"""A client's mail that one of us passed on to another is the client's; the colleagues' own words are not."""

from __future__ import annotations

import base64
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.correspondence.archive import read_archive
from assistant.domain import Exchange, Skipped

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "letters" / "mail" / "passed_on.yaml").read_text("utf-8")
)
US = ["@studio.example"]
ANA, BO = "Ana Berg <ana@studio.example>", "Bo Lind <bo@studio.example>"
LEO = "Leo Park <leo@client.example>"
QUESTION = "Where is it? We have waited for ten days now."
LEFT_OUT = "between colleagues, no client in it"


def letter(
    number: str, sender: str, to: str, subject: str, text: str, hour: str, **more: str
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = f"Mon, 05 Jan 2026 {hour}:00 +0100"
    made["Message-ID"] = f"<{number}@x.example>"
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def forwarding(inner: EmailMessage, text: str = "Can you answer?", **more: str) -> EmailMessage:
    """Ana passes a mail on to Bo, attached."""
    made = letter("forward", ANA, BO, f"Fwd: {inner['Subject']}", text, "12:00", **more)
    made.add_attachment(inner)
    return made


def inline(sender: str, to: str = ANA, subject: str = "Order", text: str = QUESTION) -> str:
    return (
        f"Can you answer?\n\nFrom: {sender}\nSent: Monday, 5 January 2026 09:00\n"
        f"To: {to}\nSubject: {subject}\n\n{text}\n"
    )


def archive(folder: Path, *mails: EmailMessage) -> tuple[list[Exchange], list[Skipped]]:
    raw = (b"From - Mon Jan  5 09:00:00 2026\n" + mail.as_bytes() + b"\n" for mail in mails)
    (folder / "all").write_bytes(b"".join(raw))
    found = list(read_archive(folder, us=US, detect=lambda _: "en"))
    return [x for x in found if isinstance(x, Exchange)], [x for x in found if isinstance(x, Skipped)]


def pairs(found: list[Exchange]) -> list[tuple[str, str]]:
    return [(one.message, one.reply) for one in found]


def reasons(skipped: list[Skipped]) -> list[str]:
    return [one.reason for one in skipped]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_a_colleague_forwards_is_the_clients_turn_with_our_answer(
    case: dict[str, Any], tmp_path: Path
) -> None:
    name, address = case["client"]
    forward = letter("forward", ANA, BO, case["subject"], case["body"], "12:00")
    answer = letter("answer", BO, f"{name} <{address}>", case["reply"], "Tomorrow by noon.", "13:00")
    found, skipped = archive(tmp_path, forward, answer)
    assert [(one.message, one.reply, one.subject) for one in found] == [
        (case["message"], "Tomorrow by noon.", case["matter"])
    ]
    assert (found[0].client.partition(" (")[0], found[0].client_address) == (name, address)
    assert (found[0].asked_at, found[0].author) == (datetime.fromisoformat(case["at"]), "Bo Lind")
    assert reasons(skipped) == [LEFT_OUT]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_same_mail_there_as_the_client_sent_it_is_one_turn(case: dict[str, Any], tmp_path: Path) -> None:
    name, address = case["client"]
    sent = datetime.fromisoformat(case.get("sent", case["at"]))
    original = letter("original", f"{name} <{address}>", ANA, case["matter"], case["message"], "12:00")
    original.replace_header("Date", sent.strftime("%d %b %Y %H:%M:%S %z"))
    forward = letter("forward", ANA, BO, case["subject"], case["body"], "12:00")
    answer = letter("answer", BO, f"{name} <{address}>", case["reply"], "Tomorrow by noon.", "13:00")
    for number, mails in enumerate(([original, forward, answer], [answer, forward, original])):
        (tmp_path / str(number)).mkdir()
        found, skipped = archive(tmp_path / str(number), *mails)
        assert pairs(found) == [(case["message"], "Tomorrow by noon.")]
        assert found[0].asked_at == sent
        assert reasons(skipped) == [LEFT_OUT]


def test_an_attached_mail_has_its_own_headers(tmp_path: Path) -> None:
    inner = letter("original", LEO, ANA, "Order", QUESTION, "09:00")
    answer = letter("answer", BO, LEO, "Re: Order", "On Friday.", "13:00", In_Reply_To="<forward@x.example>")
    found, skipped = archive(tmp_path, forwarding(inner), answer)
    assert pairs(found) == [(QUESTION, "On Friday.")]
    assert (found[0].client, found[0].asked_at) == (
        "Leo Park (client.example)",
        datetime.fromisoformat("2026-01-05T09:00+01:00"),
    )
    assert reasons(skipped) == [LEFT_OUT]


def test_an_attached_mail_in_base64_is_read(tmp_path: Path) -> None:
    whole = forwarding(letter("original", LEO, ANA, "Order", QUESTION, "09:00")).as_bytes()
    head, _, rest = whole.partition(b"Content-Type: message/rfc822\n")
    attached = rest.partition(b"\n\n")[2].rpartition(b"\n--")[0]
    tail = rest[rest.rindex(b"\n--") :]
    coded = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(
        attached
    )
    (tmp_path / "one.eml").write_bytes(head + coded + tail)
    found = [x for x in read_archive(tmp_path, us=US, detect=lambda _: "en") if isinstance(x, Exchange)]
    assert pairs(found) == [(QUESTION, "")]


def test_an_attached_mail_is_the_original_by_its_id(tmp_path: Path) -> None:
    inner = letter("original", LEO, ANA, "Order", QUESTION, "09:00")
    found, skipped = archive(tmp_path, inner, forwarding(inner))
    assert (pairs(found), reasons(skipped)) == ([(QUESTION, "")], [LEFT_OUT])


def test_several_attached_mails_are_as_many_turns(tmp_path: Path) -> None:
    mia = letter("mia", "Mia <mia@roth.example>", ANA, "Tiles", "And the tiles?", "08:00")
    forward = forwarding(letter("leo", LEO, ANA, "Order", QUESTION, "09:00"))
    forward.add_attachment(mia)
    found, _ = archive(tmp_path, forward)
    assert sorted(pairs(found)) == [("And the tiles?", ""), (QUESTION, "")]


def test_the_answer_may_name_the_forward(tmp_path: Path) -> None:
    forward = letter("forward", ANA, BO, "FW: Order", inline(LEO), "12:00")
    answer = letter(
        "answer", BO, LEO, "Your question", "On Friday.", "13:00", In_Reply_To="<forward@x.example>"
    )
    found, _ = archive(tmp_path, forward, answer)
    assert pairs(found) == [(QUESTION, "On Friday.")]


def test_a_forward_of_a_forward_and_a_colleagues_answer_to_it_are_one_turn(tmp_path: Path) -> None:
    first = letter("forward", ANA, BO, "FW: Order", inline(LEO), "12:00")
    second = letter("second", BO, "Cy <cy@studio.example>", "FW: FW: Order", inline(ANA, BO, "FW: Order", inline(LEO)), "12:10")  # fmt: skip
    quoted = "\n".join(f"> {line}".rstrip() for line in inline(LEO).splitlines())
    back = f"I do not know either.\n\nOn Mon, Jan 5, 2026 at 12:00 PM Ana Berg <ana@studio.example> wrote:\n\n{quoted}\n"
    third = letter("third", BO, ANA, "Re: FW: Order", back, "12:20", In_Reply_To="<forward@x.example>")
    for number, mails in enumerate(([first, second, third], [second], [third])):
        (tmp_path / str(number)).mkdir()
        found, skipped = archive(tmp_path / str(number), *mails)
        assert (pairs(found), reasons(skipped)) == ([(QUESTION, "")], [LEFT_OUT] * len(mails))


def test_the_same_words_on_another_day_are_another_mail(tmp_path: Path) -> None:
    earlier = letter("earlier", LEO, ANA, "Order", QUESTION, "09:00")
    earlier.replace_header("Date", "Thu, 01 Jan 2026 09:00:00 +0100")
    answer = letter("answer", ANA, LEO, "Re: Order", "On Sunday.", "10:00", In_Reply_To="<earlier@x.example>")
    answer.replace_header("Date", "Thu, 01 Jan 2026 10:00:00 +0100")
    forward = letter("forward", ANA, BO, "FW: Order", inline(LEO), "12:00")
    found, _ = archive(tmp_path, earlier, answer, forward)
    assert pairs(found) == [(QUESTION, "On Sunday."), (QUESTION, "")]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("FW: Order", inline(ANA, BO, "Order", "Leo is furious, be careful.")),
        ("FW: Order", inline("bo@studio.example", ANA, "Order", "Where do we keep the contract?")),
        ("FW: Order", inline("Cy Moss", "Bo Lind", "Order", "Where do we keep the contract?")),
        ("FW: News", inline("Weekly <hello@weekly.example>", ANA, "News", "Ten tips. https://w.example/1\nUnsubscribe: https://w.example/u")),
        ("FW: Automatic reply: Order", inline(LEO, ANA, "Automatic reply: Order", "I am back on Monday.")),
        ("FW: Statement", inline("noreply@bank.example", ANA, "Statement", "Your statement is ready.")),
        ("FW: Undeliverable: Order", inline("Mail Delivery System <mailer-daemon@client.example>", ANA, "Undeliverable: Order", "Not delivered.")),
        ("FW: Order", f"What I told him.\n\nFrom: {ANA}\nSent: Monday, 5 January 2026 10:00\nTo: {LEO}\nSubject: Re: Order\n\nOn Friday.\n\nFrom: {LEO}\nSent: Monday, 5 January 2026 09:00\nTo: {ANA}\nSubject: Order\n\n{QUESTION}\n"),
        ("Lunch", "Pizza or soup?"),
    ],
    ids=["a colleague's mail", "by address", "a name nobody knows", "a newsletter", "an automatic reply", "a program", "a failure", "our answer to a client", "none"],
)  # fmt: skip
def test_what_is_no_clients_stays_left_out(subject: str, text: str, tmp_path: Path) -> None:
    found, skipped = archive(tmp_path, letter("forward", ANA, BO, subject, text, "12:00"))
    assert (found, reasons(skipped)) == ([], [LEFT_OUT])


@pytest.mark.parametrize(
    "inner",
    [
        letter("one", BO, ANA, "Order", "Leo is furious.", "09:00"),
        letter("one", LEO, ANA, "Order", "Back on Monday.", "09:00", Auto_Submitted="auto-replied"),
        letter(
            "one",
            ANA,
            LEO,
            "Re: Order",
            f"On Friday.\n\nOn 5 Jan 2026 09:00, {LEO} wrote:\n> {QUESTION}",
            "10:00",
        ),
        letter(
            "one", "News <n@w.example>", ANA, "News", "Ten tips.", "09:00", List_Unsubscribe="<https://w>"
        ),
    ],
    ids=["a colleague's", "an automatic reply", "our answer to a client", "a newsletter"],
)
def test_an_attached_mail_that_is_no_clients_stays_left_out(inner: EmailMessage, tmp_path: Path) -> None:
    found, skipped = archive(tmp_path, forwarding(inner))
    assert (found, reasons(skipped)) == ([], [LEFT_OUT])


def test_a_name_without_an_address_is_the_client_whom_the_archive_knows_by_it(tmp_path: Path) -> None:
    forward = letter("forward", ANA, BO, "FW: Order", inline("Leo Park", "Ana Berg"), "12:00")
    answer = letter("answer", BO, LEO, "Re: Order", "On Friday.", "13:00")
    found, skipped = archive(tmp_path, forward, answer)
    assert [(one.message, one.reply, one.client_address) for one in found] == [
        (QUESTION, "On Friday.", "leo@client.example")
    ]
    assert reasons(skipped) == [LEFT_OUT]


GMAIL_HTML = (
    "<div dir='ltr'>Can you answer?<br><br><div class='gmail_quote'><div dir='ltr' class='gmail_attr'>"
    "---------- Forwarded message ---------<br>From: <strong class='gmail_sendername' dir='auto'>Leo Park</strong> "
    "<span dir='auto'>&lt;<a href='mailto:leo@client.example'>leo@client.example</a>&gt;</span><br>"
    "Date: Mon, Jan 5, 2026 at 9:00 AM<br>Subject: Order<br>To: Ana Berg &lt;<a href='mailto:ana@studio.example'>"
    f"ana@studio.example</a>&gt;<br></div><br><br><div><p>{QUESTION}</p></div></div></div>"
)
OUTLOOK_HTML = (
    "<html><body><p class=MsoNormal>Yours?<o:p></o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
    "<p class=MsoNormal><b>From:</b> Leo Park &lt;leo@client.example&gt; <br><b>Sent:</b> Monday, January 5, 2026 9:00 AM<br>"
    "<b>To:</b> Ana Berg &lt;ana@studio.example&gt;<br><b>Subject:</b> Order<o:p></o:p></p></div></div>"
    f"<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>{QUESTION}<o:p></o:p></p></body></html>"
)


@pytest.mark.parametrize(
    ("subject", "page"),
    [("Fwd: Order", GMAIL_HTML), ("FW: Order", OUTLOOK_HTML)],
    ids=["gmail", "outlook"],
)
def test_a_forward_as_html_only(subject: str, page: str, tmp_path: Path) -> None:
    forward = letter("forward", ANA, BO, subject, "x", "12:00")
    forward.set_content(page, subtype="html")
    found, _ = archive(tmp_path, forward)
    assert [(one.message, one.client_address) for one in found] == [(QUESTION, "leo@client.example")]


def test_a_signature_of_ours_below_the_forward_is_not_the_clients(tmp_path: Path) -> None:
    text = f"{inline(LEO)}\n-- \nAna Berg\nStudio Berg, Hafenstr. 9\n"
    found, _ = archive(tmp_path, letter("forward", ANA, BO, "FW: Order", text, "12:00"))
    assert [(one.message, one.client_names) for one in found] == [
        (QUESTION, ("Leo Park", "leo@client.example", "client.example"))
    ]


def test_processes_find_the_same(tmp_path: Path) -> None:
    mails = []
    for number in range(80):
        sender = f"C{number} <c{number}@client{number}.example>"
        mails.append(letter(f"f{number}", ANA, BO, f"FW: Order {number}", inline(sender, subject=f"Order {number}"), "12:00"))  # fmt: skip
        mails.append(letter(f"a{number}", BO, sender, f"Re: Order {number}", "On Friday.", "13:00"))
    raw = (b"From - Mon Jan  5 09:00:00 2026\n" + mail.as_bytes() + b"\n" for mail in mails)
    (tmp_path / "all").write_bytes(b"".join(raw))
    alone, together = (
        list(read_archive(tmp_path, us=US, detect=lambda _: "en", processes=n)) for n in (0, 2)
    )
    assert alone == together
    assert sum(isinstance(one, Exchange) and one.reply == "On Friday." for one in alone) == 80


def test_a_forward_with_a_large_attachment_before_the_mail(tmp_path: Path) -> None:
    forward = letter("forward", ANA, BO, "Fwd: Order", "Can you answer?", "12:00")
    forward.add_attachment(bytes(90_000), maintype="application", subtype="pdf", filename="plan.pdf")
    forward.add_attachment(letter("original", LEO, ANA, "Order", QUESTION, "09:00"))
    found, _ = archive(tmp_path, forward)
    assert pairs(found) == [(QUESTION, "")]


def test_a_long_quote_that_only_its_end_shows_to_be_a_mailing_is_left_out(tmp_path: Path) -> None:
    tips = "Ten tips for your garden this week, one more useful than the other.\n" * 1200
    ending = "\nUpdate your preferences: https://w.example/1\nUnsubscribe: https://w.example/2\n"
    weekly = inline("Weekly <hello@weekly.example>", text=tips + ending)
    found, skipped = archive(tmp_path, letter("talk", ANA, BO, "Look at this", weekly, "12:00"))
    assert (found, reasons(skipped)) == ([], [LEFT_OUT])


def test_a_date_as_long_as_a_letter_is_no_date(tmp_path: Path) -> None:
    text = inline(LEO).replace("Monday, 5 January 2026 09:00", "2026 " * 400)
    found, _ = archive(tmp_path, letter("forward", ANA, BO, "FW: Order", text, "12:00"))
    assert [(one.message, one.asked_at) for one in found] == [
        (QUESTION, datetime.fromisoformat("2026-01-05T12:00+01:00"))
    ]


def test_an_attribution_with_a_page_of_blanks_is_read_as_with_one(tmp_path: Path) -> None:
    for number, blanks in enumerate((" ", " " * 300)):
        (tmp_path / str(number)).mkdir()
        text = f"Yours?\n\nOn Mon, Jan 5, 2026 at 9:00 AM{blanks}Leo Park <leo@client.example> wrote:\n\n> {QUESTION}\n"
        found, _ = archive(tmp_path / str(number), letter("forward", ANA, BO, "Fwd: Order", text, "12:00"))
        assert [(one.message, one.client) for one in found] == [(QUESTION, "Leo Park (client.example)")]


def test_a_charset_with_a_null_sign_is_none(tmp_path: Path) -> None:
    raw = letter("original", LEO, ANA, "Order", QUESTION, "09:00").as_bytes()
    (tmp_path / "one.eml").write_bytes(raw.replace(b'charset="utf-8"', b'charset="utf\x008"'))
    found = [x for x in read_archive(tmp_path, us=US, detect=lambda _: "en") if isinstance(x, Exchange)]
    assert pairs(found) == [(QUESTION, "")]
