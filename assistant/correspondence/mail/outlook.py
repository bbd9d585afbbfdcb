"""Outlook's own formats, turned into ordinary mail: .msg by python-oxmsg, .pst by the program readpst."""

from __future__ import annotations

import shutil
import struct
import subprocess
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Any

from assistant.errors import InputError

_SUBJECT, _BODY, _RTF = 0x0037, 0x1000, 0x1009
_NAMES = (0x0C1A, 0x0042)
_ADDRESSES = (0x5D01, 0x5D02, 0x0C1F, 0x0065)
_MESSAGE_ID, _REFERENCES, _IN_REPLY_TO = 0x1035, 0x1039, 0x1042
_FROM_HEADERS = (
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "Precedence",
    "List-Id",
    "List-Unsubscribe",
    "Cc",
)
_DAMAGED = (OSError, KeyError, ValueError, IndexError, struct.error, AttributeError, TypeError)
_MINUTES_OF_READPST = 30


def is_outlook_message(path: Path) -> bool:
    """True for .msg; Word and Excel files of the same container are none."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            return bool(container.exists("__properties_version1.0"))
    except _DAMAGED:
        return False


def msg_bytes(path: Path) -> bytes:
    """An Outlook message as the bytes of an ordinary mail. Raises InputError when it is damaged."""
    from oxmsg import Message

    try:
        return _as_mail(Message.load(str(path))).as_bytes()
    except _DAMAGED as error:
        raise InputError(f"the Outlook message is damaged: {error}", "Save it again from Outlook.") from error


def _as_mail(source: Any) -> EmailMessage:
    mail = EmailMessage()
    headers = {name.lower(): value for name, value in source.message_headers.items()}
    _set(mail, "Subject", source.subject)
    _set(mail, "From", headers.get("from") or source.sender or _sender(source))
    _set(mail, "To", ", ".join(formataddr((p.name or "", p.email_address or "")) for p in source.recipients))
    if source.sent_date:
        mail["Date"] = format_datetime(source.sent_date)
    for name in _FROM_HEADERS:
        _set(mail, name, headers.get(name.lower(), ""))
    for name, key in (
        ("Message-ID", _MESSAGE_ID),
        ("In-Reply-To", _IN_REPLY_TO),
        ("References", _REFERENCES),
    ):
        if name not in mail:
            _set(mail, name, source.properties.str_prop_value(key))
    text = source.body
    if not (text or "").strip() and source.html_body:
        mail.set_content(source.html_body, subtype="html")
    else:
        mail.set_content(text or "")
    return mail


def _sender(source: Any) -> str:
    """Mail sent from Outlook itself has no transport headers, only properties."""
    name = next((v for key in _NAMES if (v := source.properties.str_prop_value(key))), "")
    address = next((v for key in _ADDRESSES if (v := source.properties.str_prop_value(key)) and "@" in v), "")
    return formataddr((name, address)) if address else name


def _set(mail: EmailMessage, name: str, value: str | None) -> None:
    clean = " ".join((value or "").split())
    if clean:
        mail[name] = clean


def unpack_pst(path: Path, folder: Path) -> None:
    """Write the mail folders of a .pst below `folder` as mbox files.

    Raises InputError when the program readpst is missing or cannot read the file.
    """
    program = shutil.which("readpst")
    if program is None:
        raise InputError(
            "Outlook .pst files need the program readpst, which is not installed",
            "Install the package pst-utils (libpst), or export the mails from Outlook as .msg or .eml.",
        )
    try:
        run = subprocess.run(
            [program, "-r", "-q", "-o", str(folder), str(path)],
            capture_output=True, text=True, timeout=_MINUTES_OF_READPST * 60, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise InputError("readpst did not finish", "Split the .pst file in Outlook.") from error
    if run.returncode:
        raise InputError(
            f"readpst cannot read it: {run.stderr.strip()[:200] or 'it may be damaged or protected'}"
        )
