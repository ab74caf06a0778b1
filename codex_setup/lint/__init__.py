"""Configuration files by name, without the machine that Codex runs on: one, a repository's, a fleet's."""
