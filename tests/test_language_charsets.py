"""Texts in old charsets: one to three lines each, as clients write them, in the charset their language usually has."""

from __future__ import annotations

import pytest

from assistant.cli.inputs import decode as decode_message
from assistant.correspondence.chat.sources import charset as chat_charset
from assistant.correspondence.chat.sources import head_text, text_lines
from assistant.correspondence.mail.charsets import decode as decode_mail
from assistant.errors import InputError
from assistant.knowledge.documents import decoded as decode_policy
from assistant.language.charsets import decode_text
from assistant.language.shipped_data import data_of

TEXTS = {
    "cp1252": (
        "Où est mon argent ?",
        "Nous voulons être remboursés avant vendredi.",
        "C'est la troisième fois que je vous écris.\nPersonne ne répond, c'est inadmissible !",
        "Réponse urgente exigée",
        "Ça fait déjà deux mois…\nL’équipe n’a rien livré et le délai est dépassé.",
        "O site não funciona.",
        "Vocês não cumpriram o prazo. Exijo a devolução do dinheiro.",
        "Cadê a solução? Já são três semanas!\nNinguém responde às minhas mensagens.",
        "Situação inaceitável",
        "Sê asseblief wanneer dit klaar is.",
        "Ek het gister gebel en niemand kon iets sê nie.\nMôre is dit te laat!",
        "Julle het die geld al drie weke gelede gekry. Wanneer kry ons die oorblywende bladsye? Dis ’n skande!",
        "¿Dónde está mi pedido?",
        "Llevo tres días esperando y nadie me da una solución.\n¡Es una vergüenza!",
        "Señor Muñoz, mañana cancelo el contrato.",
        "Devolución inmediata, por favor. El año pasado pasó lo mismo.",
        "Das ist völlig unmöglich.\nWir möchten unser Geld zurück, und zwar für alle drei Rechnungen.",
        "Unverschämtheit! Ich kündige zum nächsten Monat.",
        "Grüße aus Köln, aber über die Qualität müssen wir reden.",
        "Quando riavrò i miei soldi?",
        "Il sito non è pronto, perché nessuno risponde?\nCosì non si può lavorare.",
        "È una vergogna, la qualità è pessima.",
        "Dit is één grote ramp, de reünie is over een week.",
        "Wij hebben € 500 betaald en niets gekregen.\nGeen reactie, geen excuses – niets.",
        "We were promised the pages on Friday – it’s Monday.\nI want the £500 back.",
        "Your team’s naïve excuses won’t do.",
        "Du har inte svarat på två veckor. Jag vill ha pengarna tillbaka nu.",
    ),
    "cp1250": (
        "Proszę o zwrot pieniędzy.",
        "Gdzie są moje pieniądze?",
        "Już trzeci raz piszę i nikt nie odpowiada.\nTo jest skandal, żądam wyjaśnień!",
        "Zwrot pieniędzy natychmiast",
        "Strona miała być gotowa w zeszłym tygodniu. Dlaczego wciąż czekamy?",
        "Prosím, kdy bude stránka hotová? Už třetí týden čekáme a nikdo neodpovídá.",
        "Szeretném visszakapni a pénzemet, már két hete nem válaszolnak. Ez így nem mehet tovább, őszintén szólva.",
    ),
    "iso8859-2": ("Proszę o odpowiedź, śmieszne są już te wymówki.\nŻądam zwrotu pieniędzy.",),
    "cp1254": (
        "Siparişimiz nerede?",
        "Siparişimiz hâlâ gelmedi ve kimse cevap vermiyor.\nParamızı geri istiyoruz.",
        "Üç haftadır bekliyoruz, bu kabul edilemez.\nYarın sözleşmeyi iptal edeceğim.",
        "Lütfen ödediğim parayı iade edin.",
    ),
    "cp1251": (
        "Где деньги?",
        "где наш сайт, вы обещали ещё вчера",
        "Верните деньги! Мы ждём уже третью неделю.\nЭто никуда не годится.",
        "СКОЛЬКО МОЖНО ЖДАТЬ? ОТВЕТЬТЕ НЕМЕДЛЕННО!",
        "Добрый день, Анна.\nКогда будет готов отчёт по проекту?",
        "Де мої гроші? Ви обіцяли повернути їх ще минулого тижня.",
    ),
    "koi8-r": (
        "Где деньги?",
        "где наш сайт, вы обещали еще вчера",
        "Верните деньги! Мы ждем уже третью неделю.\nЭто никуда не годится.",
        "СКОЛЬКО МОЖНО ЖДАТЬ? ОТВЕТЬТЕ НЕМЕДЛЕННО!",
    ),
    "cp866": ("Где обещанный отчет? Мы ждем третью неделю.",),
    "gb18030": (
        "什么时候退款？",
        "网站还没有上线，你们到底在干什么？",
        "我们等了三个星期，没有人回复。\n请马上退款，否则我们会投诉。",
        "钱呢",
        "这是第三次出错了，太让人失望。\n今天必须给我一个答复！",
        "為什麼還沒有退款？我們已經等了三個星期。",
    ),
    "big5": (
        "什麼時候退款？",
        "網站還沒有上線，你們到底在做什麼？",
        "我們等了三個星期，沒有人回覆。\n請馬上退款，否則我們會投訴。",
        "這是第三次出錯了，太讓人失望。\n今天必須給我一個答覆！",
    ),
    "shift_jis": (
        "返金はいつですか？",
        "三週間も待っていますが、返事がありません。",
        "サイトはまだ公開されていません。\n本日中に回答をお願いします。",
        "請求書の金額が間違っています。すぐに訂正してください。",
    ),
    "euc-jp": ("三週間も待っていますが、返事がありません。\n本日中に回答をお願いします。",),
    "euc-kr": (
        "환불은 언제 되나요?",
        "3주째 기다리고 있는데 아무도 답이 없습니다.",
        "홈페이지가 아직도 완성되지 않았습니다.\n오늘 안으로 연락 주세요. 정말 실망입니다.",
        "돈을 돌려주세요!",
    ),
    "cp1253": ("Πού είναι τα χρήματά μας; Περιμένουμε τρεις εβδομάδες.",),
    "mac-roman": ("Nous voulons être remboursés avant vendredi.\nC’est inadmissible, personne ne répond.",),
}
CASES = [(name, text) for name, texts in TEXTS.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), CASES)
def test_a_short_text_in_the_usual_charset_of_its_language_is_read(name: str, text: str) -> None:
    data = text.encode(name)
    assert decode_text(data) == text
    assert decode_message(data, "m.txt") == decode_policy(data, "p.md") == decode_mail(data) == text
    assert "\n".join(text_lines(data)) == head_text(data) == text


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_told_before_any_older_charset(name: str) -> None:
    for _, text in CASES:
        assert decode_text(text.encode(name)) == text


