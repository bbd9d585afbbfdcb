"""WhatsApp exports: every letter as the turns it holds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from chat_letters import Row, letter, letters_of, recognised, rows

from assistant.correspondence.chat.finishing import DELETED, EMPTY, MEDIA, NOTICE
from assistant.correspondence.chat.whatsapp import read_whatsapp

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "whatsapp_af.txt": [
        (
            "2026-04-13 09:14:00",
            "WhatsApp",
            "Boodskappe en oproepe is end-tot-end geïnkripteer. Net mense in hierdie klets kan dit lees, daarna luister of dit deel.",
            NOTICE,
        ),
        ("2026-04-13 09:15:00", "Sarel", "waar is my brosjure", ""),
        ("2026-04-13 09:16:00", "Drukkery", "<Media weggelaat>", MEDIA),
        ("2026-04-13 09:17:00", "Drukkery", "hy is op pad", ""),
        ("2026-04-13 09:18:00", "Sarel", "", DELETED),
    ],
    "whatsapp_ambiguous_days.txt": [
        ("2024-02-01 10:00:00", "Eva", "one", ""),
        ("2024-02-02 10:00:00", "Shop", "two", ""),
        ("2024-02-03 10:00:00", "Eva", "three", ""),
    ],
    "whatsapp_ambiguous_months.txt": [
        ("2024-01-05 10:00:00", "Eva", "one", ""),
        ("2024-01-06 10:00:00", "Shop", "two", ""),
        ("2024-01-09 10:00:00", "Eva", "three", ""),
    ],
    "whatsapp_ar_digits.txt": [
        ("2024-03-12 14:05:33", "سلمى", "أين الطلب؟", ""),
        ("2024-03-13 14:06:33", "المتجر", "في الطريق", ""),
    ],
    "whatsapp_copied.txt": [
        ("2024-03-12 14:05:00", "Ana", "is it done\nand the invoice?", ""),
        ("2024-03-13 14:07:00", "Shop", "both today", ""),
    ],
    "whatsapp_cp1251.txt": [
        ("2026-04-12 14:23:00", "Аня", "Где макет? Ждём с утра, обещали к девяти часам", ""),
        ("2026-04-12 14:29:00", "Студия", "Отправили на почту, проверьте, пожалуйста", ""),
        ("2026-04-13 10:00:00", "Аня", "Получила, спасибо большое", ""),
    ],
    "whatsapp_crlf_utf16.txt": [
        ("2024-03-12 14:05:00", "Ana", "café?", ""),
        ("2024-03-13 14:06:00", "Shop", "sí", ""),
    ],
    "whatsapp_de_dots.txt": [
        (
            "2024-01-05 23:59:00",
            "WhatsApp",
            "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb dieses Chats kann sie lesen oder anhören, nicht einmal WhatsApp.",
            NOTICE,
        ),
        ("2024-01-05 23:59:00", "Jörg Weiß", "Wo bleibt das Angebot?", ""),
        ("2024-01-06 08:10:00", "Büro Nord", "<Medien ausgeschlossen>", MEDIA),
        ("2024-01-06 08:11:00", "Büro Nord", "Im Anhang.", ""),
        ("2024-01-06 08:12:00", "Jörg Weiß", "", DELETED),
        (
            "2024-01-06 08:13:00",
            "WhatsApp",
            'Jörg Weiß hat den Betreff von "Alt: 1" zu "Neu" geändert',
            NOTICE,
        ),
    ],
    "whatsapp_es_12h.txt": [
        (
            "2024-03-12 21:05:00",
            "WhatsApp",
            "Los mensajes y las llamadas están cifrados de extremo a extremo. Nadie fuera de este chat, ni siquiera WhatsApp, puede leerlos ni escucharlos.",
            NOTICE,
        ),
        ("2024-03-12 21:06:00", "Luz", "¿y el pedido?", ""),
        ("2024-03-13 09:07:00", "Tienda", "", DELETED),
        ("2024-03-13 09:08:00", "Tienda", "foto.jpg (archivo adjunto)", MEDIA),
        ("2024-03-13 09:09:00", "Tienda", "sale hoy", ""),
    ],
    "whatsapp_export.zip": [
        ("2024-03-12 14:05:11", "Ana", "where", ""),
        ("2024-03-13 14:20:03", "Shop", "here", ""),
    ],
    "whatsapp_fi_dots.txt": [
        ("2022-03-12 14:08:18", "Matias", "Missä tilaus on?", ""),
        ("2022-03-12 14:09:18", "Liike", "Tulossa", ""),
    ],
    "whatsapp_fr.txt": [
        (
            "2024-03-12 14:05:00",
            "WhatsApp",
            "Les messages et les appels sont chiffrés de bout en bout. Aucun tiers, pas même WhatsApp, ne peut les lire ou les écouter.",
            NOTICE,
        ),
        ("2024-03-12 14:06:00", "Zoé", "où est le devis ?", ""),
        ("2024-03-13 14:07:00", "Atelier", "<Médias omis>", MEDIA),
        ("2024-03-13 14:08:00", "Atelier", "le voici", ""),
        ("2024-03-13 14:09:00", "Zoé", "", DELETED),
    ],
    "whatsapp_gb18030.txt": [
        ("2024-03-09 14:05:00", "林可", "为什么还没有发货？已经等了三天了", ""),
        ("2024-03-09 14:06:00", "客服", "今天下午发出，单号稍后给您", ""),
        ("2024-03-09 14:07:00", "林可", "好的，请尽快，我们周五要用", ""),
    ],
    "whatsapp_group.txt": [
        ("2024-03-12 14:05:33", "Launch team", "Ana created this group", NOTICE),
        ("2024-03-12 14:05:33", "Launch team", "Ana added you", NOTICE),
        ("2024-03-12 14:06:00", "Ana", "@Ben Ode when?", ""),
        ("2024-03-12 14:07:00", "Ben Ode", "today", ""),
        ("2024-03-12 14:08:00", "Cy", "thanks", ""),
    ],
    "whatsapp_ios_en.txt": [
        (
            "2024-03-12 09:14:02",
            "Marta Ruiz",
            "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them.",
            NOTICE,
        ),
        ("2024-03-12 09:15:31", "Marta Ruiz", "Where is my order?\nSecond line of it", ""),
        ("2024-03-13 10:02:44", "Marta Ruiz", "<attached: 00000004-PHOTO-2024-03-13.jpg>", MEDIA),
        ("2024-03-13 10:03:00", "Marta Ruiz", "image omitted", MEDIA),
        ("2024-03-13 10:04:00", "Marta Ruiz", "see the box", ""),
        ("2024-03-13 10:05:00", "Marta Ruiz", "document omitted", MEDIA),
        ("2024-03-13 10:06:00", "North Shop", "", DELETED),
        ("2024-03-13 10:07:00", "North Shop", "It left on Monday: box 7.", ""),
        ("2024-03-13 10:08:00", "Marta Ruiz", "Missed voice call. Tap to call back", NOTICE),
        ("2024-03-13 10:09:00", "Marta Ruiz", "POLL:\nWhen?\nOPTION: Monday (1 vote)", NOTICE),
        ("2024-03-13 10:10:00", "North Shop", "Fine", ""),
    ],
    "whatsapp_ja.txt": [
        ("2024-03-12 14:05:00", "WhatsApp", "メッセージと通話はエンドツーエンド暗号化されています。", NOTICE),
        ("2024-03-12 14:06:00", "由美", "まだですか", ""),
        ("2024-03-12 14:07:00", "店", "<メディアは含まれていません>", MEDIA),
        ("2024-03-12 14:08:00", "店", "明日です", ""),
    ],
    "whatsapp_ko.txt": [
        ("2024-03-12 14:05:00", "WhatsApp", "메시지와 통화는 종단간 암호화되어 있습니다.", NOTICE),
        ("2024-03-12 14:06:00", "지은", "언제 와요?", ""),
        ("2024-03-13 00:07:00", "가게", "<미디어 파일을 생략한 대화내용>", MEDIA),
        ("2024-03-13 00:08:00", "가게", "내일요", ""),
    ],
    "whatsapp_overlap_new.txt": [
        ("2024-03-12 14:05:11", "Ana", "?", ""),
        ("2024-03-12 14:05:40", "Ana", "?", ""),
        ("2024-03-12 14:20:03", "Shop", "on Friday", ""),
        ("2024-03-15 09:00:00", "Ana", "it is Friday", ""),
    ],
    "whatsapp_overlap_old.txt": [
        ("2024-03-12 14:05:00", "Ana", "where is it", ""),
        ("2024-03-12 14:05:00", "Ana", "?", ""),
        ("2024-03-12 14:05:00", "Ana", "?", ""),
        ("2024-03-12 14:20:00", "Shop", "on Friday", ""),
    ],
    "whatsapp_own_words.txt": [
        ("2024-03-13 10:00:00", "Eva", "You added 3 pages that I never asked for", ""),
        ("2024-03-13 10:01:00", "Eva", "My note: Messages and calls went unanswered", ""),
        ("2024-03-13 10:02:00", "Eva", "12/03/24, 10:00 you said today", ""),
        ("2024-03-13 10:03:00", "Eva", "image omitted from the proof, why?", ""),
        ("2024-03-13 10:04:00", "Eva", "it was deleted: This message was deleted", ""),
        ("2024-03-13 10:05:00", "Shop", "[File] A is the right one", ""),
    ],
    "whatsapp_pt_br.txt": [
        (
            "2024-03-12 14:05:00",
            "WhatsApp",
            "As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta e ficam somente entre você e os participantes desta conversa.",
            NOTICE,
        ),
        ("2024-03-12 14:06:00", "Rosa", "cadê o arquivo?", ""),
        ("2024-03-13 14:07:00", "Loja", "<Mídia oculta>", MEDIA),
        ("2024-03-13 14:08:00", "Loja", "segue", ""),
        ("2024-03-13 14:09:00", "Rosa", "", DELETED),
    ],
    "whatsapp_ru.txt": [
        (
            "2026-04-12 09:00:00",
            "WhatsApp",
            "Сообщения и звонки защищены сквозным шифрованием. Никто вне этого чата, даже WhatsApp, не может их прочитать или прослушать.",
            NOTICE,
        ),
        ("2026-04-12 14:23:00", "Аня", "Где макет?\nЖдём с утра", ""),
        ("2026-04-12 14:25:00", "Студия", "IMG-20260412-WA0013.jpg (файл добавлен)", MEDIA),
        ("2026-04-12 14:26:00", "Аня", "<Без медиафайлов>", MEDIA),
        ("2026-04-12 14:27:00", "Аня", "", DELETED),
        ("2026-04-12 14:28:00", "WhatsApp", 'Аня изменил(-а) тему группы с "Макет: 1" на "Макет"', NOTICE),
        ("2026-04-12 14:29:00", "Студия", "Отправили", ""),
    ],
    "whatsapp_us_ampm.txt": [
        (
            "2024-03-09 09:05:00",
            "WhatsApp",
            "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen to them. Tap to learn more.",
            NOTICE,
        ),
        ("2024-03-09 00:05:00", "Joe Park", "midnight", ""),
        ("2024-03-10 12:05:00", "Desk", "noon", ""),
        ("2024-03-11 13:05:00", "Joe Park", "The lid is broken", ""),
        ("2024-03-11 13:06:00", "Joe Park", "", EMPTY),
        (
            "2024-03-11 13:07:00",
            "WhatsApp",
            'Joe Park changed the subject from "Lamps: order 4" to "Lamps"',
            NOTICE,
        ),
    ],
    "whatsapp_zh_hans.txt": [
        (
            "2024-03-09 09:05:02",
            "林可",
            "消息和通话已进行端到端加密。只有此聊天中的成员可以查看、收听或分享。",
            NOTICE,
        ),
        ("2024-03-09 00:05:02", "林可", "半夜了", ""),
        ("2024-03-09 14:05:02", "客服小周", "在的：今天发", ""),
        ("2024-03-09 14:06:02", "林可", "图片已略去", MEDIA),
        ("2024-03-09 14:07:02", "林可", "", DELETED),
    ],
    "whatsapp_zh_hant_android.txt": [
        (
            "2024-03-09 09:05:00",
            "WhatsApp",
            "訊息和通話經端對端加密。對話以外的任何人 (即使是 WhatsApp) 均無法查看或聆聽那些內容。",
            NOTICE,
        ),
        ("2024-03-09 14:05:00", "阿明", "幾時到？", ""),
        ("2024-03-13 20:05:00", "小店", "<媒體已略去>", MEDIA),
        ("2024-03-13 20:06:00", "小店", "明天", ""),
    ],
}


test_letters_are_recognised_and_read_as_written = letters_of("WhatsApp export", TURNS)


def test_two_people_are_one_thread_whatever_the_file_is_called() -> None:
    threads = {
        turn.thread
        for name in ("old", "new")
        for turn in read_whatsapp(letter(f"whatsapp_overlap_{name}.txt"))
    }
    assert threads == {"WhatsApp: Ana / Shop"}


def test_a_group_is_called_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "Chat de WhatsApp con Equipo Norte (2).txt"
    path.write_bytes(letter("whatsapp_group.txt").read_bytes())
    assert {turn.thread for turn in read_whatsapp(path)} == {"WhatsApp: Equipo Norte"}


def test_names_the_line_where_a_message_begins() -> None:
    turns = list(read_whatsapp(letter("whatsapp_ios_en.txt")))
    assert [turn.source.rpartition(":")[2] for turn in turns[:4]] == ["1", "2", "4", "5"]


def test_reads_bytes_as_it_reads_the_file() -> None:
    path = letter("whatsapp_ru.txt")
    assert rows(read_whatsapp(path.read_bytes())) == rows(read_whatsapp(path))


def test_sides_named_client_and_us_are_kept() -> None:
    text = "[12/03/2024, 14:05] Client: where\n[13/03/2024, 14:06] Us: here\n"
    assert [(turn.author, turn.ours) for turn in read_whatsapp(text.encode())] == [
        ("Client", False),
        ("Us", True),
    ]


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("12/31/23, 11:59 PM - A: x", "2023-12-31 23:59:00"),
        ("31.12.23, 23:59 - A: x", "2023-12-31 23:59:00"),
        ("31-12-2023 23:59 - A: x", "2023-12-31 23:59:00"),
        ("2023-12-31 23:59 - A: x", "2023-12-31 23:59:00"),
        ("[31/12/2023, 11:59:58 PM] A: x", "2023-12-31 23:59:58"),
        ("[31.12.23, 23:59:58] A: x", "2023-12-31 23:59:58"),
        ("[2023/12/31 下午11:59:58] A: x", "2023-12-31 23:59:58"),
        ("2023. 12. 31. 오후 11:59 - A: x", "2023-12-31 23:59:00"),
        ("31/12/2023 à 23:59 - A: x", "2023-12-31 23:59:00"),
        ("31/12/23 11:59 nm. - A: x", "2023-12-31 23:59:00"),
        ("31/12/23, 11:59 p. m. - A: x", "2023-12-31 23:59:00"),
        ("31/12/2566 23:59 - A: x", "2023-12-31 23:59:00"),
        ("31.12.2023 г., 23:59 - A: x", "2023-12-31 23:59:00"),
        ("23/12/30, 23:59 - A: x\n23/12/31, 23:59 - B: y", "2023-12-30 23:59:00"),
    ],
)
def test_reads_stamps_of_many_phones(line: str, when: str) -> None:
    first = next(iter(read_whatsapp(line.encode())))
    assert (str(first.at), first.author, first.text) == (when, "A", "x")


def test_a_number_without_a_name_is_an_address_too() -> None:
    turn = next(iter(read_whatsapp(b"12/03/2024, 14:05 - +27 82 123-4567: where is it\n")))
    assert (turn.author, turn.address) == ("+27 82 123-4567", "+27821234567")


def test_a_zip_whose_text_stands_behind_its_photos_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat - Ana.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("00000001-PHOTO.jpg", bytes(range(256)) * 400)
        archive.writestr("_chat.txt", letter("whatsapp_ios_en.txt").read_bytes())
    found = recognised(path)
    assert found is not None and rows(found.read(path)) == TURNS["whatsapp_ios_en.txt"]


def test_a_zip_of_other_texts_is_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "12/03/2024, 14:05 - Ana: x\n")
    assert recognised(path) is None
