"""What becomes of a note in the plan and the letter: asked in a visible gap, kept with its reason, turned to the client."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import (
    Ask,
    AskKind,
    Channel,
    Draft,
    Evidence,
    Fact,
    FactKind,
    MoveKind,
    Plan,
    Reading,
    Route,
    Severity,
    Situation,
    SourceKind,
)
from assistant.drafting.advising import advise
from assistant.drafting.client_names import speaks_of, without_client
from assistant.drafting.desk import Desk
from assistant.drafting.facts import rejoined
from assistant.drafting.phrases import load_phrases, supported
from assistant.drafting.plan import plan_reply
from assistant.drafting.turning import turn_to_client
from assistant.drafting.writing import write
from assistant.gate import check

READING = Reading(
    "Where are my cards?",
    "en",
    "Latn",
    Channel.EMAIL,
    asks=(Ask("Where are my cards?", 0, 19, AskKind.QUESTION),),
    situation=Situation("missing-input", 0.9),
)


def note(text: str, number: int = 1, language: str = "en", **fields: object) -> Fact:
    return Fact(text, FactKind.STATUS, language, SourceKind.NOTE, f"note {number}", **fields)  # type: ignore[arg-type]


def wanted(text: str, number: int = 1) -> Fact:
    return replace(note(text, number), kind=FactKind.ASK)


def next_steps(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (step.reason, tuple(fact.text for fact in step.facts))
        for step in plan.steps
        if step.move is MoveKind.NEXT_STEP
    ]


# --- what is wanted of the client -------------------------------------------------------------------


def test_what_is_wanted_takes_the_place_of_a_general_request() -> None:
    assert next_steps(plan_reply(READING, [], []))[-1] == ("supply", ())
    plan = plan_reply(READING, [], [wanted("which size? not in his mail")])
    assert next_steps(plan)[-1] == ("ask", ("which size? not in his mail",))
    assert all(step.move is not MoveKind.RECORD for step in plan.steps)


def test_an_offer_is_confirmed_first_and_a_manager_named_first() -> None:
    offer = replace(note("we can print on Friday", 2), kind=FactKind.OFFER)
    asked = wanted("which size? not in his mail")
    steps = next_steps(plan_reply(READING, [], [asked, offer]))
    assert [reason for reason, _ in steps][-2:] == ["confirm", "ask"]
    upward = replace(READING, route=Route.MANAGER, superior_speaks=True)
    assert [reason for reason, _ in next_steps(plan_reply(upward, [], [asked]))][-2:] == ["manager", "ask"]
    told = replace(READING, route=Route.MANAGER)  # the manager decides or knows; the letter is still ours
    assert [reason for reason, _ in next_steps(plan_reply(told, [], [asked]))][-1] == "ask"


def test_the_gap_has_the_words_of_the_notes_without_their_brackets() -> None:
    notes = [wanted("which size [A4 or A5]?"), wanted("no delivery address", 2)]
    phrases = load_phrases("en")
    plan = plan_reply(READING, [], notes)
    draft = write(plan, READING, Desk(phrases, review=lambda _: ()))
    assert "this is needed from you: [FILL: which size (A4 or A5)?; no delivery address]." in draft.text
    assert "which size (A4 or A5)?; no delivery address" in draft.gaps
    assert advise(plan, [], phrases) == ()


@pytest.mark.parametrize(
    ("language", "note", "asked"),
    [
        ("en", "she doesn't say which feet", "which feet"),
        ("en", "has not said until when the offer runs.", "until when the offer runs"),
        ("es", "no dice hasta qué fecha dura la promo", "hasta qué fecha dura la promo"),
        ("ru", "не написала, на какой адрес отправить", "на какой адрес отправить"),
        ("af", "sê nie watter knoppie nie", "watter knoppie"),
        ("af", "het nie gesê wanneer die kontrak begin nie", "wanneer die kontrak begin"),
        ("zh-Hans", "没说活动到哪天", "活动到哪天"),
        ("zh-Hans", "没说要多少份", "要多少份"),
        ("zh-Hant", "客戶沒說要哪一款", "要哪一款"),
        ("de", "sagt nicht, welche Größe", "welche Größe"),
        ("en", "doesn't say which feet, probably lying", ""),
        ("en", "doesn't say which of his horses", ""),
        ("en", "does not say anything", ""),
        ("en", "doesn't say what we charged the other one", ""),
        ("de", "der Kunde sagt nicht, welche Farbe", "welche Farbe"),
        ("de", "sagt nicht, ob er klagen will", ""),
        ("es", "no dice cuánto le cobramos al otro", ""),
        ("ru", "не написал, чтобы мы перезвонили", ""),
        ("zh-Hans", "没说几句就挂了", ""),
        ("zh-Hans", "没提供什么资料", ""),
        ("zh-Hans", "没说我们哪里不对", ""),
        ("es", "no dice nada de la fecha", ""),
    ],
)
def test_what_a_note_says_the_client_left_open_can_be_asked(language: str, note: str, asked: str) -> None:
    assert load_phrases(language).left_open(note) == asked


def test_what_the_client_left_open_is_asked_in_plain_words_and_the_rest_in_a_gap() -> None:
    notes = [wanted("he doesn't say which size"), wanted("no delivery address", 2)]
    draft = write(plan_reply(READING, [], notes), READING, Desk(load_phrases("en"), review=lambda _: ()))
    assert "this is needed from you: which size." in draft.text
    assert "this is needed from you: [FILL: no delivery address]." in draft.text
    doubtful = replace(wanted("he doesn't say which size"), gap="tell")
    draft = write(plan_reply(READING, [], [doubtful]), READING, Desk(load_phrases("en"), review=lambda _: ()))
    assert "this is needed from you: [FILL: he doesn't say which size]." in draft.text


def test_three_next_steps_of_a_chat_stand_on_lines_of_their_own() -> None:
    offer = replace(note("we can print on Friday", 2), kind=FactKind.OFFER)
    chat = replace(READING, channel=Channel.CHAT)
    plan = plan_reply(chat, [], [wanted("which size?"), offer])
    shown: list[str] = []
    draft = write(plan, chat, Desk(load_phrases("en"), review=lambda _: ()), on_text=shown.append)
    assert "".join(shown) == draft.text
    assert [line.split(" ")[0] for line in draft.text.splitlines()[-3:]] == ["Our", "If", "To"]


@pytest.mark.parametrize("language", supported())
def test_the_line_that_asks_passes_the_gate_in_every_language_and_register(language: str) -> None:
    phrases = load_phrases(language)
    for register in phrases.registers:
        text = phrases.say("next.ask", register, note="[FILL: which of the two?]")
        assert "[FILL: which of the two?]" in text
        found = check(text, Evidence(language=language))
        assert [each for each in found if each.severity is Severity.BLOCK] == []


def test_a_wanted_part_does_not_join_the_told_part_of_its_note() -> None:
    parts = [note("the proof is ready"), wanted("size not given"), note("the ink is dry")]
    assert [(fact.text, fact.kind) for fact in rejoined(parts)] == [
        ("the proof is ready", FactKind.STATUS),
        ("size not given", FactKind.ASK),
        ("the ink is dry", FactKind.STATUS),
    ]


# --- what is kept ---------------------------------------------------------------------------------


def test_kept_notes_are_told_to_the_user_with_their_reason_and_no_others() -> None:
    kept = [
        note("Irene agrees to tell", 2, internal=True, kept="reads as meant for you alone"),
        note("no sum yet", 2, internal=True, kept="reads as meant for you alone"),
        note("read at 9:05", 3, internal=True, kept="is about the message, not the matter"),
    ]
    plan = plan_reply(READING, [], [note("the cards are printed"), *kept])
    assert plan.kept == tuple(kept)
    assert advise(plan, [], load_phrases("en"))[0] == (
        "Not told in the letter: note 2 reads as meant for you alone: “Irene agrees to tell; no sum yet”, "
        "note 3 is about the message, not the matter: “read at 9:05”. “tell:” before a note has it told."
    )


def test_a_doubtful_note_stands_in_the_letter_and_is_pointed_out() -> None:
    plan = plan_reply(READING, [], [note("the cards are printed", doubted=True)])
    assert advise(plan, [], load_phrases("en")) == (
        "Meant for the client? See what the letter makes of note 1: “the cards are printed”",
    )


def test_a_doubtful_part_of_a_note_is_pointed_out_too() -> None:
    parts = [note("the cards are printed"), note("the boss thinks it will do", doubted=True)]
    assert advise(plan_reply(READING, [], parts), [], load_phrases("en")) == (
        "Meant for the client? See what the letter makes of note 1: “the cards are printed; the boss thinks it will do”",
    )


# --- abbreviations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        (
            "en",
            "ready wed 25 nov. by noon, w/o the lid",
            "ready Wednesday 25 November by noon, without the lid",
        ),
        ("en", "sent on 3 nov. Nothing came back", "sent on 3 November. Nothing came back"),
        ("es", "la fra 22 sale mñn", "la factura 22 sale mañana"),
        ("ru", "завт, 3 нояб", "завтра, 3 ноября"),
        ("de", "fertig di 24. nov, vllt früher", "fertig Dienstag 24. November, vielleicht früher"),
        ("es", "se lo dijimos el 12 de nov", "se lo dijimos el 12 de noviembre"),
        ("en", "we wont sign, hes paid till friday", "we won't sign, he's paid till Friday"),
        ("en", "apr is 19, they wed in May", "apr is 19, they wed in May"),
        ("en", "see www.fri.com, jan.wed@x.com, oct.pdf", "see www.fri.com, jan.wed@x.com, oct.pdf"),
        ("ru", "до пн", "до пн"),
        ("de", "12 mo Garantie, fr Müller", "12 mo Garantie, fr Müller"),
        ("af", "van donderdag af", "van Donderdag af"),
        ("ru", "будет в ср", "будет в ср"),  # the case is not known
        ("en", "Fri was his surname", "Fri was his surname"),
    ],
)
def test_abbreviations_of_a_note_are_written_out(language: str, text: str, said: str) -> None:
    assert turned(text, language) == [(said, "")]


# --- she and he -----------------------------------------------------------------------------------

OF_OTHERS = {
    "en": "my mother says she was never asked",
    "af": "my ma sê niemand het haar gevra nie",
    "zh-Hans": "我妈说没人问过她",
    "zh-Hant": "我媽說沒人問過她",
    "ru": "мама говорит, что ей не звонили",
    "es": "mi madre dice que a ella nadie le preguntó",
    "pt": "a minha mãe diz que ela não soube",
    "fr": "ma mère dit qu'on ne lui a rien demandé",
    "nl": "mijn moeder zegt dat niemand haar belde",
    "de": "meine Mutter sagt, dass ihr niemand schrieb",
}


def turned(text: str, language: str, register: str = "") -> list[tuple[str, str]]:
    """Where the client's message speaks of "her" or "him" as well."""
    return in_answer(OF_OTHERS[language], text, language, register)


