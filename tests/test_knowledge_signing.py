"""How letters are signed to a client nobody wrote to before."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import Channel, Exchange
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.signing import only_name, usual_signature
from tests.conftest import TopicEmbeddings


@pytest.mark.parametrize(
    ("counted", "signed"),
    [
        ({"Mara, Harbour Studio": 9, "Tom": 1}, "Mara, Harbour Studio"),
        ({"Mara": 3, "Tom": 2}, ""),
        ({"Mara": 1}, ""),
        ({"Boris Lang": 2, "": 6}, ""),
        ({}, ""),
    ],
)
def test_the_house_signs_as_nearly_all_its_letters_do(counted: dict[str, int], signed: str) -> None:
    assert usual_signature(counted) == signed


@pytest.mark.parametrize(
    ("us", "language", "name"),
    [
        (("@dioptria.example", "Ольга Синицына"), "ru", "Ольга Синицына"),
        (("@dioptria.example", "Ольга Синицына"), "en", ""),
        (("Mara Voss", "Tom Reid"), "en", ""),
        (("林庭安",), "zh-Hant", "林庭安"),
        (("mara@harbour.example",), "en", ""),
        (("You",), "en", ""),
    ],
)
def test_our_one_name_signs_what_is_written_in_its_letters(
    us: tuple[str, ...], language: str, name: str
) -> None:
    assert only_name(us, language) == name


def test_a_name_given_as_ours_signs_only_where_no_letter_of_that_language_is_signed(tmp_path: Path) -> None:
    sent = Exchange("1", "Ann", Channel.EMAIL, "When?", "On Friday.", "mail.mbox", reply_language="en")
    signed = replace(sent, reply_signature="Mara", reply="On Friday.\n\nMara")
    with KnowledgeBase(tmp_path / "store", TopicEmbeddings()) as knowledge:
        knowledge.remember_us(["Olga Reid"])
        knowledge.add_exchanges([sent], source="mail.mbox")
        assert knowledge.signature("en") == "Olga Reid"
        knowledge.add_exchanges(
            [replace(signed, id=str(n), message=f"{n}?") for n in range(2, 7)], source="mail.mbox"
        )
        assert [knowledge.signature("en"), knowledge.signature("es")] == ["Mara", "Olga Reid"]
        knowledge.add_exchanges(
            [replace(signed, id=each, message=each, reply_signature="Tom") for each in ("a", "b")],
            source="mail.mbox",
        )
        assert knowledge.signature("en") == ""
