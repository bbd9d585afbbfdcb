"""Reading the word lists of knowledge/: YAML that a person may edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from assistant.errors import KnowledgeDataError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster


def read_lists(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; KnowledgeDataError when it cannot be read or is no mapping."""
    try:
        lists = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise KnowledgeDataError(f"{path.name}: {error}", "restore the file or fix the line named") from error
    if not isinstance(lists, dict):
        raise KnowledgeDataError(f"{path.name} is not a mapping of lists")
    return lists
