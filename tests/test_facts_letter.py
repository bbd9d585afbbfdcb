"""From a clause to the letter: an approved sentence stands in it word for word, with its source and no mark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
import yaml
from facts_store import clause, proposer
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.domain import Channel, Message, Origin, Sentence
from assistant.journal import Journal
from assistant.knowledge import KnowledgeBase
from assistant.pipeline import Assistant
from assistant.settings import Settings

DEPOSIT = "La señal del 30 % no se devuelve una vez empezado el trabajo."
SAID = {
    "es": "La señal del 30 % se queda en el proyecto y no se devuelve una vez empezado el trabajo.",
    "en": "Once work has started, the deposit of 30 % stays with the project and is not refunded.",
}
MESSAGES = {
    "es": "Ya han empezado el trabajo y no me gusta nada. Quiero que me devuelvan la señal del 30 %, hoy mismo.",
    "en": "You have started the work and I do not like it at all. I want the deposit of 30 % refunded today.",
}


TOPICS = (("señal", "deposit"), ("foto", "photograph"), ("servidor", "server"))


class TopicEmbeddings:
    """One dimension a topic, in either language, and one for the rest."""

    name = "topics-2"

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        row = [float(any(word in text.casefold() for word in words)) for words in TOPICS] + [0.1]
        length = sum(value * value for value in row) ** 0.5
        return [value / length for value in row]


def near(ours: Sequence[str], theirs: Sequence[str]) -> list[list[float]]:
    left, right = (TopicEmbeddings().embed_documents(texts) for texts in (ours, theirs))
    return [[sum(a * b for a, b in zip(one, other, strict=True)) for other in right] for one in left]


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[KnowledgeBase]:
    others = (
        "Si una foto llega tarde, la entrega se mueve los mismos días.",
        "El servidor se revisa cada mes.",
    )
    with KnowledgeBase(tmp_path / "store", TopicEmbeddings()) as base:
        passages = [clause(str(number), text, language="es") for number, text in enumerate(others, start=7)]
        base.add_passages([clause("6.1", DEPOSIT, language="es"), *passages], source="terms.md")
        yield base


def approve(knowledge: KnowledgeBase, *languages: str) -> None:
    review = proposer(knowledge, languages=languages)
    for item in review.items():
        if item.statement == DEPOSIT:
            review.approve(item, SAID[item.language])


def ready(knowledge: KnowledgeBase, folder: Path) -> Assistant:
    return Assistant(
        knowledge=knowledge,
        embed=None,  # type: ignore[arg-type]  # the message is read by its words alone
        relate=near,
        settings=Settings(),
        journal=Journal(folder),
    )


def stated(knowledge: KnowledgeBase, language: str, folder: Path) -> list[Sentence]:
    """The sentences of a draft that state the clause."""
    assistant = ready(knowledge, folder)
    message = Message(MESSAGES[language], channel=Channel.EMAIL, day=date(2026, 11, 20), language=language)
    sentences = assistant.reply(message).draft.sentences
    return [sentence for sentence in sentences if sentence.fact and sentence.fact.text == DEPOSIT]


@pytest.mark.parametrize("language", ["es", "en"])
def test_an_approved_sentence_is_used_word_for_word_in_its_language(
    knowledge: KnowledgeBase, tmp_path: Path, language: str
) -> None:
    approve(knowledge, "es", "en")
    (sentence,) = stated(knowledge, language, tmp_path)
    assert (sentence.text, sentence.origin) == (SAID[language], Origin.APPROVED)
    assert sentence.fact is not None
    assert sentence.fact.source == "Terms 2026 6.1"
    assert sentence.fact.source_id == clause("6.1", DEPOSIT).id


def test_without_approval_the_clause_keeps_its_own_words(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    approve(knowledge, "en")
    (sentence,) = stated(knowledge, "es", tmp_path)
    assert sentence.origin is Origin.VERBATIM
    assert DEPOSIT.rstrip(".") in sentence.text


def test_a_sentence_in_another_form_of_address_gives_way_to_the_clause(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    review = proposer(knowledge, languages=("es",))
    item = next(item for item in review.items() if item.statement == DEPOSIT)
    review.approve(item, "A usted no se le devuelve la señal del 30 % una vez empezado el trabajo.")
    assistant = ready(knowledge, tmp_path)
    text = (
        MESSAGES["es"].replace("me devuelvan", "me devuelvas")
        + " Te lo digo a ti, ¿tú qué harías? Tu cliente."
    )
    reply = assistant.reply(Message(text, channel=Channel.EMAIL, day=date(2026, 11, 20), language="es"))
    assert reply.plan.register == "tú"
    assert "usted" not in reply.draft.text
    assert DEPOSIT.rstrip(".") in reply.draft.text


# --- the commands, on a real store -------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMREPLY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CALMREPLY_MODELS", str(tmp_path / "no-models"))
    policies = tmp_path / "policies"
    policies.mkdir()
    (policies / "terms.md").write_text(
        "# Terms of service 2026\n\n1. **Refunds**\n   1.1 A deposit of 30 % is not refunded once work has started.\n"
        "2. **Corrections**\n   2.1 Two rounds of corrections are included. Each further hour costs EUR 80.\n",
        encoding="utf-8",
    )
    assert run("kb", "add", str(policies)).exit_code == 0
    return tmp_path


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=input)


def test_export_edit_import_and_list(home: Path) -> None:
    file = home / "facts.yaml"
    assert run("facts", "export", str(file), "--language", "en").exit_code == 0
    assert file.stat().st_mode & 0o077 == 0
    rows = yaml.safe_load(file.read_text("utf-8"))
    for row in rows:
        if "deposit" in row["clause"]:
            row.update(state="approved", say=SAID["en"])
    file.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    done = run("facts", "import", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "1 approved, 0 dropped, 0 left open, 1 as they were.\n"
    listed = json.loads(run("facts", "list", "--state", "approved", "--json").stdout)
    assert [(each["say"], each["language"], each["state"], each["place"]) for each in listed] == [
        (SAID["en"], "en", "approved", "Terms of service 2026 1.1")
    ]
    assert listed[0]["limits"] == [{"kind": "percent", "bound": "", "text": "30 %", "value": "30 %"}]
    shown = run("facts", "show", listed[0]["id"][:6])
    assert f"Say [en] {SAID['en']}" in shown.stdout


def test_a_review_without_a_terminal_says_what_to_do_instead(home: Path) -> None:
    result = run("facts", "review")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: A review needs a terminal.\n"
        "Without one: calmreply facts export FILE, edit it, then facts import FILE\n"
    )


def test_an_unknown_language_or_id_is_a_clear_error(home: Path) -> None:
    assert run("facts", "list", "--language", "tlh").exit_code == 1
    assert run("facts", "show", "nothing").exit_code == 1
    assert run("facts", "import", str(home / "not-there.yaml")).exit_code == 1


def test_an_empty_knowledge_base_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMREPLY_HOME", str(tmp_path / "empty"))
    result = run("facts", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "There is no clause to say. Add your policies: calmreply kb add\n"
    assert not (tmp_path / "empty" / "store").exists()