def test_a_damaged_byte_does_not_make_another_charset_of_utf8() -> None:
    data = "Où est mon argent ? Nous sommes très déçus, ça suffit, répondez.".encode()
    assert decode_text(data + b"\xff") == data.decode() + "\ufffd"
    assert chat_charset(data + b"\xff") == "utf-8"
    lost = "caf\ufffd is what another program left"
    assert decode_text(lost.encode()) == lost and "\n".join(text_lines(lost.encode())) == lost


def test_a_damaged_byte_does_not_make_another_charset_of_an_older_one() -> None:
    data = "我们等了三个星期，没有人回复。请马上退款。".encode("gb18030")
    assert decode_text(data + b"\xff") == "我们等了三个星期，没有人回复。请马上退款。\ufffd"


def test_a_long_text_is_read_whole_though_only_its_beginning_is_looked_at() -> None:
    text = "C'est la troisième fois que je vous écris, et personne ne répond.\n" * 900 + "Très déçu.\n"
    assert decode_text(text.encode("cp1252")) == text
    line = "我们等了三个星期，没有人回复，" * 900
    assert decode_text(line.encode("gb18030")) == line


def test_what_is_no_text_is_refused() -> None:
    noise = bytes((index * index * 7 + index // 3) % 255 + 1 for index in range(3000))
    for data in (noise, b"MZ\x00\x01\x02"):
        with pytest.raises(InputError):
            decode_message(data, "m.txt")
        with pytest.raises(InputError):
            decode_policy(data, "p.md")
    assert decode_mail(noise)


def test_every_charset_has_letters_for_its_languages() -> None:
    data = data_of("knowledge", "languages", "charsets.yaml")
    assert {language for languages in data["charsets"].values() for language in languages} == set(
        data["letters"]
    )
    assert set(data["rare"]) < set(data["charsets"])
