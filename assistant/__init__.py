"""calmreply: calm, grounded replies to demanding clients, written on your own machine."""

__version__ = "0.1.0"
