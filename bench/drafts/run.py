"""Draft every message of every sample world from its own raw policies and mail, in one run.

    python -m bench.drafts.run [--worlds ../shared/worlds] [--model NAME|PATH|none] [--out FOLDER] [--only WORLD]

Prints a table; writes drafts.json and drafts.html (each draft beside its expectations) to the folder.
What is counted: the language of the reply; must_mention (one of its words stands in the reply); asks that end as
answered, declined, deferred or left; blocking findings; route; gaps. Whether a draft is send-ready is for eyes, not for this.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import re
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.assembly import open_assistant
from assistant.domain import Reply
from assistant.journal import describe
from assistant.settings import load_settings
from bench.drafts.scoring import score
from bench.drafts.worlds import Case, build, cases, worlds


@dataclass(frozen=True, slots=True)
class Result:
    case: Case
    reply: Reply
    seconds: float

    def row(self) -> dict[str, Any]:
        expected, findings = self.case.expected, self.reply.findings
        scored = score(self.reply.draft.text, expected, findings, self.seconds)
        settled = [each.settled != "open" for each in self.reply.plan.decisions]
        return {
            "world": self.case.world,
            "id": self.case.id,
            "language": scored.language,
            "language_right": scored.language_right and self.reply.plan.language == scored.language,
            "mentioned": scored.to_mention - len(scored.missed),
            "to_mention": scored.to_mention,
            "missed": list(scored.missed),
            "asks": len(settled),
            "asks_settled": sum(settled),
            "blocking": [f"{each.rule}: {each.text}" for each in scored.blocking],
            "repaired": sum("repaired" in each.reason for each in findings),
            "gaps": len(self.reply.draft.gaps),
            "route": self.reply.reading.route.value,
            "route_right": self.reply.reading.route.value == expected["route"],
            "sources_found": self._found(),
            "sources_wanted": len(expected["relevant"]),
            "seconds": round(self.seconds, 2),
        }

    def _found(self) -> int:
        texts = [" ".join(f"{each.text} {each.reply}".split()) for each in self.reply.matches]
        return sum(
            any(" ".join(each["find"].split())[:30] in text for text in texts)
            for each in self.case.expected["relevant"]
        )


def main() -> None:
    arguments = _arguments()
    results = [result for world in worlds(arguments.worlds) for result in _run(world, arguments)]
    rows = [result.row() for result in results]
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "drafts.json").write_text(
        json.dumps([describe(each.reply) | each.row() for each in results], ensure_ascii=False, indent=1)
    )
    (arguments.out / "drafts.html").write_text(_page(results))
    print(_table(rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=Path, default=Path("../shared/worlds"))
    parser.add_argument("--model", default=None)
    parser.add_argument("--out", type=Path, default=Path(".build/drafts"))
    parser.add_argument("--only", default="")
    return parser.parse_args()


def _run(world: Path, arguments: argparse.Namespace) -> list[Result]:
    if arguments.only not in ("", world.name):
        return []
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALMREPLY_HOME"] = home
        results = []
        with open_assistant(load_settings(), model=arguments.model) as assistant:
            build(assistant.knowledge, world)
            for case in cases(world):
                started = time.perf_counter()
                reply = assistant.reply(case.message)
                results.append(Result(case, reply, time.perf_counter() - started))
        return results


def _table(rows: list[dict[str, Any]]) -> str:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["language"]].append(row)
    groups["all"] = rows
    lines = [
        "| language | drafts | language right | must_mention | asks settled | sources found | route right | blocking | repaired "
        "| gaps | s median |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for language, group in groups.items():
        lines.append(
            f"| {language} | {len(group)} | {sum(r['language_right'] for r in group)} "
            f"| {sum(r['mentioned'] for r in group)}/{sum(r['to_mention'] for r in group)} "
            f"| {sum(r['asks_settled'] for r in group)}/{sum(r['asks'] for r in group)} "
            f"| {sum(r['sources_found'] for r in group)}/{sum(r['sources_wanted'] for r in group)} "
            f"| {sum(r['route_right'] for r in group)} | {sum(len(r['blocking']) for r in group)} "
            f"| {sum(r['repaired'] for r in group)} | {sum(r['gaps'] for r in group)} "
            f"| {sorted(r['seconds'] for r in group)[len(group) // 2]} |"
        )
    return "\n".join(lines)


_STYLE = """
body{font:15px/1.5 sans-serif;max-width:90em;margin:2em auto} td{vertical-align:top;padding:.7em;white-space:pre-wrap;width:33%}
tr{border-top:1px solid #ccc} .bad{background:#fdd} .gap{background:#ffd} .quiet{color:#777} a{margin-right:1em}
"""


def _page(results: list[Result]) -> str:
    """Message, draft and expectations side by side; drafts with something wrong are listed first as links."""
    rows = [each.row() for each in results]
    wrong = [row for row in rows if row["missed"] or row["blocking"] or not row["language_right"]]
    links = "".join(f"<a href='#{row['world']}-{row['id']}'>{row['world']} {row['id']}</a>" for row in wrong)
    body = "".join(_page_row(each, row) for each, row in zip(results, rows, strict=True))
    head = f"<!doctype html><meta charset=utf-8><title>drafts</title><style>{_STYLE}</style>"
    return f"{head}<p>{len(wrong)} of {len(rows)} to look at: {links}</p><table>{body}</table>"


def _page_row(result: Result, row: dict[str, Any]) -> str:
    case, expected = result.case, result.case.expected
    message = f"{case.world} {case.id} {row['language']} {row['seconds']} s\n\n{case.message.text}\n\n"
    notes = "\n".join(f"note: {note}" for note in case.message.notes)
    quiet = [f"route {expected['route']} (got {row['route']})"]
    quiet += [
        f"mention: {item['what']}" for item in expected["must_mention"] if item["what"] not in row["missed"]
    ]
    quiet += [f"never: {item}" for item in expected["must_not"]]
    bad = [f"missed: {item}" for item in row["missed"]] + [f"blocked: {item}" for item in row["blocking"]]
    bad += [] if row["language_right"] else ["language"]
    draft = re.sub(
        r"\[(?:FILL|CHECK)[^\]]*\]", r"<span class=gap>\g<0></span>", html.escape(result.reply.draft.text)
    )
    judged = "".join(f"<span class=bad>{html.escape(line)}</span>\n" for line in bad)
    judged += f"<span class=quiet>{html.escape(chr(10).join(quiet))}</span>"
    return f"<tr id='{case.world}-{case.id}'><td>{html.escape(message + notes)}</td><td>{draft}</td><td>{judged}</td></tr>"


if __name__ == "__main__":
    main()