def in_answer(message: str, text: str, language: str, register: str) -> list[tuple[str, str]]:
    phrases = load_phrases(language)
    asked = replace(READING, text=message, language=language)
    facts = turn_to_client(
        [note(text, language=language)], phrases, register or phrases.registers[0], message=asked
    )
    return [(fact.text, fact.gap) for fact in facts]


@pytest.mark.parametrize(
    ("language", "register", "text", "said"),
    [
        ("en", "", "she reported it at 10:05", "you reported it at 10:05"),
        ("en", "", "He was told twice", "you have been told twice"),
        ("en", "", "she has signed her form herself", "you have signed your form yourself"),
        ("en", "", "we sent it to her and she approved it", "we sent it to you and you approved it"),
        ("af", "u", "sy het die proef self op 3 November goedgekeur", "u het die proef self op 3 November goedgekeur"),
        ("zh-Hans", "您", "打样她11月3日自己确认过", "打样您11月3日自己确认过"),
        ("zh-Hant", "你", "他11月3日簽名", "你11月3日簽名"),
        ("ru", "вы", "макет она утвердила сама 3 ноября", "макет вы утвердили сами 3 ноября"),
        ("es", "usted", "ella misma firmó el 3", "usted firmó el 3"),
        ("es", "usted", "lo aprobó ella misma el 3", "lo aprobó usted misma el 3"),
        ("pt", "você", "ela própria aprovou a prova", "você aprovou a prova"),
        ("fr", "vous", "elle a validé l’épreuve le 3", "vous avez validé l’épreuve le 3"),
        ("fr", "tu", "il a plu, bon qu'elle a signé lundi", "il a plu, bon que tu as signé lundi"),
        ("fr", "vous", "s’il a payé, c’est qu’il a fallu attendre", "si vous avez payé, c’est qu’il a fallu attendre"),
        ("nl", "u", "ze heeft de proef op 3 november getekend", "u hebt de proef op 3 november getekend"),
        ("de", "Sie", "sie hat den Abzug am 3. freigegeben", "Sie haben den Abzug am 3. freigegeben"),
        ("de", "du", "sie hat die Bankdaten geschickt", "du hast die Bankdaten geschickt"),
    ],
)  # fmt: skip
def test_what_only_the_client_can_have_done_is_said_to_them(
    language: str, register: str, text: str, said: str
) -> None:
    assert turned(text, language, register) == [(said, "")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "she ate well, photo sent at 18:00"),  # a dog, perhaps
        ("en", "the technician rang, he said it holds"),
        ("en", "Maria checked the box, she called at 10:00"),
        ("en", "the shelf was checked"),
        # a firm, where nouns have a gender
        ("de", "die Bank prüft noch, sie hat den Betrag am Montag bestätigt"),
        ("fr", "la société livre jeudi, elle a confirmé la date"),
        ("es", "la empresa llega el jueves, ella confirmó la hora"),
        ("nl", "de bank betaalt uit, ze heeft het bedrag bevestigd"),
        ("ru", "служба доставки едет, она подтвердила время"),
        # two are named, or the one named acts
        ("en", "the tenant above is out and Ann calls him at 8"),
        ("en", "Ann calls her supplier today"),
        ("en", "spoke to Ann on 3 March, she confirmed the order"),
        ("en", "Ann at 5, she has signed the form"),
        ("en", "Pavel arrives 10 May, he has confirmed the date"),
        ("ru", "мастер заболел, Анна напишет ему"),
        ("zh-Hans", "王经理联系她的老师"),
    ],
)
def test_a_pronoun_that_may_mean_somebody_else_stays(language: str, text: str) -> None:
    assert turned(text, language) == [(text, "")]


