"""admission: a limit or standing rule stands where a source states it, in any language, and nowhere else."""

from __future__ import annotations

import pytest

from assistant.domain import Evidence, Severity
from assistant.gate.admission import admission

LIMIT = "9.1 Our total liability does not exceed the contract amount."
RULE = "5.3 Errores propios: los errores se corrigen sin cargo."

STANDING = [
    ("es", "Según la cláusula 9.1, nuestra responsabilidad total no supera el importe del contrato.", LIMIT),
    ("zh-Hans", "按第9.1条，我方承担的全部责任不超过合同金额。", LIMIT),
    ("zh-Hant", "按第9.1條，我方承擔的全部責任不超過合約金額。", LIMIT),
    ("ru", "Наши ошибки исправляем бесплатно.", RULE),
    ("en", "Our own errors are corrected free of charge.", RULE),
    ("af", "Ons foute word gratis reggestel.", RULE),
    ("de", "Unsere Fehler werden kostenlos behoben.", RULE),
    ("fr", "Nos erreurs sont corrigées sans frais.", RULE),
    ("pt", "Os nossos erros são corrigidos sem custo.", RULE),
    ("it", "I nostri errori vengono corretti gratuitamente.", RULE),
    ("nl", "Onze fouten worden gratis hersteld.", RULE),
]


def blocked(text: str, language: str, *known: str) -> list[str]:
    given = Evidence(language=language, grounded=True, known=tuple(("terms", words) for words in known))
    return [one.text for one in admission(text, given) if one.severity is Severity.BLOCK]


@pytest.mark.parametrize(("language", "text", "source"), STANDING)
def test_a_limit_or_rule_of_a_source_stands(language: str, text: str, source: str) -> None:
    assert blocked(text, language, source) == []


@pytest.mark.parametrize(("language", "text", "source"), STANDING)
def test_without_a_source_of_its_kind_it_is_blocked(language: str, text: str, source: str) -> None:
    other = RULE if source is LIMIT else LIMIT

    assert blocked(text, language) != []
    assert blocked(text, language, other) != []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Our own errors are corrected free of charge; this was our mistake."),
        ("en", "Our mistake will be corrected free of charge."),
        ("es", "Fue un error nuestro y lo corregimos sin cargo."),
        ("ru", "Это наша ошибка, исправим бесплатно."),
        ("zh-Hans", "由于我们的失误，免费更正。"),
        ("zh-Hant", "這是我們的疏失，免費更正。"),
        ("af", "Dit is ons fout en dit word gratis reggestel."),
    ],
)
def test_an_admission_beside_a_rule_of_a_source_is_blocked(language: str, text: str) -> None:
    assert blocked(text, language, RULE, LIMIT) != []
