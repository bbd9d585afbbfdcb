"""Mails that are no part of a conversation with a client, each with its reason in words for the user."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from assistant.correspondence.identity import Us
from assistant.correspondence.mail.message import Head, Person
from assistant.correspondence.words import words

AUTOMATIC = "an automatic reply"
NEWSLETTER = "a newsletter or mailing"
CALENDAR = "a calendar mail"
BOUNCE = "a delivery failure"
COLLEAGUES = "between colleagues, no client in it"
DUPLICATE = "the same mail again"
EMPTY = "no text of its own"
ENCRYPTED = "encrypted, cannot be read"
CUT_OFF = "it breaks off: only what is there could be read"
DRAFT = "a draft, not sent"
NOTIFICATION = "sent by a program, not by a person"

_MACHINE = re.compile(
    r"^(?:no-?reply|do-?not-?reply|donotreply|noreply-.*|mailer-daemon|postmaster|bounces?|notifications?|alerts?)(?:[+.\-].*)?@",
    re.IGNORECASE,
)
_BOUNCE_FROM = re.compile(
    r"^(?:mailer-daemon|postmaster|bounces?)(?:[+.\-].*)?@|^mailer-daemon$", re.IGNORECASE
)
_MAILDIR_DRAFT = re.compile(r":2,[A-Za-z]*D[A-Za-z]*$")
_BULK = (b"bulk", b"list", b"junk")


def reason_by_head(
    head: Head, sender: Person, recipients: tuple[Person, ...], us: Us, *, answers: bool
) -> str:
    """Why this mail is left out, judged by its headers; "" to keep it.

    `answers` says that it replies to a mail of ours: people answer through mailing systems too.
    """
    subject = head.text(b"subject")
    kind = head.fields.get(b"content-type", b"").lower()
    if (
        _BOUNCE_FROM.match(sender.address)
        or b"report-type=delivery-status" in kind.replace(b'"', b"")
        or _opens(words().bounce, subject, sender)
    ):
        return BOUNCE
    if _is_automatic(head, subject):
        return AUTOMATIC
    if b"text/calendar" in kind or (
        words().calendar.match(subject) and b"multipart" in kind and b"calendar" in kind
    ):
        return CALENDAR
    if b"multipart/encrypted" in kind or (b"application/pkcs7-mime" in kind and b"enveloped" in kind):
        return ENCRYPTED
    if us.owns(sender.name, sender.address):
        outside = [p for p in recipients if not us.owns(p.name, p.address)]
        return COLLEAGUES if recipients and not outside else ""
    if not answers and _is_bulk(head, us):
        return NEWSLETTER
    if not answers and _MACHINE.match(sender.address):
        return NOTIFICATION
    return ""


def is_draft(head: Head, file: Path) -> bool:
    """Whether a mail of ours was never sent: it says so, or lies where its mail program keeps drafts."""
    labels = head.text(b"x-gmail-labels").split(",") if b"x-gmail-labels" in head.fields else []
    if head.fields.get(b"x-unsent", b"").strip() == b"1" or _keeps_drafts(file):
        return True
    return any(label.strip().casefold() in words().drafts for label in labels)


@lru_cache(maxsize=256)
def _keeps_drafts(file: Path) -> bool:
    """By the flag of a maildir, or by the name of the mail program's folder."""
    if _MAILDIR_DRAFT.search(file.name):
        return True
    inside = {"mbox": file.parent, "cur": file.parent.parent, "new": file.parent.parent}
    folder = inside.get(file.name) or inside.get(file.parent.name) or file
    name = folder.name.removesuffix(".mbox").removeprefix(".")
    return name.rpartition(".")[2].casefold() in words().drafts


def reason_by_text(text: str, own: str, head: Head, *, answers: bool) -> str:
    """Why this mail is left out, judged by its words; `own` is what its writer wrote."""
    if "-----BEGIN PGP MESSAGE-----" in text:
        return ENCRYPTED
    if b"begin:vcalendar" in text[:200].lower().encode("ascii", "ignore"):
        return CALENDAR
    if not own.strip():
        return EMPTY
    if not answers and (b"list-unsubscribe" in head.fields or text.count("http") >= 4):
        end = text[-1500:].lower()
        return NEWSLETTER if any(phrase in end for phrase in words().newsletter) else ""
    return ""


def _is_automatic(head: Head, subject: str) -> bool:
    submitted = head.fields.get(b"auto-submitted", b"no").strip().lower()
    if not submitted.startswith(b"no") or any(
        name in head.fields
        for name in (b"x-autoreply", b"x-autorespond", b"x-auto-reply", b"x-autoresponder")
    ):
        return True
    if head.fields.get(b"precedence", b"").strip().lower() == b"auto_reply":
        return True
    return bool(words().automatic.match(subject))


def _opens(pattern: re.Pattern[str], subject: str, sender: Person) -> bool:
    """A failure notice by its subject, if no person signs it."""
    return bool(pattern.match(subject)) and (
        not sender.name or "mail" in sender.name.casefold() or not sender.address
    )


def _is_bulk(head: Head, us: Us) -> bool:
    """Sent to a list that is not our own address."""
    list_id = head.text(b"list-id").rpartition("<")[2].strip("> ").lower()
    ours = any(list_id.endswith(domain) for domain in us.domains if domain)
    marks = b"list-unsubscribe" in head.fields or (b"list-id" in head.fields and not ours)
    return marks or head.fields.get(b"precedence", b"").strip().lower() in _BULK
