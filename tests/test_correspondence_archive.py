"""From archives to exchanges: who answered whom, what is left out, what damage does."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from pathlib import Path

import pytest

from assistant.correspondence.archive import fingerprint, propose_us, read_archive
from assistant.correspondence.steps import Step
from assistant.domain import Channel, Exchange, Outcome, Skipped
from assistant.errors import InputError

US = ["@studio.example"]
ANA, BO = "Ana Berg <ana@studio.example>", "Bo Lind <bo@studio.example>"
LEO, MIA = "Leo Park <leo@client.example>", "Mia Roth <mia@gmail.com>"
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def mail(
    number: int,
    sender: str,
    to: str,
    text: str,
    *,
    hours: float = 0,
    answers: int | None = None,
    subject: str = "Order",
    **more: str,
) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = format_datetime(START + timedelta(hours=hours))
    made["Message-ID"] = f"<{number}@x.example>"
    if answers is not None:
        made["In-Reply-To"] = f"<{answers}@x.example>"
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def mbox(path: Path, *mails: bytes) -> Path:
    path.write_bytes(b"".join(b"From - Mon Jan  5 09:00:00 2026\n" + raw + b"\n" for raw in mails))
    return path


def read(path: Path, us: list[str] = US, client: str | None = None) -> tuple[list[Exchange], list[Skipped]]:
    found = list(read_archive(path, us=us, client=client, detect=lambda _: "en"))
    return [x for x in found if isinstance(x, Exchange)], [x for x in found if isinstance(x, Skipped)]


def pairs(path: Path, us: list[str] = US) -> list[tuple[str, str]]:
    return [(x.message, x.reply) for x in read(path, us)[0]]


def test_turns_are_paired_with_our_answers(tmp_path: Path) -> None:
    box = mbox(
        tmp_path / "box",
        mail(1, LEO, ANA, "Where is it?"),
        mail(2, LEO, ANA, "Hello?", hours=1, answers=1),
        mail(3, ANA, LEO, "Looking.", hours=2, answers=2),
        mail(4, BO, LEO, "On Friday.", hours=5, answers=3),
        mail(5, LEO, ANA, "Thanks, perfect.", hours=6, answers=4),
    )
    first, second = read(box)[0]
    assert (first.message, first.reply) == ("Where is it?\n\nHello?", "Looking.\n\nOn Friday.")
    assert (first.client, first.client_address) == ("Leo Park (client.example)", "leo@client.example")
    assert (first.channel, first.subject, first.author) == (Channel.EMAIL, "Order", "Ana Berg, Bo Lind")
    assert (first.asked_at, first.replied_at) == (START, START + timedelta(hours=2))
    assert (first.outcome, first.outcome_words) == (Outcome.RESOLVED, "Thanks, perfect")
    assert (second.message, second.reply, second.outcome) == ("Thanks, perfect.", "", Outcome.UNKNOWN)
    assert (first.source, first.message_language) == (str(box), "en")


def test_an_answer_goes_to_the_mail_it_names(tmp_path: Path) -> None:
    box = mbox(
        tmp_path / "box",
        mail(1, LEO, ANA, "First question?"),
        mail(2, ANA, LEO, "First answer.", hours=1, answers=1),
        mail(3, LEO, ANA, "Second question?", hours=2, answers=2),
        mail(4, ANA, LEO, "More on the first.", hours=3, answers=1),
        mail(5, ANA, LEO, "Second answer.", hours=4, answers=3),
    )
    assert pairs(box) == [
        ("First question?", "First answer."),
        ("Second question?", "More on the first.\n\nSecond answer."),
    ]


def test_where_we_wrote_first_there_is_no_question(tmp_path: Path) -> None:
    box = mbox(
        tmp_path / "box",
        mail(1, ANA, LEO, "We need the photos by Friday."),
        mail(2, ANA, LEO, "A reminder.", hours=200, answers=1),
        mail(3, LEO, ANA, "Tomorrow.", hours=210, answers=2),
    )
    assert pairs(box) == [("", "We need the photos by Friday."), ("", "A reminder."), ("Tomorrow.", "")]


def test_threads_cross_files_and_lost_headers(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(mail(1, LEO, ANA, "Where is it?"))
    mbox(tmp_path / "sent", mail(2, ANA, LEO, "On Friday.", hours=3, answers=1))
    (tmp_path / "3.eml").write_bytes(mail(3, MIA, ANA, "And mine?", subject="Tiles"))
    (tmp_path / "4.eml").write_bytes(mail(4, ANA, MIA, "On Monday.", subject="Re: Tiles", hours=30))
    assert pairs(tmp_path) == [("Where is it?", "On Friday."), ("And mine?", "On Monday.")]


def test_what_is_no_conversation_is_left_out_with_its_reason(tmp_path: Path) -> None:
    calendar = mail(8, LEO, ANA, "x", subject="Accepted: call").replace(b"text/plain", b"text/calendar")
    box = mbox(
        tmp_path / "box",
        mail(1, LEO, ANA, "Where is it?"),
        mail(1, LEO, ANA, "Where is it?"),
        mail(2, LEO, ANA, "Back on Monday.", subject="Automatic reply: Order"),
        mail(3, LEO, ANA, "Away.", subject="Order", Auto_Submitted="auto-replied"),
        mail(
            4,
            "Weekly <hello@weekly.example>",
            ANA,
            "News.",
            subject="News",
            List_Unsubscribe="<https://w.example>",
        ),
        mail(
            5,
            "MAILER-DAEMON@client.example",
            ANA,
            "Not delivered.",
            subject="Undelivered Mail Returned to Sender",
        ),
        mail(6, BO, ANA, "Do not tell Leo.", subject="internal"),
        mail(7, LEO, ANA, "> old\n> words", subject="Re: Order"),
        calendar,
        mail(9, "noreply@bank.example", ANA, "Your statement.", subject="Statement"),
    )
    found, skipped = read(box)
    assert [x.message for x in found] == ["Where is it?"]
    assert {(x.source.removeprefix(f"{box}: "), x.reason) for x in skipped} == {
        ("Order", "the same mail again"),
        ("Automatic reply: Order", "an automatic reply"),
        ("Order", "an automatic reply"),
        ("News", "a newsletter or mailing"),
        ("Undelivered Mail Returned to Sender", "a delivery failure"),
        ("internal", "between colleagues, no client in it"),
        ("Re: Order", "no text of its own"),
        ("Accepted: call", "a calendar mail"),
        ("Statement", "sent by a program, not by a person"),
    }


def with_calendar(number: int, subject: str, method: str, *, attached: bool) -> bytes:
    made = message_from_bytes(mail(number, LEO, ANA, "See you on Friday?", subject=subject), policy=default)
    assert isinstance(made, EmailMessage)
    part = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n".encode()
    if attached:
        made.add_attachment(part, maintype="text", subtype="calendar", filename="friday.ics")
    else:
        made.add_alternative(part, maintype="text", subtype="calendar")
    return made.as_bytes()


def test_an_invitation_is_left_out_but_not_a_mail_with_a_calendar_file(tmp_path: Path) -> None:
    box = mbox(
        tmp_path / "box",
        with_calendar(1, "Review call", "REQUEST", attached=False),
        with_calendar(2, "Accepted: Review call", "REPLY", attached=False),
        with_calendar(3, "The date", "PUBLISH", attached=True),
    )
    found, skipped = read(box)
    assert [x.subject for x in found] == ["The date"]
    assert [x.reason for x in skipped] == ["a calendar mail", "a calendar mail"]


def test_names_of_a_client_are_no_closing_formulas(tmp_path: Path) -> None:
    text = "Wo ist das?\n\nMit freundlichen Grüßen\nLeo Park\nClient Ltd\n\nGesendet von meinem iPhone"
    found, _ = read(mbox(tmp_path / "box", mail(1, LEO, ANA, text)))
    assert [x.client_names for x in found] == [
        ("Leo Park", "leo@client.example", "client.example", "Client Ltd")
    ]


def test_a_client_may_answer_through_a_mailing_list(tmp_path: Path) -> None:
    box = mbox(
        tmp_path / "box",
        mail(1, ANA, LEO, "We need the photos."),
        mail(
            2,
            LEO,
            ANA,
            "Here they are.",
            hours=1,
            answers=1,
            List_Id="<all.client.example>",
            Precedence="list",
        ),
    )
    assert pairs(box) == [("", "We need the photos."), ("Here they are.", "")]


def test_overlapping_archives_give_the_same_ids(tmp_path: Path) -> None:
    one = [mail(1, LEO, ANA, "Where is it?"), mail(2, ANA, LEO, "On Friday.", hours=1, answers=1)]
    more = [*one, mail(3, LEO, ANA, "And the invoice, please?", hours=40, answers=2)]
    short, grown = mbox(tmp_path / "a", *one), mbox(tmp_path / "b", *more)
    assert [x.id for x in read(short)[0]] == [x.id for x in read(grown)[0]][:1]
    open_turn = mbox(tmp_path / "c", *one[:1])
    assert read(open_turn)[0][0].turn_id == read(short)[0][0].turn_id


@pytest.mark.parametrize(
    "us",
    [["ana@studio.example", "bo@studio.example"], ["Ana Berg", "Bo Lind"], ["Ana Berg <ana@studio.example>"]],
)
def test_us_by_address_domain_or_name(tmp_path: Path, us: list[str]) -> None:
    box = mbox(
        tmp_path / "box",
        mail(1, LEO, ANA, "Where is it?"),
        mail(2, ANA, LEO, "On Friday.", hours=1, answers=1),
    )
    assert pairs(box, us) == [("Where is it?", "On Friday.")]


def test_us_is_proposed_from_the_data(tmp_path: Path) -> None:
    box = mbox(
        tmp_path / "box",
        mail(1, LEO, ANA, "x"),
        mail(2, MIA, ANA, "y"),
        mail(3, BO, "x@other.example", "z"),
        mail(4, ANA, LEO, "w"),
    )
    assert propose_us(box)[:2] == [("@studio.example", 4), ("ana@studio.example", 3)]


def test_us_is_proposed_from_chats_too(tmp_path: Path) -> None:
    for name in ("Leo", "Mia"):
        lines = [
            f"05/01/2026, 10:0{n} - {who}: line {n}"
            for n, who in enumerate((name, "Ana Berg", name, "Ana Berg"))
        ]
        (tmp_path / f"WhatsApp Chat with {name}.txt").write_text("\n".join(lines), encoding="utf-8")
    assert propose_us(tmp_path)[0] == ("Ana Berg", 2)


def test_client_can_be_named(tmp_path: Path) -> None:
    assert (
        read(mbox(tmp_path / "box", mail(1, LEO, ANA, "x")), client="Park & Co")[0][0].client == "Park & Co"
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.mbox", b"", "the file is empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200), "neither text nor mail nor a chat"),
        ("cut.xlsx", b"PK\x03\x04\x14\x00\x00\x00" + bytes(40), "damaged: only a part of it is there"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an encrypted or old Office file: save it without a password in today's format"),
        ("signal-2024-03-12-10-00-00.backup", b"\0\0\0\x36\x0a\x34\x0a\x10" + bytes(16) + b"\x12\x20" + bytes(90), "an encrypted Signal backup: write the chats as text first (signalbackup-tools, sigtop) and add that"),
        ("msgstore.db", b"SQLite format 3\0" + bytes(600), "a database of a program: export the chats from the program and add that"),
        ("pgp.eml", mail(1, LEO, ANA, "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"), "encrypted, cannot be read"),
        ("1.emlx", b"99999999\nSubject: x\nFrom: leo@client.example\n\n", "no text of its own"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_reported(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    found, skipped = read(tmp_path)
    assert (found, [x.reason for x in skipped]) == ([], [reason])


def test_a_mailbox_that_was_cut_off_says_so_and_keeps_what_is_there(tmp_path: Path) -> None:
    whole = EmailMessage()
    whole["From"], whole["To"], whole["Subject"], whole["Message-ID"] = LEO, ANA, "Tiles", "<9@mail.example>"
    whole.set_content("Where is it? We wait. " * 40, cte="base64")
    raw = whole.as_bytes()
    box = mbox(tmp_path / "box", mail(1, LEO, ANA, "And the grout?"), raw[: raw.rindex(b"\n", 0, -90) - 3])
    found, skipped = read(box)
    assert [x.message[:14] for x in found] == ["Where is it? W", "And the grout?"]
    assert [(x.source, x.reason) for x in skipped] == [
        (f"{box}: Tiles", "it breaks off: only what is there could be read")
    ]


def test_a_mailbox_that_was_cut_off_in_a_header_gives_no_words_that_nobody_wrote(tmp_path: Path) -> None:
    raw = mail(2, LEO, ANA, "And the grout?", subject="Grout")
    box = mbox(tmp_path / "box", mail(1, LEO, ANA, "Where is it?"), raw[: raw.index(b"-Transfer") + 6])
    box.write_bytes(box.read_bytes().rstrip())
    found, skipped = read(box)
    assert [x.message for x in found] == ["Where is it?"]
    assert [(x.source, x.reason) for x in skipped] == [
        (f"{box}: Grout", "it breaks off: only what is there could be read")
    ]


def test_pst_without_its_program_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "box.pst").write_bytes(b"!BDN" + bytes(100))
    assert [x.reason for x in read(tmp_path / "box.pst")[1]] == [
        "Outlook .pst files need the program readpst, which is not installed. "
        "Install the package pst-utils (libpst), or export the mails from Outlook as .msg or .eml."
    ]


def test_pst_is_unpacked_by_readpst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mbox(tmp_path / "inside", mail(1, LEO, ANA, "Where is it?"))
    program = tmp_path / "bin" / "readpst"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n/bin/cp {tmp_path / "inside"} "$4/Inbox"\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(program.parent))
    pst = tmp_path / "box.pst"
    pst.write_bytes(b"!BDN" + bytes(100))
    assert [(x.message, x.source) for x in read(pst)[0]] == [("Where is it?", str(pst))]


def test_a_cut_mailbox_gives_what_it_has(tmp_path: Path) -> None:
    box = mbox(
        tmp_path / "box",
        mail(1, LEO, ANA, "Where is it?"),
        mail(2, LEO, ANA, "A long second mail. " * 20, hours=300),
    )
    box.write_bytes(box.read_bytes()[:-200])
    assert [x.message[:20] for x in read(box)[0]] == ["Where is it?", "A long second mail. "]


def test_folders_are_walked_and_maildirs_read(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    (tmp_path / "Maildir" / "cur" / "1.host:2,S").write_bytes(mail(1, LEO, ANA, "Where is it?"))
    (tmp_path / "Maildir" / "new" / "2.host").write_bytes(mail(2, ANA, LEO, "On Friday.", hours=1, answers=1))
    (tmp_path / "Maildir" / "tmp" / "3.host").write_bytes(b"half")
    (tmp_path / "Maildir" / "dovecot.index.log").write_bytes(b"\x01")
    (tmp_path / ".DS_Store").write_bytes(b"\x00")
    found, skipped = read(tmp_path)
    assert ([(x.message, x.reply) for x in found], skipped) == ([("Where is it?", "On Friday.")], [])


def test_what_lies_in_the_subfolders_of_a_maildir_is_read(tmp_path: Path) -> None:
    files = {
        "cur/1.M1:2,S": mail(1, LEO, ANA, "Where is it?"),
        ".Sent/cur/2.M2:2,S": mail(2, ANA, LEO, "On Friday.", hours=1, answers=1),
        ".Archives.2025/cur/3.M3:2,S": mail(3, LEO, ANA, "It came, thanks.", hours=99, answers=2),
        ".Sent/tmp/4.M4": mail(4, ANA, LEO, "On Fri", hours=1, answers=1),
        ".git/5": mail(5, LEO, ANA, "No mail."),
    }
    for name, raw in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    assert pairs(tmp_path) == [("Where is it?", "On Friday."), ("It came, thanks.", "")]


def test_what_we_never_sent_is_no_reply(tmp_path: Path) -> None:
    answer = mail(2, ANA, LEO, "On Friday.", hours=1, answers=1)
    german = answer.replace(b"Subject:", b"X-Gmail-Labels: =?UTF-8?Q?Wichtig,Entw=C3=BCrfe?=\nSubject:")
    files = {
        "cur/1.M1:2,S": mail(1, LEO, ANA, "Where is it?"),
        "cur/2.M2:2,DS": answer,
        ".INBOX.Drafts/cur/3.M3:2,": answer,
        "Brouillons.mbox/mbox": b"From - Mon Jan  5 09:00:00 2026\n" + answer,
        "all.mbox": b"From - Mon Jan  5 09:00:00 2026\n" + german,
        "saved.eml": b"X-Unsent: 1\n" + answer,
    }
    for name, raw in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    found, skipped = read(tmp_path)
    assert [(x.message, x.reply) for x in found] == [("Where is it?", "")]
    assert [x.reason for x in skipped] == ["a draft, not sent"] * 5


def test_a_folder_named_tmp_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    mbox(tmp_path / "tmp" / "box", mail(1, LEO, ANA, "Where is it?"))
    assert pairs(tmp_path) == [("Where is it?", "")]


def test_progress_counts_bytes_then_messages_and_the_exchanges_made_of_them(tmp_path: Path) -> None:
    mails = [mail(1, LEO, ANA, "Where is it?"), mail(2, ANA, LEO, "On Friday.", hours=1, answers=1)]
    size = mbox(tmp_path / "box", *mails).stat().st_size
    (tmp_path / "chat.txt").write_text("Client: and the logo?\nUs: here it is\nClient: thanks\n")
    chat = (tmp_path / "chat.txt").stat().st_size
    seen: list[Step] = []
    list(read_archive(tmp_path, us=US, on_progress=seen.append, detect=lambda _: "en"))
    first = seen[0].done
    assert seen == [
        Step("reading", first, size + chat, 1),
        Step("reading", size, size + chat, 2),
        Step("reading", size + chat, size + chat, 5),
        Step("pairing", 1, 5, 5, 0),
        Step("pairing", 2, 5, 5, 0),
        Step("pairing", 2, 5, 5, 1),
        Step("pairing", 5, 5, 5, 1),
        Step("pairing", 5, 5, 5, 2),
        Step("pairing", 5, 5, 5, 3),
        Step("pairing", 5, 5, 5, 3),
    ]


def test_bodies_are_read_one_thread_at_a_time(tmp_path: Path) -> None:
    box = mbox(tmp_path / "box", *(mail(n, LEO, ANA, f"Question {n}?", subject=f"s{n}") for n in range(3)))
    stream: Iterator[Exchange | Skipped] = read_archive(box, us=US, detect=lambda _: "en")
    assert isinstance(next(stream), Exchange)


def test_nobody_known_as_us_and_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not known who 'we' are"):
        read_archive(tmp_path, us=[])
    with pytest.raises(InputError, match="does not exist"):
        read_archive(tmp_path / "none", us=US)


def test_a_chat_of_ours_alone_is_left_out_as_colleagues(tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Team.txt"
    chat.write_text(
        "12/03/2024, 09:02 - Ana Berg: standup at ten\n12/03/2024, 09:03 - Bo Lind: I will be late\n"
    )
    found, skipped = read(chat, us=["Ana Berg", "Bo Lind"])
    assert (found, [x.reason for x in skipped]) == ([], ["between colleagues, no client in it"] * 2)
    found, skipped = read(chat, us=["Bo Lind"])
    assert ([(x.client, x.message, x.reply) for x in found], skipped) == (
        [("Ana Berg", "standup at ten", "I will be late")],
        [],
    )


def test_a_pasted_talk_belongs_to_the_client_its_file_names(tmp_path: Path) -> None:
    (tmp_path / "Casa Verde.md").write_text("# Domain\n\n**Client:** who owns it?\n\n**Us:** You do.\n")
    (tmp_path / "Lindental.txt").write_text("Kunde: Was kostet es?\nWir: Nichts.\n")
    found, _ = read(tmp_path)
    assert {(x.client, x.client_names) for x in found} == {
        ("Casa Verde", ("Casa Verde", "Domain")),
        ("Lindental", ("Lindental",)),
    }


def test_fingerprint_changes_with_the_content(tmp_path: Path) -> None:
    box = mbox(tmp_path / "box", mail(1, LEO, ANA, "x"))
    before, folder = fingerprint(box), fingerprint(tmp_path)
    assert (fingerprint(box), fingerprint(tmp_path)) == (before, folder)
    mbox(box, mail(1, LEO, ANA, "y"))
    assert fingerprint(box) != before and fingerprint(tmp_path) != folder


def test_zips(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.txt", "hello")
    assert [x.reason for x in read(tmp_path / "x.zip")[1]] == [
        "a packed archive of something else than a chat: unpack it and add the folder"
    ]
    raw = bytearray((tmp_path / "x.zip").read_bytes())
    raw[6] |= 1
    (tmp_path / "x.zip").write_bytes(raw)
    assert [x.reason for x in read(tmp_path / "x.zip")[1]] == [
        "it is encrypted: unpack it with its password and add the folder"
    ]


def test_a_file_that_vanishes_between_the_passes(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(mail(1, LEO, ANA, "Where is it?"))
    (tmp_path / "2.eml").write_bytes(mail(2, MIA, ANA, "And mine?", subject="Tiles", hours=1))
    found: list[Exchange | Skipped] = []
    for one in read_archive(tmp_path, us=US, detect=lambda _: "en"):
        found.append(one)
        (tmp_path / "2.eml").unlink(missing_ok=True)
    assert [type(one) for one in found] == [Exchange, Skipped]
