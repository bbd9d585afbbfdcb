"""A jotted note is said to the client by a model that may, with the note in a mark; else it stays a gap with its words."""

from dataclasses import replace

import pytest

from assistant.domain import (
    Channel,
    Completion,
    Constraints,
    Fact,
    FactKind,
    Finding,
    MoveKind,
    Origin,
    Plan,
    Prompt,
    Reading,
    Severity,
    SourceKind,
    Step,
)
from assistant.drafting.desk import Complete, Desk
from assistant.drafting.phrases import load_phrases
from assistant.drafting.telling import is_jotted, says_the_same, tell
from assistant.drafting.writing import write

NOTE = "count mon 16 nov: 188 back of 200 -> sheet can be sent"
SAID = "Our count on Monday 16 November shows 188 of the 200 back; the sheet can be sent to you."


class Scripted:
    """A model that writes the same text to every job, and keeps what it was asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[tuple[Prompt, Constraints]] = []

    def __call__(self, prompt: Prompt, constraints: Constraints) -> Completion:
        self.asked.append((prompt, constraints))
        return Completion(self.text, complete=True)


@pytest.mark.parametrize(
    ("note", "text", "language", "same"),
    [
        (NOTE, SAID, "en", True),
        (NOTE, SAID.replace("188", "187"), "en", False),
        (NOTE, SAID, "es", False),
        ("fitter tue 11h, not before", "El montador va el martes a las 11:00, no antes.", "es", True),
        ("fitter tue 11h, not before", "El montador va el martes antes de las 11:00.", "es", False),
        ("señal no refund, 25 días", "Die deposito word nie terugbetaal nie; dit is 25 dae.", "af", True),
        ("lead 0,012, limit 0,020", "铅的结果为0.012，限值为0.020，都在范围之内。", "zh-Hans", True),
        ("отчёт до 05.12.", "报告最晚12月5日给您。", "zh-Hans", True),
        ("1 200 paid", "El pago de 1.200 está hecho.", "es", True),
        ("周一11月23日才有消息", "El lunes 23 de noviembre habrá noticias.", "es", True),
        ("gutters on 8 jan", "The gutters follow on 8 February.", "en", False),
        ("12 chairs on 5 dec", "The chairs arrive on 5 December.", "en", False),
        ("0 of 12 windows in", "The 12 windows are in.", "en", False),
        (
            "no refund; gutters not until jan",
            "A refund is possible; not the gutters, until January.",
            "en",
            False,
        ),
        (
            "no refund; gutters not until jan",
            "No refund; the gutters are not done until January.",
            "en",
            True,
        ),
    ],
)
def test_a_saying_keeps_the_numbers_the_no_and_the_language(
    note: str, text: str, language: str, same: bool
) -> None:
    assert says_the_same(note, text, language=language) is same


def test_the_model_sees_the_note_alone_and_may_write_its_figures_in_other_writings() -> None:
    model = Scripted("El montador va el martes a las 11:00, no antes, y cuesta 8,50.")
    limits = Constraints(language="es")
    said = tell("fitter tue 11h, not before, 8.50", model, language="es", address="usted", constraints=limits)
    assert said == model.text
    prompt, constraints = model.asked[0]
    assert prompt.request == "fitter tue 11h, not before, 8.50\n→ Spanish, usted"
    assert prompt.examples == ()
    assert {"11:00", "8,50"} <= set(constraints.figures or ())


def test_a_long_note_a_doubt_and_a_language_without_the_job_are_not_asked_for() -> None:
    model, limits = Scripted(SAID), Constraints()
    assert tell("x" * 241, model, language="en", address="neutral", constraints=limits) == ""
    assert tell(NOTE, model, language="ko", address="neutral", constraints=limits) == ""
    assert (
        tell("refund after 98 days? ask her", model, language="en", address="neutral", constraints=limits)
        == ""
    )
    assert model.asked == []


@pytest.mark.parametrize("note", ["800不退 图出了", "尾款 25日 不到 不装车", "15% 总价42000=6300"])
def test_chinese_in_pieces_is_jotted(note: str) -> None:
    assert is_jotted(note, "zh-Hans")


@pytest.mark.parametrize(
    ("note", "language"),
    [
        ("Van leaves 11.00, thx, not 11.30.", "en"),
        ("Garantía sí, porfa mañana martes 8:30, no se le cobra.", "es"),
        ("Возврат нет, 2.3.", "ru"),
        ("Фото убрали сегодня 14:20, висело с пт 18:00.", "ru"),
        ("Вера Андр. позвонит ей завтра 14-15.", "ru"),
        ("不要就退4800，4.2。", "zh-Hans"),
        ("吊顶换酒红=局部，800撤。", "zh-Hans"),
    ],
)
def test_what_strangers_jotted_with_capital_and_stop_is_jotted_too(note: str, language: str) -> None:
    assert is_jotted(note, language)


@pytest.mark.parametrize(
    ("note", "language"),
    [
        ("Van leaves 11.00 from next tues not 11.30.", "en"),
        ("Garantía sí, q lo traiga mañana martes 8:30, no se le cobra.", "es"),
    ],
)
def test_an_abbreviation_that_can_be_written_out_makes_no_jotting(note: str, language: str) -> None:
    assert not is_jotted(note, language)


@pytest.mark.parametrize(
    ("plain", "language"),
    [
        ("The list is at https://studio.example/?page=2 and open to you.", "en"),
        ("The invoice is 1,250.00 in all.", "en"),
        ("Отчёт отправлен в г. Екатеринбург вчера вечером.", "ru"),
        ("die aanbieding is 27 Augustus gelewer en by twee banke gebruik", "af"),
        ("die fotos is Maandag deur Jaco gestuur", "af"),
        ("the parcel was left at the front desk on Monday", "en"),
        ("11 月 10 日 11:40 复核：第 4、21 条可打开", "zh-Hans"),
        ("The September report went out on 21 October.", "en"),
        ("La liquidación sale mañana, 18 de noviembre, la prepara Nadia.", "es"),
        ("el pedido salió del almacén el lunes por la tarde", "es"),
    ],
)
def test_a_plain_note_is_not_taken_for_a_jotted_one(plain: str, language: str) -> None:
    assert not is_jotted(plain, language)


def draft(fact: Fact, model: Complete | None, *, move: MoveKind = MoveKind.RECORD) -> list[tuple[str, str]]:
    step = Step(move, (fact,), reason="ask" if move is MoveKind.NEXT_STEP else "")
    plan = Plan("en", Channel.EMAIL, (step,))
    desk = Desk(phrases=load_phrases("en"), review=lambda _: (), complete=model)
    reading = Reading("Where are my chairs?", "en", "Latn", plan.channel)
    return [(each.origin.value, each.text) for each in write(plan, reading, desk).sentences if each.fact]


JOTTED = Fact(NOTE, FactKind.STATUS, "en", SourceKind.NOTE, "note 1")


def test_a_jotted_note_is_told_with_its_words_beside_it() -> None:
    told = (Origin.TOLD.value, f"{SAID} [CHECK: from the note “{NOTE}”]")
    assert draft(JOTTED, Scripted(SAID)) == [told]
    foreign = replace(JOTTED, text="Zählung am 16.11.: 188 von 200 sind zurück.", language="de")
    assert draft(foreign, Scripted(SAID))[0][1].startswith(SAID)


def test_a_foreign_note_is_translated_where_a_model_may_do_that_alone() -> None:
    def translator(prompt: Prompt, _: Constraints) -> Completion:
        translates = prompt.name.startswith("translate")
        return Completion("On 16 November 188 of 200 are back." if translates else "", complete=translates)

    foreign = replace(JOTTED, text="Am 16. November sind 188 von 200 zurück.", language="de")
    [(origin, text)] = draft(foreign, translator)
    assert origin == Origin.TRANSLATED.value
    assert text.startswith("On 16 November 188 of 200 are back. [CHECK: translated from “Am 16.")


def test_what_is_ordered_to_be_told_is_told_in_its_words() -> None:
    ordered = replace(JOTTED, ordered=True)
    assert draft(ordered, None) == [(Origin.VERBATIM.value, f"{NOTE[0].upper()}{NOTE[1:]}.")]


@pytest.mark.parametrize("model", [None, Scripted(""), Scripted(SAID.replace("188", "88"))])
def test_where_no_model_may_or_can_it_stays_a_gap(model: Scripted | None) -> None:
    assert draft(JOTTED, model) == [(Origin.GAP.value, f"[FILL: in words for the client: {NOTE}]")]


def test_whether_a_note_is_told_at_all_stays_a_person_s_to_decide() -> None:
    model = Scripted(SAID)
    assert draft(replace(JOTTED, gap="tell"), model)[0][0] == Origin.GAP.value
    assert model.asked == []
    wanted = replace(JOTTED, kind=FactKind.ASK, gap="tell")
    assert draft(wanted, model, move=MoveKind.NEXT_STEP) == []
    assert model.asked == []


def test_what_the_gate_doubts_of_the_model_s_words_stays_a_gap() -> None:
    plan = Plan("en", Channel.EMAIL, (Step(MoveKind.RECORD, (JOTTED,)),))
    doubted: list[str] = []

    def doubt(text: str) -> list[Finding]:
        doubted.append(text)
        return [Finding("doubt", Severity.WARN, 0, len(text), text, "reads as blame", "")]

    desk = Desk(phrases=load_phrases("en"), review=lambda _: (), doubt=doubt, complete=Scripted(SAID))
    kept = write(plan, Reading("Where?", "en", "Latn", Channel.EMAIL), desk).sentences
    assert [(each.origin, each.text) for each in kept if each.fact] == [
        (Origin.GAP, f"[FILL: in words for the client: {NOTE}]")
    ]
    assert doubted[0] == SAID  # without the mark


def test_what_is_wanted_of_the_client_is_asked_for_in_a_sentence() -> None:
    wanted = replace(JOTTED, text="need photos of the 12 chairs", kind=FactKind.ASK)
    said = "Please send us the photos of the 12 chairs."
    assert draft(wanted, Scripted(said), move=MoveKind.NEXT_STEP) == [
        (Origin.TOLD.value, f"{said} [CHECK: from the note “{wanted.text}”]")
    ]
