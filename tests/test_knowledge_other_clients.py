"""Exchanges of other clients are marked as such however alike the names are, and only a few are handed out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assistant.domain import Channel, Exchange, Passage, Reading
from assistant.knowledge import KnowledgeBase
from assistant.models.embeddings import E5Embeddings

ASK = "When will the garden wall be finished, and what does the extra gate cost?"


def exchange(number: int, client: str, *, names: tuple[str, ...] = (), address: str = "") -> Exchange:
    return Exchange(
        f"x{number}",
        client,
        Channel.EMAIL,
        f"{ASK} ({number})",
        f"The wall is finished in week {number + 20}; the gate costs {number}00 euros.",
        "mail.mbox",
        asked_at=datetime(2026, 4, number + 1, 9),
        replied_at=datetime(2026, 4, number + 1, 12),
        message_language="en",
        reply_language="en",
        client_address=address,
        client_names=names,
        turn_id=f"t{number}",
    )


MIRA = exchange(1, "Mira Okafor", names=("Mira Okafor",), address="mira@okafor-homes.example")
SURNAME = exchange(2, "Tobe Okafor", names=("Tobe Okafor",), address="tobe@elsewhere.example")
DOMAIN = exchange(3, "Jon Pell", names=("Jon Pell",), address="jon@bigmail.example")
SAME_DOMAIN = exchange(4, "Ada Reyes", names=("Ada Reyes",), address="ada@bigmail.example")
FORWARDER = exchange(5, "Site Office North", names=("Site Office North",), address="office@north.example")
QUOTED = replace(
    exchange(6, "Lena Voss", names=("Lena Voss",), address="lena@voss.example"),
    message=f"Fwd: from Mira Okafor to the site office. {ASK}",
)
PROJECT = (
    exchange(
        7,
        "Riverside House, Kim Lund",
        names=("Riverside House, Kim Lund", "Kim Lund"),
        address="kim@lund.example",
    ),
    exchange(
        8,
        "Riverside House, Paul Diaz",
        names=("Riverside House, Paul Diaz", "Paul Diaz"),
        address="p@diaz.example",
    ),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(tmp_path_factory.mktemp("store"), E5Embeddings(threads=1)) as knowledge:
        everyone = (MIRA, SURNAME, DOMAIN, SAME_DOMAIN, FORWARDER, QUOTED, *PROJECT)
        knowledge.add_exchanges(everyone, source="mail.mbox")
        yield knowledge


def own(store: KnowledgeBase, client: str | None) -> set[str]:
    reading = Reading(ASK, "en", "Latn", Channel.EMAIL)
    return {match.client for match in store.retrieve(reading, client=client, limit=28) if match.own_client}


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ("Mira Okafor", {"Mira Okafor"}),  # not the one with the same surname, nor the mail that quotes her
        ("Jon Pell", {"Jon Pell"}),
        ("jon@bigmail.example", {"Jon Pell"}),  # a shared domain makes nobody the same client
        ("Kim Lund", {"Riverside House, Kim Lund"}),
        ("Riverside House, Kim Lund", {"Riverside House, Kim Lund"}),  # a shared project neither
        ("Nobody Known", set()),
        (None, set()),
    ],
)
def test_only_the_client_s_own_exchanges_count_as_own(
    store: KnowledgeBase, client: str | None, expected: set[str]
) -> None:
    assert own(store, client) == expected


def test_few_exchanges_of_others_come_with_a_message(store: KnowledgeBase) -> None:
    reading = Reading(ASK, "en", "Latn", Channel.EMAIL)
    strangers = [m for m in store.retrieve(reading, client="Mira Okafor", limit=28) if not m.own_client]
    assert len(strangers) == 2


def test_a_search_shows_all_of_them(store: KnowledgeBase) -> None:
    assert len(store.search(ASK, limit=20)) == 8


def test_a_document_for_clients_elsewhere_is_found_only_in_their_language_or_where_there_is_no_other(
    tmp_path: Path,
) -> None:
    """A Spanish sheet "for clients in Madrid" does not bear on an English message while the English terms do."""
    text = "The deposit of the garden wall is kept within 30 days of the start."
    madrid = Passage(
        "p1", "La señal del muro del jardín no se devuelve con menos de 30 días.", "madrid.md",
        "Política de cancelación (para clientes de Madrid)", clause="3", language="es",
    )  # fmt: skip
    terms = Passage("p2", text, "terms.md", "Terms", clause="4.1", language="en")
    asked = "We cancel the garden wall. Do we get the deposit back?"
    with KnowledgeBase(tmp_path / "store", E5Embeddings(threads=1)) as knowledge:
        knowledge.add_passages([madrid], source="madrid.md")
        english, spanish = (Reading(asked, language, "Latn", Channel.EMAIL) for language in ("en", "es"))
        assert [match.id for match in knowledge.retrieve(english, limit=28)] == ["p1"]
        knowledge.add_passages([terms], source="terms.md")
        assert {match.id for match in knowledge.retrieve(english, limit=28)} == {"p2"}
        assert {match.id for match in knowledge.retrieve(spanish, limit=28)} == {"p1", "p2"}
