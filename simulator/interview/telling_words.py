"""Words that carry a topic, their stems, and whom a line speaks of. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import snowballstemmer

_SPEAKS_ON = re.compile(r"(she|he|they|her|his|it)\b", re.I)
_FULL_NAME = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+")
_STEMMER = snowballstemmer.stemmer("english")

# Words that every question may hold; whether a line holds them, too, tells nothing.
SMALL = frozenset(
    """
    a an the and or but if of to in on at by for with from as is are was were be been being am do does
    did have has had i you he she it we they me him her us them my your his its our their this that
    these those there here what which who whom whose when where why how would will can could should may
    might must shall not no so than then too very just about into over after before up down out off
    again once any some more most other another such only own same let like really actually well one get
    got go going thing things lot much many long often day time way kind bit know see tell look looking
    think want need take make give come work working job company somebody someone people anybody
    something anything also still ever else moment usually normally currently present exactly roughly
    basically maybe perhaps please last next year years month months week weeks today now soon little
    big best good new old number hear mean means happen happens happened point whole part right quite
    first second half wonder curious interested able getting using given made done came comes went gone
    put keep start says said say ask asked question two three used use wants around within yet already
    """.split()
)


def with_their_subject(lines: Sequence[str]) -> list[str]:
    """A line that begins with "she" after one that names somebody is about them."""
    found: list[str] = []
    person = ""
    for line in lines:
        goes_on = bool(_SPEAKS_ON.match(line))
        found.append(f"{person}: {line}" if goes_on and person else line)
        if _FULL_NAME.search(line):
            person = line
        elif not goes_on:
            person = ""
    return found


def telling_words(text: str) -> list[str]:
    """The words of a text that not every text may hold, in lower case and in order."""
    words = re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.lower().replace("\u2019", "'"))
    bare = (re.sub(r"'(s|d|ll|re|ve|t|m)$", "", word) for word in words)
    return [word for word in bare if len(word) > 1 and word not in SMALL]


def stems_of(text: str) -> list[str]:
    return list(_STEMMER.stemWords(telling_words(text)))


def stem_of(word: str) -> str:
    return str(_STEMMER.stemWord(word))
