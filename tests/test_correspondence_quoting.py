"""What a person wrote is kept, what programs and earlier mails added goes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.correspondence.closings import signed_lines
from assistant.correspondence.quoting import own_and_signature

LETTERS = Path(__file__).parent / "letters" / "mail"
OWN = "First words of mine.\n\nSecond paragraph: see 3.2, on Monday 5 we wrote about it."
OLD = "Line one of the old mail,\nwhich goes on.\n\nAna"
QUOTED = "\n".join(f"> {line}".rstrip() for line in OLD.split("\n"))


def own_text(text: str, *, sender: str = "") -> str:
    return own_and_signature(text, sender=sender)[0]


def attributions() -> list[tuple[str, str]]:
    data = yaml.safe_load((LETTERS / "attributions.yaml").read_text(encoding="utf-8"))
    return [(language, line) for language, lines in data.items() for line in lines]


@pytest.mark.parametrize(("language", "line"), attributions())
def test_quote_goes_wherever_it_stands(language: str, line: str) -> None:
    mails = {
        "answer above": f"{OWN}\n\n{line}\n{QUOTED}",
        "answer above, no marks": f"{OWN}\n\n{line}\n\n{OLD}",
        "answer below": f"{line}\n{QUOTED}\n\n{OWN}",
        "header wrapped": f"{OWN}\n\n{line.replace(' <', chr(10) + '<')}\n\n{QUOTED}",
    }
    assert {name: own_text(mail) for name, mail in mails.items()} == dict.fromkeys(mails, OWN)


@pytest.mark.parametrize(("language", "line"), attributions())
def test_answers_between_quotes_are_all_kept(language: str, line: str) -> None:
    mail = f"{line}\n> One question?\n\nYes.\n\n> Another?\n> With two lines.\n\nNo, 90.\nAnd this."
    assert own_text(mail) == "Yes.\n\nNo, 90.\nAnd this."


@pytest.mark.parametrize(
    "text",
    [
        "On Monday 3 you wrote:\nwe deliver on Friday. Where is it?",
        "You said the following:\n- Friday\n- at 9:00",
        "From: Leeds\nTo: York\nI need two vans.",
        "Внимание! Вы опять сорвали срок.\nЖду ответа.",
        "Thanks",
        "Best\n\nis not good enough.",
        "The terms say:\n\n----\n\nand you know it.",
        "- first bullet\n- second bullet",
        "Sent from my desk, is much easier than my mobile phone. Call me there, not here.",
        "| a | b |\n| 1 | 2 |",
        "C'est inacceptable.\nMerci",
        "Confidential or not, I will show this email to my lawyer?",
    ],
)
def test_words_of_a_person_that_look_like_a_program_stay(text: str) -> None:
    assert own_text(text, sender="Leo Park") == text


@pytest.mark.parametrize(
    ("sender", "signature"),
    [
        ("Leo Park", "Leo Park\nHead of Sales, Client Ltd\n+44 20 7946 0000"),
        ("Leo Park", "--\nLeo"),
        ("Leo Park", "Best regards,\nL. Park"),
        ("Leo Park", "Thanks,\nLeo"),
        ("Leo Park", "L"),
        ("Игорь Круглов", "С уважением,\nКруглов И. С."),
        ("李雷", "李雷\n星辰科技有限公司 市场部"),
        ("李雷", "此致\n敬礼\n李雷"),
        ("林小姐", "敬祝商祺\n林小姐"),
        ("Marta Seguí", "Un saludo,\nMarta"),
        ("Hester Malan", "Groete\nHester Malan\nBemarking"),
        ("Jana Weiß", "Mit freundlichen Grüßen\nJana Weiß\nTel. 030 1234567"),
        ("Léa Roux", "Cordialement,\nLéa Roux"),
        ("Nuno Oliveira", "Cumprimentos,\nNuno Oliveira"),
        ("Gianni Rossi", "Cordiali saluti\nGianni Rossi"),
        ("Jan Jansen", "Met vriendelijke groet,\nJan Jansen"),
        ("Jan Kowalski", "Pozdrawiam,\nJan"),
        ("Anna Berg", "Med vänlig hälsning\nAnna"),
        ("山田太郎", "よろしくお願いいたします。\n山田太郎"),
        ("김민수", "감사합니다.\n김민수 드림"),
        ("Leo Park", "Sent from my iPhone"),
    ],
)
def test_signature_goes(sender: str, signature: str) -> None:
    assert own_text(f"{OWN}\n\n{signature}", sender=sender) == OWN


@pytest.mark.parametrize(
    "disclaimer",
    [
        "This email and any attachments are confidential. If you are not the intended recipient, delete it.",
        "Antes de imprimir este mensaje piense en el medio ambiente. Este correo es confidencial.",
        "Vrywaring: hierdie boodskap is slegs vir die geadresseerde bedoel.",
        "本邮件及附件仅供收件人使用，如误收请删除。",
        "【保密提示】本邮件含商业信息，未经许可不得转发。",
        "本郵件及附件僅供收件者使用。",
        "Данное сообщение предназначено только получателю.",
        "Diese E-Mail enthält vertrauliche Informationen.",
        "Ce message et toutes les pièces jointes sont confidentiels.",
        "Disclaimer\n\nThe information contained in this communication is confidential. It is for the recipient.",
    ],
)
def test_disclaimer_goes(disclaimer: str) -> None:
    assert own_text(f"{OWN}\n\n{disclaimer}") == OWN
    assert own_text(f"{disclaimer}\n\n{OWN}") in (OWN, f"{disclaimer}\n\n{OWN}")


def test_no_rule_empties_a_mail() -> None:
    assert own_text("Best regards,\nLeo", sender="Leo") == "Best regards,"
    assert own_text("From: Ana <ana@studio.example>\nDate: 5 Jan 2026\nSubject: x\n\nPlease see above.") == (
        "Please see above."
    )


def test_signature_is_given_apart() -> None:
    mail = f"{OWN}\n\nLeo Park\nClient Ltd, Leeds\n\nOn 5 Jan 2026, at 10:00, Ana <ana@studio.example> wrote:\n{QUOTED}"
    assert own_and_signature(mail, sender="Leo Park") == (OWN, "Leo Park\nClient Ltd, Leeds")


SENTENCES = st.lists(
    st.sampled_from(
        ["Where is my order?", "We paid in July.", "Это уже третий раз.", "你们说话算不算数？", "¿Y la factura?", "90 € too much.",
         "1. first", "- second", "See https://client.example/a.", "Regarding: the van", "Ek wag nog."]
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@given(SENTENCES, st.sampled_from(attributions()), st.booleans())
@settings(max_examples=200, deadline=None)
def test_nothing_a_client_wrote_is_lost(sentences: list[str], header: tuple[str, str], below: bool) -> None:
    own = "\n".join(sentences)
    mail = f"{header[1]}\n{QUOTED}\n\n{own}" if below else f"{own}\n\n{header[1]}\n{QUOTED}"
    assert own_text(mail).split() == own.split()


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_and_nothing_added(text: str) -> None:
    assert set("".join(own_text(text, sender=text[:10]).split())) <= set(text)


@pytest.mark.parametrize(
    ("signature", "line"),
    [
        ("Groete\nWikus, Kiepersol\n012 345 6789", "Wikus, Kiepersol"),
        ("-- \nAna\nStudio", "Ana\nStudio"),
        ("林悦\n岚溪甜品工作室", "林悦\n岚溪甜品工作室"),
        ("Kind regards\nLin Yue\nwww.lanxi.example", "Lin Yue"),
        ("Lin Yue\nWe are closed on Mondays.", "Lin Yue"),
        ("Mit freundlichen Grüßen, Jan Roth", "Jan Roth"),
        ("陆嘉禾|汀澜传播", "陆嘉禾|汀澜传播"),
        ("Sent from my iPhone", ""),
        ("Kind regards", ""),
        ("", ""),
    ],
)
def test_the_lines_that_name_who_signed(signature: str, line: str) -> None:
    assert signed_lines(signature) == line
