"""Run from a checkout: `python cli.py draft message.txt`."""

from assistant.cli.app import app

app()
