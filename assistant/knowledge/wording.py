"""The index terms of a record: its own words, those of its headings, and its topics."""

from __future__ import annotations

from assistant.domain import Passage
from assistant.knowledge.records import Record
from assistant.knowledge.terms import clause_term, terms
from assistant.knowledge.topics import topics_of_clause


def index_columns(record: Record) -> tuple[list[str], list[str], list[str]]:
    """Terms of the text, of the headings, and topics."""
    if isinstance(record, Passage):
        title = f"{record.document} {record.heading}"
        clause = [clause_term(record.clause)] if record.clause else []
        return terms(record.text), [*terms(title), *clause], topics_of_clause(f"{title} {record.text}")
    text = f"{record.message}\n{record.reply}"
    return terms(text), terms(record.subject), topics_of_clause(f"{record.subject} {text}")
