"""The process that talks to the model hub: `python -m assistant.models.hub_child REQUEST`, run in a workshop.

REQUEST is JSON: repository, file, revision, and the sha256 that is expected (may be empty). The file grows in
`<sha256>.part`, its full size stands in `size`. Prints one JSON object: {"part", "sha256"} or {"error", "kind"}.

A process of its own because huggingface-hub reads its settings when it is imported. Its `hf_hub_download` begins
again from the first byte after an interruption (on purpose: issue 4196 there); so the part file is kept here, and
only the library's metadata and HTTP functions are used.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

_SHA256 = re.compile(r"[0-9a-f]{64}")


def main(argument: str) -> int:
    """0, or 1 with the error printed."""
    try:
        answer = fetch(json.loads(argument), Path.cwd())
    except Exception as error:  # noqa: BLE001  the end of the process: hub.py makes a DownloadError of it
        answer = {"error": str(error), "kind": type(error).__name__}
    sys.stdout.write("\n" + json.dumps(answer))
    return 1 if "error" in answer else 0


def fetch(request: dict[str, str], folder: Path) -> dict[str, Any]:
    """Append what is missing to the part file, in a range request where some of it is there.

    The address is the hub's own, pinned to the commit that was asked about; the library follows it to the storage
    and leaves the token behind when that is another host.
    """
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    url = hf_hub_url(request["repository"], request["file"], revision=request["revision"])
    metadata = get_hf_file_metadata(url, token=_token() or False)
    etag = (metadata.etag or "").lower()
    stated = etag if _SHA256.fullmatch(etag) else ""
    sha256 = request["sha256"] or stated
    size = metadata.size or 0
    if not sha256:
        return {"error": "no checksum", "kind": "NoChecksum"}
    part = folder / f"{sha256}.part"
    have = _prepare(part, size)
    if shutil.disk_usage(folder).free < size - have:
        return {"error": str(size - have), "kind": "NoSpace"}
    pinned = hf_hub_url(
        request["repository"], request["file"], revision=metadata.commit_hash or request["revision"]
    )
    headers = build_hf_headers(token=_token() or False)
    with part.open("ab") as file:
        http_get(pinned, file, resume_size=have, headers=headers, expected_size=size or None)
    return {"part": part.name, "sha256": sha256}


def _prepare(part: Path, size: int) -> int:
    """Drop parts of files that the repository no longer has; tell how much of this one is there."""
    for old in part.parent.glob("*.part"):
        if old != part or (size and old.stat().st_size > size):
            old.unlink()
    part.touch(mode=0o600)
    (part.parent / "size").write_text(str(size), encoding="ascii")
    return part.stat().st_size


def _token() -> str:
    return os.environ.get("HF_TOKEN", "").strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
