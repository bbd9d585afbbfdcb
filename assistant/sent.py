"""What was sent in the end becomes an exchange: the knowledge base grows with every answered message.

The draft stays in the journal as it was written; the words that really went out are what later
letters may quote. A reply that apologises, admits or promises is marked like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from assistant.domain import Channel, Exchange, is_unfinished
from assistant.errors import InputError
from assistant.gate import marks
from assistant.journal import Journal
from assistant.knowledge.base import KnowledgeBase
from assistant.language.detect import detect_language

SOURCE = "sent replies"


def keep_sent(
    knowledge: KnowledgeBase,
    journal: Journal,
    draft: Mapping[str, Any],
    text: str,
    *,
    day: date,
    client: str | None = None,
    lexicons: Sequence[Path] = (),
) -> Exchange:
    """The exchange of a journal entry and the words that were sent, in the knowledge base and the journal.

    Sending the same draft again replaces nothing: the same words are known, other words are a
    second exchange. Raises InputError where no client is named or the text has gaps.
    """
    exchange = exchange_of(draft, text, day=day, client=client, lexicons=lexicons)
    knowledge.add_exchanges([exchange], source=SOURCE)
    journal.add("sent", {"draft": draft["id"], "text": text, "client": exchange.client})
    return exchange


def exchange_of(
    draft: Mapping[str, Any],
    text: str,
    *,
    day: date,
    client: str | None = None,
    lexicons: Sequence[Path] = (),
) -> Exchange:
    """The exchange that a draft's message and a text sent on a day make; a text with gaps was not sent."""
    asked = draft["message"]
    if is_unfinished(text):
        raise InputError(
            "The text still has gaps or CHECK marks, so it was not sent as it stands.",
            "Give the text that was sent.",
        )
    name = client or asked["client"]
    if not name:
        raise InputError("Whose message this was is not known.", 'Say it with --client "Name".')
    language = detect_language(text)
    turn = hashlib.sha256(f"{name}\n{asked['text']}\n{asked['date']}".encode()).hexdigest()[:24]
    return Exchange(
        id=hashlib.sha256(f"{turn}\n{text}".encode()).hexdigest()[:24],
        client=name,
        channel=Channel(draft["channel"]),
        message=asked["text"],
        reply=text.strip(),
        source=SOURCE,
        asked_at=datetime.combine(date.fromisoformat(asked["date"]), time(), UTC),
        replied_at=datetime.combine(day, time(), UTC),
        message_language=detect_language(asked["text"]),
        reply_language=language,
        marks=marks(text, language, folders=lexicons),
        turn_id=turn,
        client_names=(name,),
        place=draft["id"],
    )
