"""Messages that want a sign of life and name nothing."""

import pytest

from assistant.reading.nudges import names_nothing, wants_answer


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("???", "en"),
        ("hello?? anyone there?", "en"),
        ("Então???\nhá novidades ou não", "pt"),
        ("[00:41] ???\n[00:41] ау\n[00:58] понятно", "ru"),
        ("喂？？ 人呢", "zh-Hans"),
        ("¿hay novedades?", "es"),
        ("Enige nuus?? wag nog", "af"),
        ("返信まだですか？", "ja"),
    ],
)
def test_a_bare_nudge_names_nothing(text: str, language: str) -> None:
    assert names_nothing(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order?", "en"),
        ("any news on the invoice?", "en"),
        ("Can I have my deposit back?", "en"),
        ("언제 환불해 주시나요?", "ko"),
        ("退款呢？", "zh-Hans"),
        ("is there an update on 4471?", "en"),
        ("Ну что, чиллеры готовы?", "ru"),
        ("hello, anyone there", "en"),
        ("Where is my money?", "en"),
        ("환불 소식 있나요?", "ko"),
        ("Can you call me today?", "en"),
    ],
)
def test_a_short_question_with_a_subject_is_no_such_message(text: str, language: str) -> None:
    assert not names_nothing(text, language)


@pytest.mark.parametrize(
    ("language", "words", "wants"),
    [
        ("en", "give me a straight answer", True),
        ("en", "And don't fob me off again", True),
        ("es", "Quiero que me contestes a todo", True),
        ("ru", "И не надо мне снова присылать отписку", True),
        ("ru", "И дайте, пожалуйста, внятный ответ, а не отписку", True),
        ("af", "gee my 'n reguit antwoord", True),
        ("zh-Hans", "别又装死", True),
        ("zh-Hant", "請給我一個明確的答覆", True),
        ("de", "Ich will eine klare Antwort", True),
        ("en", "please send it", False),
        ("ru", "пришлите, пожалуйста, счёт", False),
        ("en", "tell me when I get the money back", False),
        ("en", "I want an answer on the refund", False),
        ("es", "respóndeme a lo del precio", False),
        ("ru", "ответьте про возврат денег", False),
        ("af", "ek wil 'n antwoord hê oor die geld", False),
        ("zh-Hans", "退款什么时候给个说法", False),
        ("zh-Hans", "别想再推给海关", False),
    ],
)
def test_an_ask_for_nothing_but_an_answer_is_told_from_one_that_names_a_matter(
    language: str, words: str, *, wants: bool
) -> None:
    assert wants_answer(words, language) is wants
