"""How much of a mail's text is read right, on the public mails that other projects expect results for.

python bench/correspondence/quoting.py [FOLDER with the email_parsing sets]
Compared after white space folding, with what `kb add` uses: `own_and_signature` (both together where a set keeps
signatures, on each mail of a thread for mail-parser-reply) and `parse_forward` for forwarded mails; only discourse is
also shown as forums show mail. See README.md beside this.
"""

from __future__ import annotations

import email
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.correspondence.closings import is_device_line, is_rule
from assistant.correspondence.forwarded import parse_forward
from assistant.correspondence.headers import find_header
from assistant.correspondence.identity import Us
from assistant.correspondence.mail.body import all_parts, body_text
from assistant.correspondence.mail.boxes import mbox_mail, mbox_spans
from assistant.correspondence.mail.html import html_text
from assistant.correspondence.mail.letters import mail_turn
from assistant.correspondence.mail.message import Person, read_head
from assistant.correspondence.mail.outlook import msg_bytes
from assistant.correspondence.quoting import Kind, Line, mark, own_and_signature, visible

Score = tuple[int, int, list[str]]
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "email_parsing"
QUOTE_MARKS = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+")
FOOTER_LINES = 7


def folded(text: str) -> str:
    return " ".join(text.split())


def unspaced(text: str) -> str:
    return "".join(text.split())


def count(results: list[tuple[str, bool]]) -> Score:
    return sum(good for _, good in results), len(results), [name for name, good in results if not good]


def signed(text: str) -> str:
    """The mail less quotes and headers, its signature kept."""
    return "\n".join(own_and_signature(text))


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
                    folded(signed(body_text(raw, read_head(raw)))) == folded(case["expected_reply"]),
                )
            )
        elif case["kind"] == "html body":
            got = signed(html_text(raw.decode("utf-8", "replace")))
            pages.append(
                (case["file"], unspaced(got) == unspaced(case["expected_reply_ignoring_whitespace"]))
            )
        elif "expected_not_contains" in case:
            got = signed(body_text(raw, read_head(raw)))
            pages.append((case["file"], case["expected_not_contains"] not in got))
        elif "expected_signature" in case:
            text = raw.decode("utf-8").replace("#sig#", "")
            want = case["expected_signature"].replace("#sig#", "").lstrip("-\n ")
            _, signature = own_and_signature(text, sender=case["sender"])
            signatures.append((case["file"], unspaced(signature) == unspaced(want)))
    return {"talon .eml": count(mails), "talon html": count(pages), "talon signatures": count(signatures)}


def discourse(data: Path) -> dict[str, Score]:
    lines = (data / "discourse_email_reply_trimmer" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    ways = {"discourse": as_forums_show, "discourse, signature kept": signed}
    return {
        name: count([(c["id"], folded(way(c["input"])) == folded(c["expected_reply"])) for c in cases])
        for name, way in ways.items()
    }


def as_forums_show(text: str) -> str:
    """A mail cut at a rule, quotes kept where text follows, signatures kept, device lines off.

    A few lines below an unmarked quote are taken for a signature.
    """
    lines = mark(text)
    for line in lines:
        if line.kind in (Kind.SIGNATURE, Kind.DISCLAIMER):
            line.kind = Kind.RULE if is_rule(line.text) else Kind.OWN
    return "\n".join(line.raw if line.depth else line.text for line in _with_context(lines))


def _with_context(lines: list[Line]) -> list[Line]:
    rule = next((i for i, line in enumerate(lines) if line.kind is Kind.RULE and _has_text(lines[:i])), None)
    lines = lines[:rule]
    shown = [line for line in lines if line.raw.strip()]
    header = next((i for i, line in enumerate(shown) if line.kind is Kind.HEADER), len(shown))
    quotes = [i for i, line in enumerate(shown) if line.kind is Kind.QUOTE]
    tail = len(shown) - 1 - max(quotes, default=len(shown))
    if header < len(shown) and 0 < tail < FOOTER_LINES and _has_text(shown[:header]):
        return shown[:header]
    last = max((i for i, line in enumerate(lines) if line.kind is Kind.OWN and line.text), default=-1)
    while last > 0 and (not lines[last].text or is_device_line(lines[last].text.strip())):
        last -= 1
    return [line for line in lines[: last + 1] if line.kind is not Kind.HEADER]


def _has_text(lines: Sequence[Line]) -> bool:
    return any(line.kind is Kind.OWN and line.text for line in lines)


def mail_parser_reply(data: Path) -> dict[str, Score]:
    folder = data / "mail_parser_reply"
    cases = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return {"mail-parser-reply": count([(case["test"], _asserted(folder, case)) for case in cases])}


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of a quoted thread, without quote marks: the header above it, its words and its signature."""

    header: str
    body: str
    signature: str


def letters(text: str) -> list[Letter]:
    """The mail and every mail quoted in it, newest first."""
    found = [Letter(header, *own_and_signature(body)) for header, body in _split(visible(text))]
    return [one for one in found if one.header or one.body or one.signature]


def _split(text: str) -> Iterator[tuple[str, str]]:
    lines = unquoted(text)
    header, start, index = "", 0, 0
    while index < len(lines):
        found = find_header(lines, index)
        if found is None:
            index += 1
            continue
        first = max(found.start, start)
        yield header, "\n".join(lines[start:first])
        header = "\n".join(lines[first : found.end])
        start = index = max(found.end, index + 1)
    yield header, "\n".join(lines[start:])


def unquoted(text: str) -> list[str]:
    return [QUOTE_MARKS.sub("", line).rstrip() for line in text.splitlines()]


def expected_text(value: str) -> str:
    """Without quote marks and the rule at its end, which the set counts as the writer's words."""
    lines = unquoted(value)
    while lines and (not lines[-1] or is_rule(lines[-1])):
        lines.pop()
    return "\n".join(lines)


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
        if not all(tests[a["op"]](fields[a["field"]], expected_text(a["value"])) for a in assertions):
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
        mine = unspaced("".join(part.text for part in all_parts(raw, read_head(raw))))
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
