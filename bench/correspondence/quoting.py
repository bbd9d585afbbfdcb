"""How much of a mail's text is read right, on the public mails that other projects expect results for.

python bench/correspondence/quoting.py [FOLDER with the email_parsing sets]
Compared after white space folding. `without_quotes` answers for sets that keep signatures, `letters`
for mail-parser-reply's assertions, `parse_forward` for forwarded mails; see README.md beside this.
"""

from __future__ import annotations

import email
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.correspondence.forwarded import parse_forward
from assistant.correspondence.identity import Us
from assistant.correspondence.mail.body import body_text, text_parts
from assistant.correspondence.mail.boxes import mbox_mail, mbox_spans
from assistant.correspondence.mail.html import html_text
from assistant.correspondence.mail.letters import mail_turn
from assistant.correspondence.mail.message import Person, read_head
from assistant.correspondence.mail.outlook import msg_bytes
from assistant.correspondence.quoting import letters, signature_text, without_quotes

Score = tuple[int, int, list[str]]
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "email_parsing"


def folded(text: str) -> str:
    return " ".join(text.split())


def unspaced(text: str) -> str:
    return "".join(text.split())


def count(results: list[tuple[str, bool]]) -> Score:
    return sum(good for _, good in results), len(results), [name for name, good in results if not good]


def talon(data: Path) -> dict[str, Score]:
    """The .eml replies, the HTML replies and the signatures of mailgun/talon."""
    folder = data / "mailgun_talon"
    cases = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    mails, pages, signatures = [], [], []
    for case in cases:
        raw = (folder / case["file"]).read_bytes()
        if "expected_reply" in case:
            mails.append(
                (
                    case["file"],
                    folded(without_quotes(body_text(raw, read_head(raw)))) == folded(case["expected_reply"]),
                )
            )
        elif case["kind"] == "html body":
            got = without_quotes(html_text(raw.decode("utf-8", "replace")))
            pages.append(
                (case["file"], unspaced(got) == unspaced(case["expected_reply_ignoring_whitespace"]))
            )
        elif "expected_not_contains" in case:
            got = without_quotes(body_text(raw, read_head(raw)))
            pages.append((case["file"], case["expected_not_contains"] not in got))
        elif "expected_signature" in case:
            text = raw.decode("utf-8").replace("#sig#", "")
            want = case["expected_signature"].replace("#sig#", "").lstrip("-\n ")
            signatures.append(
                (case["file"], unspaced(signature_text(text, sender=case["sender"])) == unspaced(want))
            )
    return {"talon .eml": count(mails), "talon html": count(pages), "talon signatures": count(signatures)}


def discourse(data: Path) -> dict[str, Score]:
    lines = (data / "discourse_email_reply_trimmer" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    return {
        "discourse": count(
            [
                (
                    c["id"],
                    folded(without_quotes(c["input"], keep_between=True)) == folded(c["expected_reply"]),
                )
                for c in cases
            ]
        )
    }


def mail_parser_reply(data: Path) -> dict[str, Score]:
    folder = data / "mail_parser_reply"
    cases = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return {"mail-parser-reply": count([(case["test"], _asserted(folder, case)) for case in cases])}


def _asserted(folder: Path, case: dict[str, Any]) -> bool:
    found = letters((folder / case["file"]).read_text(encoding="utf-8"))
    if case["replies_count"] not in (None, len(found)):
        return False
    tests: dict[str, Callable[[str, str], bool]] = {
        "contains": lambda text, value: value in text,
        "not_contains": lambda text, value: value not in text,
        "equals": lambda text, value: text == value,
    }
    for number, assertions in case["reply"].items():
        if int(number) >= len(found):
            return False
        letter = found[int(number)]
        fields = {
            "content": f"{letter.header}\n{letter.body}\n{letter.signature}",
            "body": letter.body,
            "headers": letter.header,
            "signatures": letter.signature,
        }
        if not all(tests[a["op"]](fields[a["field"]], a["value"]) for a in assertions):
            return False
    return True


def crisp(data: Path) -> dict[str, Score]:
    folder = data / "crisp_email_forward_parser"
    cases = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return {
        "crisp forwarded, all fields": count(
            [(case["body_file"], _forwarded(folder, case)) for case in cases]
        )
    }


def _forwarded(folder: Path, case: dict[str, Any]) -> bool:
    def text(name: str | None) -> str:
        return (folder / name).read_text(encoding="utf-8") if name else ""

    def person(one: Person) -> dict[str, str | None]:
        return {"address": one.address, "name": one.name or None}

    found, want = parse_forward(text(case["body_file"]), text(case["subject_file"])), case["expected"]
    return found is not None and (
        found.subject == want["subject"]
        and person(found.sender) == want["from"]
        and [person(one) for one in found.to] == want.get("to", [])
        and [person(one) for one in found.cc] == want.get("cc", [])
        and folded(found.body) == folded(want.get("body") or found.body)
        and found.above == (want["message_above"] or "")
    )


def cpython(data: Path) -> dict[str, Score]:
    """Every text part the standard library finds in a broken mail is found."""
    results = []
    for path in sorted((data / "cpython_test_email").glob("msg_*.txt")):
        raw = path.read_bytes()
        mine = unspaced("".join(text_parts(raw)))
        body_text(raw, read_head(raw))
        results.append((path.name, all(unspaced(part) in mine for part in _standard(raw))))
    return {"cpython broken MIME, no part lost": count(results)}


def _standard(raw: bytes) -> list[str]:
    found = []
    for part in email.message_from_bytes(raw).walk():
        payload = part.get_payload(decode=True) if part.get_content_maintype() == "text" else None
        if isinstance(payload, bytes):
            try:
                found.append(payload.decode(part.get_content_charset("utf-8"), "replace"))
            except LookupError:
                found.append(payload.decode("latin-1"))
    return found


def outlook(data: Path) -> dict[str, Score]:
    folder = data / "outlook_msg"
    cases = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    results = []
    for name, want in cases.items():
        raw = msg_bytes(folder / name)
        head = read_head(raw)
        turn, _ = mail_turn(raw, head, name, Us.of([]))
        date = str(turn.at) if turn.at else "None"
        sender = (want["sender"] or "").rpartition("<")[2].strip("<>").lower()
        results.append((name, (turn.subject, turn.address, date) == (want["subject"], sender, want["date"])))
    return {"outlook .msg, subject sender date": count(results)}


def bigbang(data: Path) -> dict[str, Score]:
    """Mailing lists: mails counted as by their separators, and no quoted line left in any text."""
    counted, clean = [], []
    for path in sorted((data / "bigbang_mailing_lists").iterdir()):
        raw = path.read_bytes()
        spans = list(mbox_spans(path))
        if not spans:
            continue
        counted.append((path.name, len(spans) == raw.count(b"\nFrom ") + raw.startswith(b"From ")))
        for offset, length in spans:
            mail = mbox_mail(raw[offset : offset + length])
            turn, _ = mail_turn(mail, read_head(mail), path.name, Us.of([]))
            clean.append((turn.source, not any(line.startswith(">") for line in turn.text.splitlines())))
    return {"bigbang mail count": count(counted), "bigbang no quote left": count(clean)}


def scores(data: Path) -> dict[str, Score]:
    """Right and all per set, with the names of those not right."""
    found: dict[str, Score] = {}
    for measure in (talon, discourse, mail_parser_reply, crisp, cpython, outlook, bigbang):
        found.update(measure(data))
    return found


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    for name, (right, total, wrong) in scores(data).items():
        print(f"{name:36} {right:4} / {total:<4} {', '.join(wrong[:6])}")


if __name__ == "__main__":
    main()