@pytest.mark.parametrize(
    ("language", "register", "text", "said"),
    [
        ("en", "", "Pavel will call him tomorrow at 11", "Pavel will call you tomorrow at 11"),
        ("en", "", "Ann writes to her by Friday", "Ann writes to you by Friday"),
        ("en", "", "our lawyer will call him on Monday", "our lawyer will call you on Monday"),
        ("af", "u", "Petra bel hom môre om 11:00", "Petra bel u môre om 11:00"),
        ("ru", "вы", "Павел позвонит ей завтра в 11", "Павел позвонит вам завтра в 11"),
        ("zh-Hans", "您", "王师傅明天上午给他打电话", "王师傅明天上午给您打电话"),
        ("zh-Hant", "你", "林經理明天聯絡她", "林經理明天聯絡你"),
    ],
)
def test_whom_the_one_person_named_calls_is_the_client(
    language: str, register: str, text: str, said: str
) -> None:
    assert turned(text, language, register) == [(said, "")]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("rent for Mill Street 8 is on his account", []),
        ("Mill Street 12b is on his account", []),
        ("Ann Lee 5 pm has her keys", ["Ann", "Lee"]),
        ("Ann Lee 10 May has her keys", ["Ann", "Lee"]),
        ("Ann has her keys", ["Ann"]),
    ],
)
def test_a_street_with_its_number_is_nobody_whom_a_pronoun_may_mean(text: str, people: list[str]) -> None:
    assert load_phrases("en").people(text) == people


