"""How it was said: pure functions from a session's events to a delivery report."""
