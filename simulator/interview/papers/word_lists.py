"""Lists of words, written as words. Pure."""

from __future__ import annotations


def words_in(listed: str) -> frozenset[str]:
    return frozenset(listed.split())
