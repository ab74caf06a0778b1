"""Codex, release by release: which files it reads, what it makes of them, what it would send."""
