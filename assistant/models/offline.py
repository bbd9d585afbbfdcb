"""Nothing leaves this machine: every library that reports, traces or updates by itself is told not to.

What counts was read in the sources of the installed versions, and a test asks them: chromadb exports
OpenTelemetry spans where `CHROMA_OTEL_*` names a collector, and loads whatever class its telemetry settings
name (from a `.env` file in the working folder too, so they are set and not just removed); langchain-core
traces where one of four `*_TRACING*` variables is "true"; huggingface-hub reports what runs it and asks for
updates unless told otherwise. Pulling a model is the one thing that goes out, in a child process of its own.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

SILENCED = {
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",
    "CHROMA_OTEL_COLLECTION_HEADERS": "{}",
    "CHROMA_OTEL_GRANULARITY": "none",
    "CHROMA_TELEMETRY_IMPL": "chromadb.telemetry.product.posthog.Posthog",
    "CHROMA_PRODUCT_TELEMETRY_IMPL": "chromadb.telemetry.product.posthog.Posthog",
    "DO_NOT_TRACK": "1",
    "DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "OTEL_SDK_DISABLED": "true",
}

REMOVED = (
    "LANGCHAIN_API_KEY",
    "LANGCHAIN_ENDPOINT",
    "LANGCHAIN_HANDLER",
    "LANGSMITH_API_KEY",
    "LANGSMITH_ENDPOINT",
    "LANGSMITH_GATEWAY",
    "LANGSMITH_OTEL_ENABLED",
    "LANGSMITH_RUNS_ENDPOINTS",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)


def stay_offline(environ: MutableMapping[str, str] | None = None) -> None:
    """Silence telemetry, tracing and update checks in `environ` (this process), whatever it says.

    To be called before chromadb, langchain or huggingface-hub is imported: they read it once.
    """
    target = os.environ if environ is None else environ
    target.update(SILENCED)
    for name in REMOVED:
        target.pop(name, None)