@pytest.mark.parametrize(
    ("language", "register", "text", "said"),
    [
        ("en", "", "he has it Wed 25 Nov", "you have it Wed 25 Nov"),
        ("en", "", "her bike is a size 54, ours to lend are 50", "your bike is a size 54, ours to lend are 50"),
        ("en", "", "We could lend her a scooter until hers is back.", "We could lend you a scooter until yours is back."),
        ("en", "", "he carries the cost, we swap him to Friday", "you carry the cost, we swap you to Friday"),
        ("en", "", "lunch was at 12:30, he was on the list", "lunch was at 12:30, you were on the list"),
        ("en", "", "she's signed, and she's late", "you have signed, and you are late"),
        ("en", "", "she wasn't told about the fee", "you have not been told about the fee"),
        ("en", "", "she isn't in, he still owes 40", "you aren't in, you still owe 40"),
        ("en", "", "he goes through it, she also wants a copy", "you go through it, you also want a copy"),
        ("en", "", "we sent her two, told her everything", "we sent you two, told you everything"),
        ("af", "jy", "R640 gaan vanaand terug op haar kaart", "R640 gaan vanaand terug op jou kaart"),
        ("af", "u", "hy kan die 12de kom haal", "u kan die 12de kom haal"),
        ("ru", "вы", "в среду отправим ей диск", "в среду отправим вам диск"),
        ("zh-Hans", "您", "另外两盘星期五27号给他", "另外两盘星期五27号给您"),
        ("zh-Hant", "你", "幫她保留到 30 號", "幫你保留到 30 號"),
    ],
)  # fmt: skip
def test_where_nobody_else_is_spoken_of_she_and_he_are_the_client(
    language: str, register: str, text: str, said: str
) -> None:
    assert in_answer("I want this done.", text, language, register) == [(said, "")]
    assert turned(text, language, register) == [(text, "")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("her daughter can come at 4", "your daughter can come at 4"),
        ("her own office manager changed it", "your own office manager changed it"),
    ],
)
def test_one_of_the_clients_own_people_is_theirs_whoever_else_is_spoken_of(text: str, said: str) -> None:
    assert in_answer("My sister asks where she stands.", text, "en", "") == [(said, "")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "she ate well, photo sent at 18:00"),
        ("en", "the technician rang, he said it holds"),
        ("af", "die masjien is reg, hy loop weer"),
        ("ru", "катушка у нас, её не теряли"),
        ("zh-Hans", "她昨天吃得很好，照片已发"),
        ("en", "the inspector failed it, he wants a new certificate"),
        ("en", "the paint was wet, he touched it"),
        ("en", "her supervisor approved it, he signs tomorrow"),
        ("en", "the cat had her stitches out"),
        ("en", "is he aware of it"),
        ("en", "s/he needs a code"),
        ("af", "die drukker staan, hy wil nie druk nie"),
        ("af", "die kat het haar kos geëet"),
        ("ru", "станку 3 года, ему нужен ремонт"),
        ("ru", "груз в пути, он может опоздать"),
        ("zh-Hans", "供应商说他缺货"),
        ("zh-Hans", "不能给他人使用，改到他日"),
    ],
)
def test_what_an_animal_a_thing_or_another_person_does_is_not_the_clients(language: str, text: str) -> None:
    assert in_answer("I want this done.", text, language, "") == [(text, "")]


