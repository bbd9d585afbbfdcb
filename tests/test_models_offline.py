"""Telemetry and tracing are off whatever the environment says: the libraries themselves are asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from assistant.models.offline import REMOVED, SILENCED, stay_offline

LOUD = {
    "ANONYMIZED_TELEMETRY": "True",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "http://127.0.0.1:9",
    "CHROMA_OTEL_COLLECTION_HEADERS": '{"key": "x"}',
    "CHROMA_OTEL_GRANULARITY": "all",
    "CHROMA_PRODUCT_TELEMETRY_IMPL": "somebody.Elses",
    "CHROMA_TELEMETRY_IMPL": "somebody.Elses",
    "DO_NOT_TRACK": "0",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "HF_HUB_OFFLINE": "0",
    "HF_TOKEN": "kept",
    "LANGCHAIN_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "x",
    "LANGSMITH_ENDPOINT": "http://127.0.0.1:9",
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_TRACING_V2": "true",
    "OTEL_SDK_DISABLED": "false",
}

ASK_THE_LIBRARIES = """
    import json, os
    from assistant.models.offline import stay_offline
    stay_offline()
    from chromadb.config import Settings
    from chromadb.telemetry.opentelemetry import OpenTelemetryGranularity
    from huggingface_hub import constants
    from langchain_core.tracers.context import _tracing_v2_is_enabled
    from langsmith.utils import tracing_is_enabled
    from opentelemetry.sdk.trace import TracerProvider
    chroma = Settings()
    print(json.dumps({
        "chroma": [chroma.anonymized_telemetry, chroma.chroma_otel_collection_endpoint,
                   OpenTelemetryGranularity(chroma.chroma_otel_granularity).value,
                   chroma.chroma_product_telemetry_impl, chroma.chroma_telemetry_impl],
        "langchain": [_tracing_v2_is_enabled(), tracing_is_enabled()],
        "hub": [constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_TELEMETRY,
                constants.HF_HUB_DISABLE_UPDATE_CHECK, constants.HF_HUB_DISABLE_IMPLICIT_TOKEN],
        "spans": type(TracerProvider().get_tracer("x")).__name__,
    }))
"""


def test_the_installed_libraries_are_silent_in_the_loudest_environment(tmp_path: Path):
    settings = "".join(f"{name}={value}\n" for name, value in LOUD.items() if name.startswith(("CHR", "ANO")))
    (tmp_path / ".env").write_text(settings)
    command = [sys.executable, "-c", dedent(ASK_THE_LIBRARIES)]
    environ = {**LOUD, "PYTHONPATH": str(Path(__file__).parent.parent), "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    posthog = "chromadb.telemetry.product.posthog.Posthog"
    assert json.loads(done.stdout) == {
        "chroma": [False, "", "none", posthog, posthog],
        "langchain": [False, False],
        "hub": [True, True, True, True],
        "spans": "NoOpTracer",
    }


def test_only_what_reports_is_touched():
    environ = {**LOUD, "PATH": "/bin", "PIP_INDEX_URL": "kept"}
    stay_offline(environ)
    assert environ == {**SILENCED, "HF_TOKEN": "kept", "PATH": "/bin", "PIP_INDEX_URL": "kept"}
    assert not set(REMOVED) & set(environ)
