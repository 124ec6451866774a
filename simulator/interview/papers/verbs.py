"""Words that open the line of a CV that says what its owner did: "Led", "Manage", "Teaching". Pure."""

from __future__ import annotations

import re
from typing import Literal

from simulator.interview.papers.word_lists import words_in

Form = Literal["past", "base", "third", "ing"]

_REGULAR = words_in(
    "accompany achieve acquire act adapt add address adjust administer advise agree align analyse "
    "analyze answer apply appoint approve arrange assemble assess assign assist attend audit automate "
    "balance boost bottle brief budget calculate calibrate care carry cater certify chair champion "
    "change check clean clear close coach collaborate collect combine commission communicate compare "
    "compile complete conceive conduct configure connect consolidate construct consult contribute "
    "convert convince cook coordinate co-ordinate correct counsel cover create cultivate curate cure "
    "customise debug decide decorate decrease define delegate deliver deputise deputize demonstrate "
    "deploy describe design detect determine develop devise diagnose digitise digitize direct discharge "
    "discover dispatch dispense display distribute document double draft earn edit educate effect "
    "eliminate enable encourage enforce engage engineer enhance enlarge ensure establish estimate "
    "evaluate evolve examine exceed execute expand expedite explain extend facilitate file filter "
    "finalise fit fix follow forecast form formulate foster found fulfil fundraise gain gather generate "
    "grade greet guide halve handle harvest head help hire host identify implement improve include "
    "incorporate increase influence inform initiate innovate inspect inspire install instruct integrate "
    "interview introduce invent invest investigate invoice involve issue join judge label launch learn "
    "liaise lift list load lobby look lower maintain manage manufacture map market maximise measure "
    "mediate mentor migrate minimise mix mobilise model moderate modernise modify monitor motivate move "
    "name negotiate note nurse observe obtain offer open operate optimise optimize orchestrate order "
    "organise organize oversee own pack paint participate partner perform persuade photograph pick "
    "pilot pioneer pitch place plan plant polish pour practise prepare prescribe present preserve "
    "prevent price print prioritise process procure produce program programme project promote propose "
    "prospect protect prove provide publish purchase qualify raise reach rebuild receive recommend "
    "reconcile record recover recruit redesign reduce refer refine refurbish register reinforce remove "
    "renegotiate renew renovate reorganise repair replace replenish report represent research resolve "
    "respond restock restore restructure retain retire revamp review revise revive roast roll rotate "
    "rescue reply run safeguard save schedule screen sculpt secure select serve service settle shape "
    "share shorten sign simplify soften solve source spearhead specify sponsor stabilise staff "
    "standardise start steer stock stop store streamline strengthen structure study submit succeed "
    "supervise supply support survey sustain switch tackle tailor target test tie tile tour trace track "
    "trade train transfer transform translate transport travel treat trial triple troubleshoot turn "
    "tutor uncover unify unload update upgrade use validate visit volunteer wash watch water weigh "
    "welcome weld widen wire work"
)
_IRREGULAR: dict[str, str] = dict(
    pair.split("/", 1)
    for pair in words_in(
        "be/was become/became begin/began bend/bent bind/bound blow/blew break/broke bring/brought "
        "build/built buy/bought catch/caught choose/chose come/came cut/cut deal/dealt do/did draw/drew "
        "drive/drove feed/fed find/found get/got give/gave go/went grow/grew hang/hung have/had hear/heard "
        "hold/held keep/kept know/knew lay/laid lead/led leave/left lend/lent let/let make/made meet/met "
        "outgrow/outgrew oversee/oversaw overhaul/overhauled pay/paid put/put read/read rebuild/rebuilt "
        "rerun/reran rethink/rethought rewrite/rewrote ride/rode rise/rose run/ran see/saw sell/sold "
        "send/sent set/set sew/sewed shoot/shot show/showed sing/sang speak/spoke spend/spent split/split "
        "stand/stood strike/struck take/took teach/taught tell/told think/thought throw/threw "
        "undertake/undertook upsell/upsold win/won withdraw/withdrew write/wrote grind/ground sow/sowed"
    )
)
_BASES = _REGULAR | frozenset(_IRREGULAR)
_PASTS = frozenset(_IRREGULAR.values()) - {"left", "bound", "ground"}
# These end like deeds and are not: they describe a person or a thing.
_NO_DEED = words_in(
    "advanced aged applied associated attached based certified chartered combined committed competed "
    "dated dedicated detailed determined enclosed enhanced experienced integrated interested licensed "
    "limited listed mixed motivated named needed organised organized proposed qualified registered "
    "related required retired selected shared skilled specialised specialized talented trusted united "
    "unlimited untrained varied wanted bed red shed indeed need seed speed feed breed weed deed hundred"
)
# Base forms that are as often nouns or titles: "Lead Engineer", "Project Manager", "Staff Nurse".
_ALSO_NOUNS = words_in(
    "act address advise answer audit balance budget care cater chair change check coach cook cover "
    "design display document effect engineer estimate file fit form grade guide head help host "
    "influence interview invoice issue judge label lead list market model name note nurse offer order "
    "own partner pilot pitch place plan plant practise price print process program programme project "
    "prospect purchase record report research review run sales schedule screen service share source "
    "staff start stock store study supply support survey switch target test tile tour trade train "
    "transfer transport trial use visit volunteer water welcome wire work stand set show sign travel "
    "make travel track"
)
_NOUNS_IN_ING = words_in(
    "accounting banking building catering engineering marketing nursing plumbing teaching training "
    "purchasing programming manufacturing morning evening roofing wedding bookkeeping consulting "
    "housing printing nothing"
)
_ADVERBS = re.compile(
    r"(?:(?:also|currently|presently|previously|formerly|successfully|jointly|personally|independently"
    r"|regularly|occasionally|"
    r"initially|later|then|additionally|together|single-handedly|solely|proactively|effectively|consistently|"
    r"quickly|daily|often|usually|now|and|to|twice|once|first|as well|mainly|partly|closely|directly"
    r"|actively|co-?)\s+)+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def form_of(word: str) -> Form | None:
    """The form of a verb that a deed can begin with; None for what is none."""
    word = word.lower()
    if word in _PASTS:
        return "past"
    if word in _BASES:
        return "base"
    stem = word.removeprefix("re-").removeprefix("co-").removeprefix("pre-")
    if stem.endswith("ed") and len(stem) >= 4 and stem not in _NO_DEED:
        return "past"
    if word in (
        "organised",
        "organized",
        "enhanced",
        "integrated",
        "selected",
        "listed",
        "registered",
        "proposed",
    ):
        return "past"
    if word.endswith("ing") and base_of(word):
        return "ing"
    if word.endswith("s") and base_of(word):
        return "third"
    return None


def base_of(word: str) -> str:
    """The base of "manages" or "managing"; "" where it is no verb known here."""
    word = word.lower()
    stems: list[str] = []
    if word.endswith("ing"):
        stem = word[:-3]
        stems = [stem, stem + "e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem]
    elif word.endswith("ies"):
        stems = [word[:-3] + "y"]
    elif word.endswith("s"):
        stems = [word[:-1], word[:-2] if word.endswith("es") else word[:-1]]
    return next((stem for stem in stems if stem in _BASES), "")


def without_adverbs(text: str) -> str:
    found = _ADVERBS.match(text)
    return text[found.end() :] if found else text


def leading_verb(text: str) -> tuple[str, Form] | None:
    """The verb that a line opens with, adverbs apart: ("Led", "past") for "Successfully led the ..."."""
    text = without_adverbs(text)
    found = _WORD.match(text)
    if not found:
        return None
    word = found.group(0)
    form = form_of(word)
    rest = text[found.end() :].split()
    if form is None or (not rest and form != "past"):
        return None
    lowered = word.lower()
    following = rest[0] if rest else ""
    if form == "base" and lowered in _ALSO_NOUNS and not _begins_object(following):
        return None
    if form == "third" and base_of(lowered) in _ALSO_NOUNS and not _begins_object(following):
        return None
    if (
        form == "ing"
        and lowered in _NOUNS_IN_ING
        and (following in ("and", "of", "in") or following.istitle())
    ):
        return None
    return word, form


def _begins_object(word: str) -> bool:
    """A verb is followed by a small word or a plain noun ("Lead a team"); a noun, by a title."""
    return (
        bool(word) and not word[0].isupper() and word not in ("of", "and", "in", "at", "is", "was", "–", "-")
    )