@pytest.mark.parametrize("message", ["My mother ordered a cake. Where is it?", "Your driver waited outside."])
def test_a_message_about_somebody_else_leaves_the_pronoun(message: str) -> None:
    assert in_answer(message, "her item is in the box", "en", "") == [("her item is in the box", "")]


def test_what_is_ordered_to_be_told_is_told_in_its_words() -> None:
    given = [note("she wasn't told, wed parts only", ordered=True)]
    assert (
        turn_to_client(given, load_phrases("en"), "neutral", message=replace(READING, text="Well?")) == given
    )


def test_it_is_told_that_a_pronoun_was_taken_for_the_client() -> None:
    plan = plan_reply(READING, [], [note("her card is charged on the 3rd")])
    told = replace(plan, notes=("her card is charged on the 3rd",))
    assert advise(told, [], load_phrases("en")) == (
        "note 1 says “her” and stands in the letter: if that is the client, turn it to them.",
    )
    turned_plan = replace(
        plan_reply(READING, [], [note("your card is charged on the 3rd")]), notes=told.notes
    )
    assert advise(turned_plan, [], load_phrases("en")) == (
        "note 1 says “her”, which the letter takes for the client: is nobody else meant?",
    )


def test_what_no_rule_can_turn_is_left_to_the_user() -> None:
    assert turned("коробка на складе. Она подтвердила заказ 3 ноября.", "ru", "ты") == [
        ("коробка на складе.", ""),
        ("Она подтвердила заказ 3 ноября.", "reword"),
    ]


