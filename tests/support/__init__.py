"""What several test modules need: homes made of dictionaries, guards, the real Codex."""
