"""`calmreply check`: the gate alone, on any reply, written by anyone; needs no model and no store."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.inputs import decode, note, opened, read_text
from assistant.cli.shown import COLOUR

if TYPE_CHECKING:
    from assistant.domain import Evidence, Finding
    from assistant.gate.likeness import Embed


def check(
    file: Annotated[str | None, typer.Argument(help="The reply to check; - reads stdin.")] = None,
    message: Annotated[str | None, typer.Option(help="The client's message it answers (a file).")] = None,
    notes: Annotated[list[str] | None, typer.Option("--note", help="A fact the reply may rest on.")] = None,
    sources: Annotated[list[Path] | None, typer.Option("--source", help="A policy it may rest on.")] = None,
    thorough: Annotated[
        bool, typer.Option(help="Judge each sentence by its meaning as well: half a second more.")
    ] = False,
    lines: Annotated[bool, typer.Option(help="One text a line in, one JSON object a line out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Check a reply: apology, admission, promise, figure, tone, language. Exits 3 if it must not go out.

    Alone it stops apologies, admissions, blame, guarantees and money given away. With --source no promise may go
    beyond those policies; with --note every figure and date must stand in a note, a source or the message as well.
    With --thorough it warns of sentences that apologise, admit, blame, scold or mock in words no list holds; that
    alone stops no reply. A draft is always read so.
    """
    evidence = _evidence(message, notes or [], sources or [])
    embed = _embed() if thorough else None
    if lines:
        _check_lines(file, evidence, embed)
        return
    text = read_text(file)
    found = _found(text, evidence, embed)
    if as_json:
        typer.echo(json.dumps(_described(text, found), ensure_ascii=False, indent=2))
    else:
        _show(text, found)
        _explain(text, evidence)
    if _blocked(found):
        raise typer.Exit(3)


def _evidence(message: str | None, notes: list[str], sources: list[Path]) -> Evidence:
    """What the reply may rest on; notes make it complete, policies alone say what may be promised."""
    from assistant.domain import Message
    from assistant.gate.evidence import evidence_beside

    known = tuple((f"note {number}", note) for number, note in enumerate(notes, 1))
    known += tuple(passage for path in sources for passage in _passages(path))
    if message is None:
        return evidence_beside(None, known, grounded=bool(notes))
    from assistant.reading.reader import read

    return evidence_beside(read(Message(text=read_text(message))), known, grounded=bool(notes))


def _passages(path: Path) -> list[tuple[str, str]]:
    from assistant.knowledge.splitting import split_policy

    return [(f"{path.name} {passage.clause}".strip(), passage.text) for passage in split_policy(path)]


def _embed() -> Embed | None:
    """Vectors for the meaning of sentences; said when the embeddings of the settings cannot serve."""
    from assistant.assembly import open_likeness

    embed = open_likeness()
    if embed is None:
        note("Meaning was not judged: that needs the built-in embeddings, and the settings name others.")
    return embed


def _found(text: str, evidence: Evidence, embed: Embed | None) -> tuple[Finding, ...]:
    from assistant.folders import own_lexicons
    from assistant.gate import check as checked

    return checked(text, evidence, folders=[own_lexicons()], embed=embed)


def _check_lines(file: str | None, evidence: Evidence, embed: Embed | None) -> None:
    blocked = False
    for line in _lines(file):
        text = line.rstrip("\r\n")
        found = _found(text, evidence, embed)
        blocked = blocked or _blocked(found)
        typer.echo(json.dumps(_described(text, found), ensure_ascii=False))
    if blocked:
        raise typer.Exit(3)


def _lines(file: str | None) -> Iterator[str]:
    """Lines as they come, so that another program can talk to the gate through a pipe; only a line feed ends one."""
    if file in (None, "-"):
        for line in sys.stdin.buffer:
            yield decode(line, "standard input")
        return
    with opened(Path(str(file))) as source:
        for line in source:
            yield decode(line, source.name)


def _described(text: str, found: tuple[Finding, ...]) -> dict[str, Any]:
    from assistant.journal import describe_finding
    from assistant.language.detect import detect_language

    findings = [describe_finding(finding) for finding in found]
    return {"language": detect_language(text), "findings": findings, "ok": not _blocked(found)}


def _blocked(found: tuple[Finding, ...]) -> bool:
    return any(finding.severity == "block" for finding in found)


def _show(text: str, found: tuple[Finding, ...]) -> None:
    """The text with the words marked on stdout, what is said about them on stderr."""
    from assistant.cli.rendering import finding_line

    end = 0
    for finding in found:
        if finding.start < end or finding.start == finding.end:
            continue
        typer.echo(text[end : finding.start], nl=False)
        words = text[finding.start : finding.end]
        typer.secho(f"[{words}]", nl=False, fg=COLOUR[finding.severity], bold=True)
        end = finding.end
    typer.echo(text[end:].rstrip("\n"))
    for finding in found:
        note(finding_line(finding), fg=COLOUR[finding.severity])
    if not found:
        note("Nothing to object to.", fg="green")


def _explain(text: str, evidence: Evidence) -> None:
    """Says what could not be compared with anything, and how it can be."""
    from assistant.gate.commitments import find_commitments
    from assistant.gate.grounds import language_of
    from assistant.language.figures import find_figures

    language = language_of(text, evidence)
    if evidence.known or not (find_figures(text, language=language) or find_commitments(text, language)):
        return
    note(
        "Figures, dates and deadlines were compared with nothing: give facts with --note, policies with --source."
    )