def test_what_is_kept_or_asked_is_not_turned() -> None:
    given = [wanted("she signed which form?"), note("she paid", 2, internal=True, kept="x")]
    assert turn_to_client(given, load_phrases("en"), "neutral", message=READING) == given


# --- the client by name ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Cerâmica Oliveira, Nuno Oliveira", "o domínio está em nome da Cerâmica Oliveira"),
        ("Nuno Oliveira", "o domínio está em nome da Cerâmica Oliveira"),
        ("Anne Whitfield", "account is in the name of Whitfield Farm"),
        ("Anne Whitfield", "the invoice went to whitfield.co.uk"),
        ("Anne Whitfield", "the licence is held by Whitfield & Sons"),
        ("Jana Müller", "die Domain läuft auf Müller GmbH"),
        ("Pinecrest Labs, Tyler Boone", "Pinecrest is on the monthly plan since 1 October"),
        ("恒丰木业 何蓓", "域名登记在恒丰木业名下"),
        ("恒丰木业 何蓓", "任何工作日都可以"),
        ("王建国", "王总共付了三次"),
    ],
)
def test_a_firm_or_place_that_has_the_family_name_in_it_is_not_the_client(name: str, text: str) -> None:
    assert not speaks_of([name], text)
    plan = plan_reply(READING, [], [note(text)], names=[name])
    assert [fact.text for step in plan.steps for fact in step.facts] == [text]


def test_a_mail_signed_by_the_firm_alone_makes_it_no_person_where_one_is_known() -> None:
    text = "o domínio está em nome da Cerâmica Oliveira"
    assert not speaks_of(["Cerâmica Oliveira, Nuno Oliveira", "Cerâmica Oliveira"], text)
    assert speaks_of(["Cerâmica Oliveira"], text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Nuno Oliveira", "falou-se com Oliveira ontem"),
        ("Anne Whitfield", "on Tuesday Whitfield shouted at Marta"),
        ("Anne Whitfield ", "call from CEO Whitfield, furious"),
        ("Jana Müller", "die Rechnung Müller ist offen"),
        ("Cerâmica Oliveira, Nuno Oliveira", "Nuno Oliveira ligou na terça"),
        ("Jana Müller", "Frau Müller Rechnung offen"),
        ("Tom Reid", "Mr. Reid paid twice"),
        ("Anne Whitfield", "told Whitfield Tuesday 3pm"),
        ("Anne Müller-Lang", "called Müller-Lang at 9"),
        ("Fernhill Audio", "Fernhill has spent little this year"),
        ("恒丰木业 何蓓", "何工说下周三"),
        ("王建国", "王总要求周三"),
        ("許淑芬", "許小姐的素材未到"),
        ("이수연", "이수연 씨가 화요일에 전화함"),
    ],
)
def test_the_client_by_name_or_with_a_title_stays_out(name: str, text: str) -> None:
    assert speaks_of([name], text)
    assert without_client([name], note(text)) is None


# --- notes that are no sentence and yet fit for a list ----------------------------------------------


