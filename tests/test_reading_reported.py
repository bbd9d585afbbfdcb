"""What somebody else asks the client is told apart from what the client asks us."""

import pytest

from assistant.reading.clauses import is_asked_of_client


@pytest.mark.parametrize(
    ("language", "clause"),
    [
        ("en", "My partner is asking me every hour what we are paying you for"),
        ("en", "and our school keeps asking us for the list"),
        ("es", "Mi contador me pregunta todas las semanas por el ahorro"),
        ("ru", "Меня каждый день спрашивает директор, когда будет лифт"),
        ("af", "my baas vra my elke dag waar dit is"),
        ("zh-Hans", "老板天天在问我什么时候能上线"),
        ("zh-Hant", "主管一直問我進度"),
        ("de", "Meine Chefin fragt mich jeden Tag"),
        ("nl", "mijn baas vraagt me elke dag waar het blijft"),
        ("fr", "mon patron me demande chaque jour où ça en est"),
        ("pt", "o meu chefe me pergunta todos os dias"),
        ("it", "il mio capo mi chiede ogni giorno quando arriva"),
        ("pl", "szef codziennie pyta mnie o termin"),
    ],
)
def test_what_another_asks_the_client_is_no_ask_of_theirs(language: str, clause: str) -> None:
    assert is_asked_of_client(clause, language)


@pytest.mark.parametrize(
    ("language", "clause"),
    [
        ("en", "Your site keeps asking me for a password"),
        ("en", "My partner is asking me every day what you are doing?"),
        ("es", "¿Por qué la web me pregunta lo mismo cada semana?"),
        ("pt", "por que a vossa loja me pergunta sempre o mesmo?"),
        ("it", "perché il Suo ufficio mi chiede ancora la fattura?"),
        ("fr", "votre site me demande sans cesse un mot de passe"),
        ("nl", "uw collega vraagt mij elke keer hetzelfde"),
        ("pl", "dlaczego nasz system pyta mnie ciągle?"),
        ("zh-Hans", "为什么客服又问我要订单号？"),
        ("af", "moenie weer vra my nie"),
        ("en", "stop asking me for the files"),
        ("en", "you keep asking me for the same form"),
        ("en", "my boss asks for a refund by Friday"),
        ("es", "le pregunto por tercera vez"),
        ("ru", "спрашиваю вас в третий раз"),
        ("af", "vra my eers voor julle iets doen"),
        ("zh-Hans", "你们别再问我了"),
        ("zh-Hans", "我问了三遍了"),
        ("de", "fragen Sie mich vorher"),
        ("fr", "je me demande ce que vous faites"),
    ],
)
def test_what_the_client_says_or_asks_stays_theirs(language: str, clause: str) -> None:
    assert not is_asked_of_client(clause, language)
