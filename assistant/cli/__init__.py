"""The command line: parse, call, render. The only output, the only exit codes."""

from assistant.cli.app import app

__all__ = ["app"]
