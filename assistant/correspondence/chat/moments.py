"""A moment out of a cell or a page, in whatever form it stands there."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any

from assistant.correspondence.chat.clock import DATE, day_of, from_epoch, from_iso, time_expression, time_of

_MAIL_DATE = re.compile(
    r"(?:[a-z]{3},\s*)?\d{1,2}\s+[a-z]{3}\s+\d{2,4}\s+\d{1,2}:\d\d(?::\d\d)?"
    r"(?:\s+(?![ap]m\b)(?:[+-]\d{4}|[a-z]{1,5}))?(?:\s*\(.*\))?$",
    re.IGNORECASE,
)
_LANGUAGES = ["en", "es", "ru", "de", "pt", "fr", "zh", "af", "nl", "it", "ja", "ko"]


def moment(cell: Any, order: str) -> datetime | None:
    """The moment a cell names; None where it names none."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    text = str(cell or "").strip()
    if not text:
        return None
    if re.fullmatch(r"\d{9,17}(?:\.\d+)?", text):
        return from_epoch(text)
    return from_iso(text) or _in_order(text, order) or _as_in_mail(text) or _in_words(text, order)


def _in_order(text: str, order: str) -> datetime | None:
    found = re.match(rf"{DATE},?\s*(?P<rest>.*)$", text)
    day = day_of(found, order) if found else None
    if not found or not day:
        return None
    clock = re.search(time_expression(), found["rest"], re.IGNORECASE)  # a weekday may stand before it
    return datetime.combine(day, (time_of(clock) if clock else None) or time())


def _as_in_mail(text: str) -> datetime | None:
    if not _MAIL_DATE.match(text):
        return None  # the standard library would take "2:15 PM" for the night
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _in_words(text: str, order: str) -> datetime | None:
    if not re.search(r"\d", text):
        return None
    import dateparser

    return dateparser.parse(text, languages=_LANGUAGES, settings={"DATE_ORDER": order.upper()})
