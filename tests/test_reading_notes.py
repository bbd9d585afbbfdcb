"""A note is told, offered, asked of the client or kept; what it says of itself wins, and without embeddings the lists decide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.domain import Fact, FactKind, SourceKind
from assistant.reading import notes
from assistant.reading.facts import read_facts
from assistant.reading.features import Matrix
from assistant.reading.note_words import has_word, orders_silence
from assistant.reading.notes import ABOUT, HOUSE, LABELS, MARKED, Use, told_mark, use_of, uses_of


def facts(*texts: str) -> list[Fact]:
    return list(read_facts([(text, SourceKind.NOTE, f"note {n}") for n, text in enumerate(texts, 1)]))


def row(**likely: float) -> Matrix:
    return np.array([likely.get(label, 0.0) for label in LABELS], "float32")


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("internal: the driver overslept", MARKED),
        ("the other shop pays less, do not mention", MARKED),
        ("compensación posible 200, no contar", MARKED),
        ("перевозчика не называть", MARKED),
        ("押金先别提", MARKED),
        ("moenie die deposito ophaal nie, hou dit by ons", MARKED),
        ("read on Monday at 9:05", ABOUT),
        ("mensaje leído el lunes 16 a las 9:05", ABOUT),
        ("看到消息的时间：周一 9:32", ABOUT),
        ("today is Friday 13 November 2026", ""),
        ("margin on this one is thin", HOUSE),
    ],
)
def test_without_embeddings_the_lists_say_what_is_kept_and_why(note: str, kept: str) -> None:
    assert [(fact.internal, fact.kept) for fact in facts(note)] == [(True, kept)]


@pytest.mark.parametrize(
    "note",
    [
        "she doesn't say which of the two ovens",
        "no dice hasta qué fecha dura la promo",
        "номера заказа не указала",
        "14 条的清单她没有附",
        "die Fotos hängen nicht an",
        "注文番号の記載なし",
    ],
)
def test_what_the_client_has_not_said_is_asked(note: str) -> None:
    assert [(fact.kind, fact.internal) for fact in facts(note)] == [(FactKind.ASK, False)]


@pytest.mark.parametrize(
    "note",
    [
        "no quote has been made for the other three",
        "we do not pay third-party costs",
        "nosotros no tenemos acceso",
        "daar is geen naweekplek nie",
        "другие два окна в смету не входят",
        "另外两间没有报过价",
        "另外兩間未報過價",
        "Putz und Container sind nicht angeboten",
        "les deux autres fenêtres ne sont pas au devis",
        "para as outras duas janelas não foi dado preço",
    ],
)
def test_what_we_do_not_do_or_have_not_priced_is_told(note: str) -> None:
    assert [(fact.internal, fact.kind is FactKind.ASK) for fact in facts(note)] == [(False, False)]


def test_an_order_that_stands_alone_holds_for_what_comes_before_it() -> None:
    found = facts("the van left at 10:00; the driver overslept; do not tell her")
    assert [fact.kept for fact in found] == [MARKED, MARKED, MARKED]
    other = facts("the van left the depot at 10:00; internal: our margin is 40 and the boss knows")
    assert [fact.kept for fact in other] == ["", MARKED]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("tell: our driver forgot the key", "our driver forgot the key"),
        ("Tell them: margin 4 mm on each side", "margin 4 mm on each side"),
        ("для клиента: замок вероятно сменят в среду", "замок вероятно сменят в среду"),
        ("告诉客户：可能是周三到", "可能是周三到"),
    ],
)
def test_what_is_ordered_to_be_told_is_told_without_the_order(note: str, said: str) -> None:
    assert [(fact.text, fact.internal) for fact in facts(note)] == [(said, False)]


@pytest.mark.parametrize(
    ("note", "told", "kept"),
    [
        ("tell: the van left at 10:00; internal: our margin is 40", "the van left at 10:00", "internal: our margin is 40"),
        ("Tell: it is here. Do not mention the deposit", "it is here.", "Do not mention the deposit"),
        ("告诉客户：周三送到；内部：司机睡过头了", "周三送到", "内部：司机睡过头了"),
        ("сказать: мастер будет в среду; склад; перевозчика не называть", "мастер будет в среду; склад", "перевозчика не называть"),
    ],
)  # fmt: skip
def test_an_order_to_tell_ends_where_another_keeps_something(note: str, told: str, kept: str) -> None:
    assert [(fact.text, fact.kept) for fact in facts(note)] == [(told, ""), (kept, MARKED)]


def test_an_order_to_tell_nothing_is_no_note() -> None:
    assert facts("tell:", "Say: ", "tell: ;") == []


def test_a_clause_or_an_old_reply_has_no_such_marks() -> None:
    clause = "Please read on: internal wiring is not included. She doesn't say."
    (found,) = read_facts([(clause, SourceKind.POLICY, "terms.md")])
    assert (found.internal, found.kept, found.text) == (False, "", clause)
    assert told_mark("the letter to tell: no mark") == ""


@pytest.mark.parametrize(
    ("likely", "use"),
    [
        (row(say=0.95, internal=0.02), Use()),
        (row(say=0.88, internal=0.08), Use(doubted=True)),
        (row(say=0.8, internal=0.2), Use(gap="tell", told_if_asked=True)),
        (row(say=0.45, internal=0.52), Use(gap="tell", told_if_asked=True)),
        (row(say=0.25, internal=0.72), Use(kept=HOUSE)),
        (row(offer=0.7, say=0.28), Use(FactKind.OFFER)),
        (row(ask=0.8, internal=0.1), Use(FactKind.ASK)),
        (row(ask=0.6, internal=0.3), Use(FactKind.ASK, gap="tell")),
        (row(ask=0.5, internal=0.45), Use(gap="tell", told_if_asked=True)),
        (row(context=0.6, say=0.38), Use(kept=ABOUT)),
    ],
)
def test_a_note_that_may_be_for_the_house_is_a_gap_long_before_that_is_likely_and_then_kept(
    likely: Matrix, use: Use
) -> None:
    assert use_of("the part arrives", "en", likely) == use
    assert use_of("the part arrives, not for the client", "en", likely) == Use(kept=MARKED)


@pytest.mark.parametrize(
    ("note", "likely", "use"),
    [
        ("no access to the bank portal", row(ask=0.6, internal=0.1), Use(doubted=True)),
        ("no access to the bank portal", row(ask=0.9, internal=0.02), Use(FactKind.ASK)),
        ("no access to the bank portal", row(say=0.6, internal=0.4), Use(doubted=True)),
        ("no access to the bank portal", row(say=0.4, internal=0.6), Use(gap="tell", told_if_asked=True)),
        ("no access to her folder", row(ask=0.6, internal=0.1), Use(FactKind.ASK)),
        ("no access, the lawyer says", row(say=0.6, internal=0.4), Use(gap="tell")),
        ("no access or a new key, they choose", row(ask=0.6, internal=0.1), Use(FactKind.ASK)),
    ],
)
def test_a_limit_of_ours_is_no_wish_and_seldom_a_secret_but_for_talk_of_the_client_or_a_lawyer(
    note: str, likely: Matrix, use: Use
) -> None:
    assert use_of(note, "en", likely) == use


def test_embeddings_of_another_size_leave_it_to_the_lists() -> None:
    found = uses_of(["margin is thin"], ["en"], np.zeros((1, 12), "float32"))
    assert found == [Use(kept=HOUSE)]


def test_the_shipped_weights_fit_the_cues_and_give_probabilities() -> None:
    def embed(texts: Sequence[str]) -> Matrix:
        return np.full((len(texts), 384), 0.05, "float32")

    (found,) = read_facts([("the shelf arrives on Tuesday", SourceKind.NOTE, "note 1")], embed=embed)
    assert found.kind is FactKind.STATUS
    rows = notes._probabilities(["a", "b"], ["en", "ru"], np.zeros((2, 384), "float32"))
    assert rows is not None
    assert rows.shape == (2, len(LABELS))
    assert np.allclose(rows.sum(1), 1, atol=1e-5)
    used = uses_of(["a", "b"], ["en", "ru"], np.zeros((2, 384), "float32"), around=[None, 0.01])
    assert used == [use_of("a", "en", rows[0]), use_of("b", "ru", rows[1], whole=0.01)]


def test_a_part_of_a_note_that_is_plainly_to_be_told_is_told_more_easily() -> None:
    likely = row(say=0.7, internal=0.25)
    used = [use_of("asked for on the 9th", "en", likely, whole=whole) for whole in (None, 0.3, 0.01)]
    gap = Use(gap="tell", told_if_asked=True)
    assert used == [gap, gap, Use(doubted=True)]


@pytest.mark.parametrize("note", ["is it the 12th?", "up to 10 % if she insists", "the lawyer says no"])
def test_what_its_writer_doubts_or_what_may_be_a_bargain_is_a_gap_whatever_is_asked(note: str) -> None:
    assert use_of(note, "en", row(say=0.8, internal=0.2)) == Use(gap="tell")


@pytest.mark.parametrize(
    "note",
    [
        "count signed for 120, dont say",
        "ojo: junio ya cerrado, no entrar",
        "buurman se tent, moenie grap maak nie",
    ],
)
def test_an_order_to_keep_quiet_holds_in_whatever_language_the_note_is_taken_for(note: str) -> None:
    found = uses_of([note] * 3, ["af", "en", "ru"], None)
    assert found == [Use(kept=MARKED)] * 3


@pytest.mark.parametrize(
    ("language", "orders", "told"),
    [
        ("en", ("he must not know", "two calls cancelled - dont go into it"), "no need to bring ID"),
        ("es", ("daría el 50 %, no adelantarlo", "lo sabíamos, que no se entere"), "no hace falta llamar"),
        ("ru", ("склад опоздал, молчок", "ему не говори"), "звонить не нужно"),
        ("af", ("hou jou mond hieroor", "sy hoef nie te weet nie"), "jy hoef nie te bel nie"),
        ("zh", ("别跟他说", "唔好俾佢知"), "不用打电话"),
        ("zh-Hant", ("先瞞著", "咪同佢講"), "盒子請留著"),
        ("de", ("nicht verraten", "er muss das nicht wissen"), "bitte den Karton behalten"),
        ("fr", ("motus", "faut pas qu'elle sache"), "gardez le carton"),
        ("pt", ("não contes", "nao digas ao cliente"), "não é preciso ligar"),
        ("it", ("acqua in bocca", "che non lo sappia"), "tenga la scatola"),
        ("nl", ("mondje dicht", "mag hij niet weten"), "hij weet de poortcode niet"),
        ("pl", ("nie mów mu", "zachowaj dla siebie"), "nie trzeba dzwonić"),
        ("tr", ("sakın söyleme", "haberi olmasın"), "aramanıza gerek yok"),
        ("ja", ("黙っておいて", "ここだけの話"), "電話は不要"),
        ("ko", ("말하지 마세요", "우리끼리만"), "전화할 필요 없음"),
        ("uk", ("мовчок", "не кажи йому"), "дзвонити не треба"),
    ],
)
def test_orders_to_keep_quiet_as_they_are_jotted_are_known_and_a_plain_no_is_none_of_them(
    language: str, orders: tuple[str, ...], told: str
) -> None:
    found = [has_word("kept", note, language) or orders_silence(note) for note in (*orders, told)]
    assert found == [True, True, False]


@pytest.mark.parametrize(("note", "language"), [("our new intern: Tom", "en"), ("ojo, andén 3", "es")])
def test_a_word_that_means_silence_in_another_language_alone_keeps_nothing(note: str, language: str) -> None:
    assert uses_of([note], [language], None) == [Use()]


def test_a_note_about_the_message_that_may_be_for_the_house_covers_nothing_either() -> None:
    assert use_of("third mail", "en", row(context=0.47, internal=0.44)) == Use(kept=HOUSE)


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("500免收,何姐已批", "500免收"),
        ("R1 520 comes off, Annelie ok", "R1 520 comes off"),
        ("tapyt kan 20 Des, Annelie het goedgekeur", "tapyt kan 20 Des"),
        ("неустойку снимаем, шеф согласовал", "неустойку снимаем"),
        ("45 EUR se abonan (ok de Rocío)", "45 EUR se abonan"),
        ("Gutschrift 40 EUR - Chefin genehmigt", "Gutschrift 40 EUR"),
    ],
)
def test_who_allowed_it_is_cut_off_and_kept(note: str, told: str) -> None:
    said, approval = read_facts([(note, SourceKind.NOTE, "note 1")])
    assert (said.text, said.internal, approval.internal) == (told, False, True)


@pytest.mark.parametrize(
    "note",
    [
        "折扣頂多5%,何姐還沒點頭",  # not yet
        "terms sent, not approved",
        "delivery at 9, she agreed",  # the client
        "图纸已发,客户已同意",
        "all fine, door ok",  # a thing
        "the proof was approved on 12 Nov",
    ],
)
def test_what_only_looks_like_an_approval_stays(note: str) -> None:
    assert [fact.text for fact in read_facts([(note, SourceKind.NOTE, "note 1")])] == [note]


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("solo puede el lunes; en realidad Paco puede el jueves", "en realidad Paco puede el jueves"),
        ("the part is late this week; actually Tom forgot to order it", "actually Tom forgot to order it"),
    ],
)
def test_what_is_really_so_is_kept_where_something_else_is_told(note: str, kept: str) -> None:
    found = read_facts([(note, SourceKind.NOTE, "note 1")])
    assert [fact.text for fact in found if fact.internal] == [kept]


@pytest.mark.parametrize(
    "note", ["18号师傅跑错地址,不要跟她讲", "师傅睡过头,別讓客戶知道", "no adelantarlo: 50 %"]
)
def test_more_orders_to_keep_quiet(note: str) -> None:
    assert [fact.internal for fact in read_facts([(note, SourceKind.NOTE, "note 1")])] == [True]
