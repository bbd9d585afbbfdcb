"""promise: commitments rest on a note or policy; without one they are blocked, within limits always."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.domain import Commitment, Evidence, Severity
from assistant.gate.promise import commitments, promise

FOLDER = Path(__file__).parent / "letters" / "gate"
FRIDAY = date(2026, 11, 20)


def evidence(*known: str, message: str = "", language: str = "en", grounded: bool = True) -> Evidence:
    sources = tuple((f"note {place}", text) for place, text in enumerate(known, start=1))
    return Evidence(message=message, known=sources, language=language, day=FRIDAY, grounded=grounded)


def blocked(text: str, given: Evidence) -> list[str]:
    return [one.text for one in promise(text, given) if one.severity is Severity.BLOCK]


UNCOVERED = [
    ("en", "I guarantee you this will never happen again."),
    ("en", "We will refund the full amount."),
    ("en", "We'll give you a 30 % discount."),
    ("en", "As a gesture we do this free of charge."),
    ("en", "We'll look into it."),
    ("es", "Le garantizamos que no volverá a pasar."),
    ("es", "Le devolvemos el importe."),
    ("es", "Te hago un descuento del 30 %."),
    ("es", "Lo hacemos sin cargo, como excepción."),
    ("es", "Lo revisaremos."),
    ("ru", "Гарантируем, что больше такого не повторится."),
    ("ru", "Вернём вам всю сумму."),
    ("ru", "Дадим скидку 30 %."),
    ("ru", "Переделаем бесплатно."),
    ("ru", "Мы разберёмся."),
    ("af", "Ons waarborg dat dit nooit weer sal gebeur nie."),
    ("af", "Ons sal die volle bedrag terugbetaal."),
    ("af", "Ons sal u 30 % afslag gee."),
    ("af", "Ons doen dit gratis, hierdie een keer."),
    ("zh-Hans", "我们保证以后绝不会再发生。"),
    ("zh-Hans", "我们全额退款给您。"),
    ("zh-Hans", "这次免费给您做。"),
    ("zh-Hans", "我们会尽快处理。"),
    ("zh-Hant", "我們保證不會再發生。"),
    ("zh-Hant", "我們照價賠償。"),
    ("zh-Hant", "這次免費幫您處理。"),
    ("de", "Wir garantieren Ihnen die Lieferung."),
    ("de", "Natürlich erstatten wir Ihnen den Betrag."),
    ("fr", "Nous vous remboursons intégralement."),
    ("pt", "Garantimos que devolvemos o valor."),
    ("it", "Le garantiamo il rimborso completo."),
    ("nl", "Wij garanderen dat u het geld terugkrijgt."),
    ("ja", "全額返金いたします。"),
    ("ko", "전액 환불해 드리겠습니다."),
    ("pl", "Zwrócimy całą kwotę."),
    ("pl", "Damy Państwu rabat 20 %."),
    ("tr", "Ücreti iade edeceğiz."),
    ("tr", "Size yüzde 20 indirim yapıyoruz."),
]


@pytest.mark.parametrize(("language", "text"), UNCOVERED)
def test_commitments_without_a_source_are_blocked(language: str, text: str) -> None:
    assert blocked(text, evidence("the file was delivered", language=language))


DECLINED = [
    ("en", "A refund is not possible under these terms."),
    ("en", "We cannot guarantee a result, and no discount applies."),
    ("es", "La devolución no es posible y no hay descuento."),
    ("ru", "Возврат невозможен, скидка не предусмотрена."),
    ("af", "'n Terugbetaling is nie moontlik nie en ons waarborg nie die uitslag nie."),
    ("zh-Hans", "无法退款，也不能免费。"),
    ("zh-Hant", "無法退款，我們不保證結果。"),
    ("de", "Eine Erstattung ist nicht möglich."),
]


@pytest.mark.parametrize(("language", "text"), DECLINED)
def test_a_refusal_is_no_promise(language: str, text: str) -> None:
    assert list(promise(text, evidence("nothing agreed", language=language))) == []


COVERED = [
    ("en", "We replace it free of charge.", "4.3 El cambio es gratuito en los primeros 30 días."),
    ("es", "Se lo cambiamos sin cargo.", "replacement at no charge once"),
    ("ru", "Вернём депозит по п. 7.", "7. The deposit is refunded after the hand-over."),
    ("af", "Ons doen dit gratis.", "redo is free of charge"),
    ("zh-Hans", "这次不收费。", "no charge for the first revision"),
    ("zh-Hant", "押金會退還給您。", "deposit refunded on return"),
]


@pytest.mark.parametrize(("language", "text", "known"), COVERED)
def test_what_a_note_or_policy_grants_in_any_language_may_be_said(
    language: str, text: str, known: str
) -> None:
    assert blocked(text, evidence(known, language=language)) == []


def test_a_demand_granted_with_the_clients_own_figure_is_blocked() -> None:
    given = evidence("discounts go up to 10 %", message="I want 30 % off")

    (finding,) = [one for one in promise("We give you a 30 % discount.", given) if "discount" in one.text]

    assert (finding.severity, finding.reason) == (Severity.BLOCK, "only the client's message says 30 %")


def test_a_limit_of_a_policy_may_be_used_and_not_exceeded() -> None:
    given = evidence("Discounts up to 10 % are possible.")

    assert blocked("We give you a 10 % discount.", given) == []
    assert blocked("We give you a 15 % discount.", given) == ["We give you a 15 % discount"]


def test_what_somebody_must_approve_is_not_granted() -> None:
    given = evidence("Credits are possible; only the founder approves credits.")

    (finding,) = promise("We grant you a credit.", given)

    assert finding.reason == "a policy says who approves this, and the reply grants it"


def test_a_deadline_only_the_client_named_is_blocked() -> None:
    given = evidence("the page is in review", message="I want it by Monday at 9:00")

    assert blocked("You will have it by Monday at 9:00.", given) == ["You will have"]


def test_a_deadline_of_a_note_stands() -> None:
    given = evidence("page done Mon 23 Nov 9:00", message="when?")

    assert blocked("You will have it on Monday by 9:00.", given) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Give us a week."),
        ("en", "Please give us two weeks and it runs."),
        ("es", "Denos una semana."),
        ("ru", "Дайте нам неделю."),
        ("af", "Gee ons 'n week."),
        ("zh-Hans", "请给我们一周。"),
        ("zh-Hans", "请给我们三天时间。"),
        ("zh-Hant", "請給我們一個月。"),
        ("de", "Geben Sie uns eine Woche."),
        ("fr", "Laissez-nous une semaine."),
        ("nl", "Geef ons een week."),
        ("it", "Dateci una settimana."),
        ("pt", "Dê-nos uma semana."),
    ],
)
def test_a_time_that_is_asked_for_is_a_deadline_too(language: str, text: str) -> None:
    assert len(blocked(text, evidence("nothing is known yet", language=language))) == 1


def test_a_time_that_is_asked_for_stands_where_a_note_gives_it() -> None:
    assert blocked("Give us two weeks.", evidence("the part takes two weeks")) == []
    assert blocked("Please give us the order number.", evidence("no order number yet")) == []


def test_looking_into_it_with_a_time_or_a_visible_gap_stands() -> None:
    given = evidence("Ana checks the log Tue 12:00")

    assert blocked("Ana checks it; we'll look into it by Tuesday at 12:00.", given) == []
    assert blocked("We'll look into it by [FILL: day].", given) == []


def test_quoted_words_of_the_client_are_no_promise() -> None:
    message = "You wrote 'we will refund everything within a day' on your site"

    assert (
        blocked('You quote: "we will refund everything within a day".', evidence("none", message=message))
        == []
    )


def test_without_evidence_what_nobody_gives_away_blocks_and_a_deadline_passes() -> None:
    text = (
        "We guarantee it. We will refund the fee. It is free of charge. You will have it on Friday at 10:00."
    )
    severities = {one.text: one.severity.value for one in promise(text, Evidence(language="en"))}

    assert severities == {"We guarantee": "block", "We will refund": "block", "free of charge": "warn"}


LIMITS = [
    (case["language"], tuple(case["policy"]), text, wanted)
    for case in yaml.safe_load((FOLDER / "limits.yaml").read_text("utf-8"))
    for wanted in ("blocked", "stands")
    for text in case[wanted]
]


@pytest.mark.parametrize("grounded", [True, False])
@pytest.mark.parametrize(("language", "policy", "text", "wanted"), LIMITS)
def test_a_limit_stated_in_a_policy_is_never_exceeded(
    language: str, policy: tuple[str, ...], text: str, wanted: str, grounded: bool
) -> None:
    given = evidence(*policy, language=language, grounded=grounded)

    assert bool(blocked(text, given)) == (wanted == "blocked")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You asked for a full refund; the terms are on page 2."),
        ("es", "Usted pide el reembolso completo; las condiciones están en la página 2."),
        ("ru", "Вы просите полный возврат; условия на странице 2."),
        ("af", "U vra 'n volle terugbetaling; die voorwaardes is op bladsy 2."),
        ("zh-Hans", "您要求全额退款，条款见第2页。"),
        ("zh-Hant", "您要求全額退款，條款見第2頁。"),
        ("de", "Sie verlangen einen Rabatt."),
    ],
)
def test_the_clients_wish_told_back_is_no_promise(language: str, text: str) -> None:
    assert blocked(text, Evidence(language=language)) == []


def test_commitments_carry_their_source() -> None:
    given = evidence("revised logo Tue 24 Nov 12:00", "one revision is free of charge")
    text = "You will have the logo on Tuesday by 12:00. The revision is free of charge. We guarantee success."

    assert commitments(text, given) == (
        Commitment("You will have the logo on Tuesday by 12:00.", "note 1"),
        Commitment("The revision is free of charge.", "note 2"),
        Commitment("We guarantee success.", ""),
    )


@pytest.mark.parametrize(
    ("text", "note", "expected"),
    [
        ("We will replace the pump.", "pump looked at", [Severity.BLOCK]),
        ("We will replace the pump.", "swap pump", []),
        ("We will replace the pump.", "la bomba se cambia", []),
        ("We will extend the deadline to Friday.", "new deadline friday", []),
        ("We will replace the pump on Thursday.", "fitter thursday", [Severity.WARN]),
        ("Shall we replace the pump?", "pump looked at", []),
        ("Sollen wir die Pumpe austauschen?", "Pumpe geprüft", []),
        ("Your contract is cancelled as of today.", "cancelled it in the system", []),
    ],
)
def test_a_deed_needs_a_source_that_speaks_of_it(text: str, note: str, expected: list[Severity]) -> None:
    language = "de" if text.startswith("Sollen") else "en"
    given = Evidence(language=language, known=(("note 1", note),), grounded=True, day=date(2026, 11, 23))
    assert [each.severity for each in promise(text, given)] == expected


def test_without_notes_or_policies_a_deed_is_compared_with_nothing() -> None:
    assert list(promise("We will replace the pump.", Evidence(language="en"))) == []