def letter_on(noted: Fact) -> Draft:
    """What is written to a message in the note's language, on that note alone."""
    asked = replace(READING, language=noted.language)
    desk = Desk(load_phrases(noted.language), review=lambda _: ())
    return write(plan_reply(asked, [], [noted]), asked, desk)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("delivered 11 March, bottled 2 April, complaint 10 June", "en"),
        ("Rückstellmuster: 44,8 bis 45,1 mm", "de"),
        ("fatura 1182 vencida há 20 dias", "pt"),
        ("kwotasie R9 600 op 3 Junie, 41 items", "af"),
        ("cuota 168 GBP al mes", "es"),
        ("la factura corregida sale hoy", "es"),
        ("the contract names both owners", "en"),
        ("button colour deviates from the mock-up, no ticket opened", "en"),
        ("schilderwerk zat niet in de offerte", "nl"),
    ],
)
def test_a_tidy_note_without_small_words_is_an_item_of_a_list(text: str, language: str) -> None:
    letter = letter_on(note(text, language=language)).text
    block = next(part for part in letter.split("\n\n") if "\n" in part)
    lead, item = block.splitlines()
    assert lead == load_phrases(language).say("record.lead", "")
    assert item == load_phrases(language).entries["list_mark"] + text[0].upper() + text[1:] + "."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("photograph late -> 3 nov", "en"),
        ("500 refund no, clause 6.4 decides", "en"),
        ("20 % limit agreed internally, 10 % offered", "en"),
    ],
)
def test_a_rough_note_and_one_that_denies_a_figure_or_names_a_ceiling_stays_a_gap(
    text: str, language: str
) -> None:
    assert text in letter_on(note(text, language=language)).gaps[0]


def test_a_tidy_note_that_may_be_for_the_house_stays_a_gap() -> None:
    doubted = note("Notary fee 80: needs Carmen's ok, answer by Thursday", doubted=True)
    assert doubted.text in letter_on(doubted).gaps[0]


# --- notes that admit, refuse, or settle money in words ---------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "left"),
    [
        ("the second 267 was our mistake, refunded this morning", "en", "refunded this morning"),
        ("130 евро списали по ошибке, возврат 130 + 32,50 сделали сегодня", "ru", "возврат 130 + 32,50 сделали сегодня"),
        ("漏報是我們的錯，教務把名單寄晚了", "zh-Hant", "教務把名單寄晚了"),
        ("ons het nie 14 dae vooraf laat weet nie, ons fout", "af", "ons het nie 14 dae vooraf laat weet nie"),
    ],
)  # fmt: skip
def test_of_a_note_that_admits_the_rest_stays_for_a_person_to_word(
    text: str, language: str, left: str
) -> None:
    asked = replace(READING, language=language)
    desk = Desk(load_phrases(language), review=lambda letter: check(letter, Evidence(language=language)))
    draft = write(plan_reply(asked, [], [note(text, language=language)]), asked, desk)
    assert [gap.endswith(left) for gap in draft.gaps[:1]] == [True]
    assert "admission" in {finding.rule for finding in draft.findings}


def test_a_note_that_only_admits_is_left_out() -> None:
    desk = Desk(load_phrases("en"), review=lambda letter: check(letter, Evidence(language="en")))
    draft = write(plan_reply(READING, [], [note("This was our mistake")]), READING, desk)
    assert "mistake" not in draft.text


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("we can't split the course, 5 mornings only", MoveKind.RECORD),
        ("the studio can make two slides by 17:00; no weekend slot", MoveKind.OFFER),
    ],
)
def test_a_refusal_is_nothing_that_is_offered(text: str, move: MoveKind) -> None:
    offer = replace(note(text), kind=FactKind.OFFER)
    plan = plan_reply(READING, [], [offer])
    assert [step.move for step in plan.steps if offer in step.facts] == [move]


def test_advice_on_this_very_letter_is_not_cut_for_general_advice() -> None:
    kept = tuple(
        note(f"secret {number}", number, internal=True, kept=f"reason {number}") for number in range(3)
    )
    plan = replace(plan_reply(READING, [], [note("her parcel left", doubted=True)]), kept=kept)
    told = advise(
        replace(plan, advice=tuple(f"general {number}" for number in range(9))), [], load_phrases("en")
    )
    assert (told[0][:22], len(told)) == ("Not told in the letter", 6)
