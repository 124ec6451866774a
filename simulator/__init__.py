"""Second Round: rehearse a second job interview aloud, offline, and read how it went."""

__version__ = "0.1.0"
