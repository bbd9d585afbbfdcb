"""What the shipped playbook says: every situation served, every rule kept, nothing the gate blocks."""

import re
from collections import Counter

import pytest

from assistant.domain import Channel, Evidence, MoveKind, Reading, Route, Severity, Situation
from assistant.drafting.phrases import load_phrases
from assistant.gate import check
from assistant.knowledge.playbook import cards_for, exemplar_matches, exemplars, load_cards, situations
from assistant.reading.heads import labels
from assistant.resources import shipped

FULL = ("af", "en", "es", "ru", "zh-Hans", "zh-Hant")
ALL = tuple(sorted(path.stem for path in (shipped("knowledge") / "exemplars").glob("*.yaml")))
MOVES = set(MoveKind) - {MoveKind.GREETING, MoveKind.SIGN_OFF}


def reading(situation: str, *, language: str = "en", **more: object) -> Reading:
    values = {"temperature": 3, "situation": Situation(situation, 0.9)} | more
    return Reading("text", language, "Latn", Channel.EMAIL, **values)  # type: ignore[arg-type]


def test_every_kind_of_trouble_and_every_burden_that_is_read_has_its_phrases() -> None:
    burdens = set(labels("burden")) - {"none", "pleased"}  # praise has the phrases of praise with a demand
    assert set(situations()) | burdens == set(load_phrases("en").entries["acknowledge"]) - {
        "unsure",
        "friendly",
    }


@pytest.mark.parametrize("situation", situations())
def test_every_situation_has_a_card_of_its_own_with_advice(situation: str) -> None:
    cards = {card.id: card for card in load_cards()}
    best = cards[cards_for(reading(situation), list(cards.values()))[0].id]
    assert situation in best.when.situations and best.do


@pytest.mark.parametrize("route", [Route.LEGAL, Route.MANAGER, Route.SAFETY, Route.WAIT])
def test_every_route_has_a_card(route: Route) -> None:
    found = cards_for(reading("unsure", route=route), load_cards())
    by_id = {card.id: card for card in load_cards()}
    assert route.value in by_id[found[0].id].when.routes


def test_what_holds_for_every_reply_is_found_when_nothing_else_is() -> None:
    found = [match.id for match in cards_for(reading("unsure"), load_cards(), limit=20)]
    assert found == [
        "acknowledge-the-position",
        "state-the-record",
        "stand-on-the-agreement",
        "hold-the-line-and-offer",
        "one-next-step",
        "close-on-the-shared-result",
        "keep-it-short-and-even",
    ]


def test_all_five_accounts_are_carried_and_every_card_names_its_ground() -> None:
    grounds = " ".join(card.rests_on for card in load_cards())
    assert set(re.findall(r"\b00\d\b", grounds)) == {"000", "001", "002", "003", "004"}
    assert [card.id for card in load_cards() if not re.search(r"account", card.rests_on)] == []


def test_advice_is_one_line_with_its_reason() -> None:
    without = [line for card in load_cards() for line in card.do if not re.search(r"\bbecause\b", line)]
    long = [line for card in load_cards() for line in card.do if len(line) > 140 or "\n" in line]
    assert (without, long) == ([], [])


def test_a_move_is_short() -> None:
    assert [card.id for card in load_cards() if len(card.move) > 280] == []


@pytest.mark.parametrize("language", FULL)
def test_a_full_language_has_eight_exchanges_of_many_kinds(language: str) -> None:
    found = exemplars(language)
    assert len(found.exchanges) >= 8
    assert max(Counter(each.situation for each in found.exchanges).values()) <= 2
    assert {each.channel for each in found.exchanges} == {Channel.EMAIL, Channel.CHAT}


@pytest.mark.parametrize("language", ALL)
def test_a_language_with_exemplars_has_sentences_for_every_move(language: str) -> None:
    found = exemplars(language)
    assert {move for move in MOVES if len(found.sentences.get(move, ())) >= 3} == MOVES
    assert {each.situation for each in found.exchanges} <= set(situations())


@pytest.mark.parametrize("language", ALL)
def test_no_exemplar_is_blocked_by_the_gate(language: str) -> None:
    """An exchange stands on its notes: what they grant, its reply may say."""
    texts = [
        (text, Evidence(language=language))
        for group in exemplars(language).sentences.values()
        for text in group
    ]
    texts += [
        (
            each.reply,
            Evidence(message=each.message, language=language, known=tuple(("note", n) for n in each.notes)),
        )
        for each in exemplars(language).exchanges
    ]
    blocked = [
        (text, finding.rule, finding.text)
        for text, evidence in texts
        for finding in check(text, evidence)
        if finding.severity is Severity.BLOCK
    ]
    assert blocked == []


def test_the_nearest_exemplar_is_the_same_situation_in_the_client_s_language() -> None:
    found = exemplar_matches(reading("outage", language="es"))
    assert [match.title for match in found][:1] == ["outage"]
    assert {(match.language, match.own_client) for match in found} == {("es", False)}
    assert exemplar_matches(reading("outage", language="xx")) == []
