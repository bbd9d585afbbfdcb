"""Every lexicon says what it catches and what is fine, and means it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain import Apology, Evidence, Finding, Severity
from assistant.errors import KnowledgeDataError
from assistant.gate import banned_phrases, check, covers, marks
from assistant.gate.fold import fold
from assistant.gate.lexicon import Entry, Lexicon, headers, lexicon
from assistant.gate.phrase import parse_phrase
from assistant.gate.scope import closest, find, languages_of

FULL = ("en", "zh-Hans", "zh-Hant", "es", "ru", "af")
GOOD = ("de", "fr", "pt", "it", "nl", "ja", "ko")
PARTIAL = ("pl", "tr")
COUNTED = (
    "shout",
    "explaining",
    "attribution",
    "reported",
    "own_voice",
    "negation",
    "standing",
)  # words that mean nothing alone


def entries() -> list[tuple[str, str, Entry]]:
    return [
        (language, rule, entry)
        for language in headers()
        for rule, found in lexicon(language).rules.items()
        for entry in found
    ]


CAUGHT = [(tag, rule, entry, text) for tag, rule, entry in entries() for text in entry.caught]
FINE = [(tag, text) for tag, _, entry in entries() for text in entry.fine]


@pytest.mark.parametrize(("language", "rule", "entry", "text"), CAUGHT)
def test_an_entry_catches_its_examples(language: str, rule: str, entry: Entry, text: str) -> None:
    hits = find(rule, text, Evidence(language=language))
    assert [hit.entry.severity for hit in hits][:1] == [entry.severity], text


@pytest.mark.parametrize(("language", "text"), FINE)
def test_no_rule_stops_a_fine_example(language: str, text: str) -> None:
    evidence = Evidence(language=language)
    stopped = [
        (rule, text[hit.start : hit.end])
        for rule in lexicon(language).rules
        if rule not in COUNTED
        for hit in find(rule, text, evidence)
        if hit.entry.severity is not Severity.INFO
    ]
    assert stopped == []


@pytest.mark.parametrize("language", [*FULL, *GOOD, *PARTIAL])
def test_every_language_has_apologies_admissions_and_a_ban(language: str) -> None:
    found: Lexicon = lexicon(language)
    assert {"apology", "admission", "blame", "admonishment", "promise"} <= set(found.rules)
    assert {"apology", "admission"} <= set(found.ban)
    assert all(entry.reason and entry.hint for entry in found.rules["apology"] + found.rules["admission"])


@pytest.mark.parametrize("language", [*FULL, *GOOD, *PARTIAL])
def test_a_banned_phrase_is_what_the_rules_would_catch_or_begin(language: str) -> None:
    for phrase in banned_phrases(language, Apology.NEVER):
        words = phrase.split()
        assert words
        assert all("*" not in word.rstrip("*") for word in words), phrase


STANDING = [
    (tag, text)
    for tag in headers()
    for entry in lexicon(tag).rules.get("standing", ())
    for text in entry.caught
]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "The default settings hold; faults are logged, regrets are not, and the mistaken order is void.",
        ),
        ("en", "We shall have sorted the forgiven balance by noon; sorrel grows by the door."),
        ("es", "La culpabilidad la decide el juez; el error 404 se corrige y las perdices siguen en carta."),
        ("ru", "Просто и правильно: ошибки журнала видны, виноградник полит, правых и левых створок по две."),
        ("af", "Die foutlys is volledig en die skuldbrief is geteken; die jammerlike weer hou aan."),
        ("zh-Hans", "七天冷静期内可以退订，责任编辑是陈工，问题清单附上。"),
        ("zh-Hant", "七天冷靜期內可以退訂，責任編輯是陳工，問題清單如附件。"),
        # limits and rules of ours
        *STANDING,
        (
            "en",
            "We accept no liability above the fee; mistakes of ours are put right, and we should have it Friday.",
        ),
        ("zh-Hans", "我方的责任上限为合同金额，逾期签收我方不承担责任。"),
        ("zh-Hant", "我們的責任上限為合約金額。"),
        ("es", "Un gesto de nuestra parte queda previsto en la cláusula 5, a la altura del portal 3."),
        ("ru", "Вы правы, что просите срок; ошибки по пункту 6 исправляем бесплатно."),
        ("de", "Wir hätten gern bis Montag die Fotos."),
        ("fr", "Rien n'est dû de notre part au-delà de l'article 4."),
    ],
)
def test_a_ban_leaves_innocent_words_and_our_limits_and_rules_alone(language: str, text: str) -> None:
    folded = fold(text).text
    phrases = [parse_phrase(words, {}) for words in banned_phrases(language, Apology.NEVER)]

    assert [phrase.source for phrase in phrases if phrase.pattern.search(folded)] == []


def test_coverage_is_named() -> None:
    assert [covers(tag) for tag in FULL] == ["full"] * len(FULL)
    assert [covers(tag) for tag in GOOD] == ["good"] * len(GOOD)
    assert [covers(tag) for tag in ("sv", "und", "", *PARTIAL)] == ["partial"] * 5


def test_a_language_with_small_lists_is_named() -> None:
    polish = "Montaż zaczyna się w piątek o 9:00 i trwa jeden dzień, a faktura jest w załączniku."
    turkish = "Kurulum cuma günü saat 9:00 için planlandı ve bir gün sürecek."

    assert [
        [one.reason for one in check(text, Evidence()) if one.rule == "coverage"]
        for text in (polish, turkish, "The fitting begins on Friday at 9:00 and takes a day.")
    ] == [
        ["the gate knows Polish only partly: no native speaker has read its lists"],
        ["the gate knows Turkish only partly: no native speaker has read its lists"],
        [],
    ]


def test_regional_tags_are_served_by_the_nearest_lexicon() -> None:
    tags = ("pt-BR", "zh-TW", "zh-HK", "zh-CN", "zh", "zh-Hant-HK", "en-ZA", "sv-SE")
    assert [closest(tag) for tag in tags] == [
        "pt",
        "zh-Hant",
        "zh-Hant",
        "zh-Hans",
        "zh-Hans",
        "zh-Hant",
        "en",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The file is on its way and will be with you by noon.", "en"),
        ("Die lêer is op pad en sal teen die middag by u wees.", "af"),
        ("Het bestand staat niet meer op de server, maar u ontvangt het vandaag.", "nl"),
        ("El archivo está en camino y lo tendrá usted al mediodía.", "es"),
        ("Файл уже отправлен и будет у вас к полудню.", "ru"),
        ("文件已经发出，中午之前会到您的邮箱。", "zh-Hans"),
        ("檔案已經寄出，中午之前會到您的信箱。", "zh-Hant"),
        ("ファイルは正午までにお届けします。", "ja"),
        ("파일은 정오까지 보내 드립니다.", "ko"),
    ],
)
def test_the_language_of_a_text_is_guessed_without_a_model(text: str, language: str) -> None:
    assert languages_of(text) == (language,)


def test_brief_leaves_the_apologies_out_of_the_ban() -> None:
    never, brief = banned_phrases("en", Apology.NEVER), banned_phrases("en", Apology.BRIEF)
    assert "sorry" in never
    assert "sorry" not in brief
    assert "our fault" in brief


def test_marks_name_what_keeps_a_past_reply_from_being_an_example() -> None:
    reply = "We are sorry, this was our mistake. It will never happen again."
    assert marks(reply, "en") == ("apology", "admission", "promise")
    assert marks("The corrected file was up at 15:00.", "en") == ()
    assert marks("非常抱歉，是我们疏忽了。", "zh-Hans") == ("apology", "admission")


def write(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(body, "utf-8")
    return folder


def test_a_user_adds_phrases_and_languages(tmp_path: Path) -> None:
    own = write(
        tmp_path / "lexicons",
        "en.yaml",
        "language: en\n---\nrules:\n  apology:\n    - phrases: [oopsie*]\n      reason: ours\nban:\n  apology: [oopsie]\n",
    )
    write(
        own,
        "sv.yaml",
        "language: sv\nname: Swedish\ncommon: och att det är\n---\nrules:\n  apology:\n    - phrases: [förlåt, ursäkta*]\n",
    )
    assert [finding.text for finding in apologies("Oopsies there, and sorry", own)] == ["Oopsies", "sorry"]
    assert [finding.text for finding in apologies("Det är och att vi ursäktar oss", own)] == ["ursäktar"]
    assert "oopsie" in banned_phrases("en", Apology.NEVER, folders=[own])
    assert "oopsie" not in banned_phrases("en", Apology.NEVER)


def apologies(text: str, folder: Path) -> list[Finding]:
    return [finding for finding in check(text, Evidence(), folders=[folder]) if finding.rule == "apology"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "language: en\n---\nrules:\n  apology:\n    - phrases: [(sorry]\n",
            "phrase cannot be read: '(sorry'",
        ),
        (
            "language: en\n---\nrules:\n  apology:\n    - phrases: [<who> left]\n",
            "phrase '<who> left' names unknown words <who>",
        ),
        ("language: en\n---\nrule: {}\n", "en.yaml: unknown key 'rule'"),
        ("language: en\n---\n- a\n", "en.yaml: a mapping is expected"),
        ("language: de\n---\nrules: {}\n", "en.yaml: language is 'de'"),
        (
            "language: en\n---\nrules:\n  apology:\n    - phrases: [a]\n      severity: loud\n",
            "en: apology: unknown severity 'loud'",
        ),
        (
            "language: en\n---\nrules:\n  apology:\n    - reason: none\n",
            "en: apology: an entry cannot be read: {'reason': 'none'}",
        ),
    ],
)
def test_a_malformed_lexicon_is_refused_with_what_to_do(tmp_path: Path, body: str, message: str) -> None:
    own = write(tmp_path / "lexicons", "en.yaml", body)
    with pytest.raises(KnowledgeDataError) as error:
        check("Good day", Evidence(language="en"), folders=[own])
    assert error.value.message == message
    assert error.value.hint
