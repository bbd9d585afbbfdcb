"""The words of chat apps: every template is found, and nobody's own words are."""

from __future__ import annotations

import pytest

from assistant.correspondence.chat.finishing import DELETED, EMPTY, MEDIA, NOTICE, settle
from assistant.correspondence.chat.lexicon import words
from assistant.correspondence.chat.templates import Templates, plain_quotes
from assistant.correspondence.turns import Turn
from assistant.resources import shipped

# what the promise of the product names: lines of the app in these languages never become messages
NAMED = ("en", "es", "ru", "de", "pt", "fr", "zh", "af")


def blocks() -> dict[str, dict[str, list[str]]]:
    import yaml

    text = (shipped("knowledge") / "correspondence" / "chat.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(text)["languages"]
    return found


def settled(text: str) -> tuple[str, str]:
    turn = settle(Turn("Ana", "", text, None, "chat", "f:1"))
    return turn.text, turn.reason


@pytest.mark.parametrize("kind", ["notices", "media", "deleted"])
@pytest.mark.parametrize("language", blocks())
def test_every_template_matches_what_it_is_made_of(language: str, kind: str) -> None:
    known: Templates = {"notices": words().loose_notice, "media": words().media, "deleted": words().deleted}[
        kind
    ]
    for template in blocks()[language].get(kind, ()):
        assert known.match(plain_quotes(template.replace("*", "Ana Ruiz"))), template


@pytest.mark.parametrize("language", NAMED)
def test_the_named_languages_know_all_kinds(language: str) -> None:
    assert {"notices", "media", "deleted", "edited", "client", "us", "columns"} <= set(blocks()[language])


@pytest.mark.parametrize("language", NAMED)
def test_the_notice_of_encryption_is_known_behind_a_name(language: str) -> None:
    first = blocks()[language]["notices"][0].replace("*", ". Tap to learn more.")
    assert settled(first)[1] == NOTICE


@pytest.mark.parametrize(
    ("text", "left", "reason"),
    [
        ("<Media omitted>", "<Media omitted>", MEDIA),
        ("IMG-20240311-WA0001.jpg (file attached)\nThe lid is broken", "The lid is broken", ""),
        ("see this [图片: 2.jpg（请在附件中查看）]", "see this", ""),
        ("This message was deleted.", "", DELETED),
        ("on Friday <This message was edited>", "on Friday", ""),
        ("\u200e", "", EMPTY),
        ("null", "", EMPTY),
        ("Why was image omitted?", "Why was image omitted?", ""),
        ("This message was deleted by you, I saw it", "This message was deleted by you, I saw it", ""),
        ("(edited) is what I see", "(edited) is what I see", ""),
        ("a < b > c", "a < b > c", ""),
        ("It is [here]", "It is [here]", ""),
        ("Photo", "Photo", ""),
        ("You left", "You left", ""),
    ],
)
def test_only_the_words_of_the_app_go(text: str, left: str, reason: str) -> None:
    assert settled(text) == (left, reason)
