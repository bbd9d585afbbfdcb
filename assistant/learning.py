"""The other way in: files become knowledge. Policies are split into clauses, archives into exchanges.

What cannot be read is skipped and reported with its reason; a file that is in unchanged is not read
again. Interrupted at any moment, the next run goes on where this one stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.correspondence.archive import fingerprint, propose_us, read_archive
from assistant.correspondence.chat import FORMATS
from assistant.correspondence.files import head, mail_kind, walk
from assistant.domain import Exchange, Skipped
from assistant.errors import InputError
from assistant.gate import marks
from assistant.knowledge import POLICY_SUFFIXES, Added, KnowledgeBase, split_policy

Progress = Callable[[str, int, int], None]
"""(file, files done, files in all)"""


@dataclass(slots=True)
class Learned:
    """What one `kb add` did: new and already known records, files that had not changed, and skips."""

    policies: int = 0
    archives: int = 0
    new: int = 0
    known: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def count(self, added: Added) -> None:
        self.new += added.new + added.changed
        self.known += added.known


def learn(
    knowledge: KnowledgeBase,
    paths: Sequence[Path],
    *,
    us: Sequence[str] = (),
    client: str | None = None,
    kind: str = "auto",
    on_progress: Progress = lambda _file, _done, _total: None,
) -> Learned:
    """Add files and folders; `kind` is auto, policy or correspondence.

    The mail and chats of a folder are read together, as one source, since threads and people run
    across files; each policy is a source of its own. Raises StoreError, and InputError where it is
    not known who "we" are.
    """
    learned = Learned()
    with knowledge.writing():
        for path in paths:
            policies, correspondence = _told_apart(path, kind)
            for done, policy in enumerate(policies):
                on_progress(policy.name, done, len(policies))
                _learn_policy(knowledge, policy, learned)
            if correspondence:
                ours = us or _proposed(path)
                _learn_archive(
                    knowledge,
                    path,
                    learned,
                    us=ours,
                    client=client,
                    policies=policies,
                    on_progress=on_progress,
                )
        knowledge.skip(learned.skipped)
    return learned


def _told_apart(path: Path, kind: str) -> tuple[list[Path], bool]:
    """The policy files of a path, and whether the rest of it is to be read as correspondence."""
    if not path.exists():
        raise InputError(f"{path} is not there.", "Check the path.")
    files = list(walk(path))
    if kind == "policy":
        return files, False
    if kind == "correspondence" or (path.is_dir() and is_correspondence(path)):
        return [], True
    policies = [file for file in files if _may_be_policy(file) and not is_correspondence(file)]
    return policies, len(policies) < len(files)


def _may_be_policy(file: Path) -> bool:
    return file.suffix.lower() in POLICY_SUFFIXES and file.stat().st_size > 0


def _proposed(path: Path) -> list[str]:
    names = [name for name, _count in propose_us(path)][:4]
    likely = " ".join(f'--us "{name}"' for name in names)
    hint = f"Most of it was written by: {likely}" if names else "Name your address or name with --us."
    raise InputError(f"It is not known who 'we' are in {path.name}.", hint)


def _learn_archive(
    knowledge: KnowledgeBase,
    path: Path,
    learned: Learned,
    *,
    us: Sequence[str],
    client: str | None,
    policies: Sequence[Path],
    on_progress: Progress,
) -> None:
    source, mark = str(path.resolve()), fingerprint(path)
    if knowledge.unchanged(source, mark):
        learned.unchanged += 1
        return
    stream = read_archive(
        path, us=us, client=client, on_progress=lambda done, total: on_progress(path.name, done, total)
    )
    elsewhere = {str(policy) for policy in policies}
    kept = _marked((each for each in stream if each.source not in elsewhere), learned)
    learned.count(knowledge.add_exchanges(kept, source=source, fingerprint=mark))
    learned.archives += 1


def _learn_policy(knowledge: KnowledgeBase, path: Path, learned: Learned) -> None:
    source, mark = str(path.resolve()), fingerprint(path)
    if knowledge.unchanged(source, mark):
        learned.unchanged += 1
        return
    if path.suffix.lower() not in POLICY_SUFFIXES:
        learned.skipped.append(Skipped(source, "not a format that is read: neither a policy nor an archive"))
        return
    try:
        passages = split_policy(path)
    except InputError as error:
        learned.skipped.append(Skipped(source, error.message))
        return
    learned.count(knowledge.add_passages(passages, source=source, fingerprint=mark))
    learned.policies += 1


def is_correspondence(path: Path) -> bool:
    """Whether a file, or a folder as a whole, is an archive of mail or chats, by its content."""
    start = b"" if path.is_dir() else head(path)
    return bool(start and mail_kind(start)) or any(form.looks_like(start, path) for form in FORMATS)


def _marked(stream: Iterable[Exchange | Skipped], learned: Learned) -> Iterator[Exchange | Skipped]:
    """Replies that apologise, admit or promise lend their facts but never their style."""
    for each in stream:
        if isinstance(each, Skipped):
            learned.skipped.append(each)
            continue
        yield replace(each, marks=marks(each.reply, each.reply_language)) if each.reply else each
