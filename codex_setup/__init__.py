"""codex-setup: know what Codex will send before Codex sends it."""

__version__ = "0.1.0"
