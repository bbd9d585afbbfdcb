"""The process that talks to the model hub: `python -m assistant.models.hub_child REQUEST`.

REQUEST is JSON: repository, file, revision, and `part`, the file to fetch into (empty: only ask). Prints one
JSON object, {"size", "sha256", "commit"} or {"error", "kind"}. A process of its own because huggingface-hub
reads its settings when it is imported. Its `hf_hub_download` begins again from the first byte after an
interruption (on purpose: issue 4196 there); so the part file is kept here, and only the library's metadata
and HTTP functions are used.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_SHA256 = re.compile(r"[0-9a-f]{64}")


def main(argument: str) -> int:
    """0, or 1 with the error printed."""
    request = json.loads(argument)
    try:
        answer = fetch(request) if request["part"] else ask(request)
    except Exception as error:  # noqa: BLE001  the end of the process: hub.py makes a DownloadError of it
        answer = {"error": str(error), "kind": type(error).__name__}
    json.dump(answer, sys.stdout)
    return 1 if "error" in answer else 0


def ask(request: dict[str, str]) -> dict[str, Any]:
    """What the hub says of a file: bytes, sha256 (empty where its etag is none) and commit."""
    metadata = _metadata(request)
    etag = (metadata.etag or "").lower()
    return {
        "size": metadata.size or 0,
        "sha256": etag if _SHA256.fullmatch(etag) else "",
        "commit": metadata.commit_hash or "",
    }


def fetch(request: dict[str, str]) -> dict[str, Any]:
    """Append what is missing to the part file, in a range request where some of it is there."""
    from huggingface_hub.file_download import http_get

    metadata = _metadata(request)
    with Path(request["part"]).open("ab") as file:
        have = file.tell()
        if metadata.size and have > metadata.size:
            file.truncate(0)
            have = 0
        http_get(
            metadata.location,
            file,
            resume_size=have,
            headers=_headers(to=metadata.location),
            expected_size=metadata.size,
        )
    return ask(request)


def _metadata(request: dict[str, str]) -> Any:
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    url = hf_hub_url(request["repository"], request["file"], revision=request["revision"])
    return get_hf_file_metadata(url, token=_token() or False, retry_on_errors=True)


def _headers(*, to: str) -> dict[str, str]:
    """The token, if the user set one, goes to the hub itself and to no storage it redirects to."""
    from huggingface_hub import constants
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    same = urlsplit(to).netloc == urlsplit(constants.ENDPOINT).netloc
    return build_hf_headers(token=(_token() if same else "") or False)


def _token() -> str:
    return os.environ.get("HF_TOKEN", "").strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
