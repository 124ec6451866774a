"""The questions in what a candidate said: one, several, or none ("no, I think you have covered everything"). Pure."""

from __future__ import annotations

import re

_WH = r"(?:what|when|where|who|whom|whose|why|which|how)"
_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|will|would|can|could|should|shall|may|might|must|have|has|had"
    r"|isn't|aren't|don't|doesn't|didn't|won't|wouldn't|can't|couldn't)"
)
_BEFORE = (
    r"(?:(?:yes|yeah|yep|no|oh|okay|ok|well|so|and|but|also|then|right|um+|uh+|er+m?|actually|maybe|perhaps|sure"
    r"|thanks|thank you|great|good|please|sorry|the (?:first|second|third|next|other|last) one(?: is)?|another (?:one|thing)(?: is)?)\b[, ]*)*"
)
_BEGINS = re.compile(rf"^{_BEFORE}(?:{_WH}\b(?:'\w+)?|{_AUXILIARY}\b)", re.I)
_WRAPPED = re.compile(
    r"\b(i(?:'d| would) (?:also |really |just )?(?:like|love) to (?:know|ask|hear|understand|learn)|i(?:'m| am| was) (?:also |just |really )?"
    r"(?:curious|interested|wondering|asking myself)|i wonder|i wanted to (?:ask|know)|(?:can|could|would) you (?:please )?(?:tell|explain|describe|say)"
    r"|tell me|my (?:\w+ )?question (?:is|would be|was)|what i(?:'d| would) like to know|i have a question about)\b",
    re.I,
)
# Asked for the sake of talking, or about the talk itself.
_NO_QUESTION = re.compile(
    rf"^{_BEFORE}(?:right|okay|ok|yes|no|you know|isn't it|does that make sense|did that (?:answer|make)[^?]*|is that (?:ok|okay|all right|fine)|can you hear me"
    r"|what else|what was it|how (?:do|shall|should|can) i (?:say|put) (?:it|that|this)|what's the word|where was i|if (?:that's|that is) (?:ok|okay|all right)"
    r"|(?:can|could|may) i (?:ask|have) (?:you )?(?:(?:a|one|some|two|another|the next) (?:\w+ )?(?:questions?|things?)|something)|(?:can|could) you (?:repeat|rephrase)[^?]*"
    r"|(?:shall|should) i (?:go on|start|begin)|what do i want to (?:ask|know)|do i have (?:any|more) questions?[^?]*)\W*$",
    re.I,
)
# "No, thank you, that was all I wanted to ask."
_NO_MORE = re.compile(
    r"\b(?:that(?:'s| is| was| would be|'d be|'ll be) (?:all|it|everything)|nothing (?:else|more)"
    r"|no (?:more|further|other) questions?|(?:covered|answered|told me) (?:everything|all))\b",
    re.I,
)
_JOINED = re.compile(
    rf",?\s+and(?: also)? (?={_WH}(?:'\w+)? (?:{_AUXILIARY}|many|much|often|long|big|soon|quickly) \w+ \w+)",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)(?<=[.?!])\s+")
_ANNOUNCED = re.compile(
    r"\bquestion is about\b|\bi have (?:a|one|two|three|some|another|a few)\b[^?]*\bquestions?\b", re.I
)
_POINTS_BACK = re.compile(r"\b(that|this|it|they|them|those|these|there|he|she|him|her|one)\b", re.I)
_NAMES_ITS_SUBJECT = re.compile(r"\b(the|your|my|our|a|an|this|that|these|those) [a-z]{4,}\b", re.I)


def questions_in(heard: str) -> list[str]:
    """Every question of an utterance, in order, each to be understood by itself as far as was said.

    A question that points back ("and who decides that?") goes together with the one before it, or with the
    remark it follows.
    """
    found: list[str] = []
    remark = ""
    for sentence in _SENTENCE_END.split(" ".join(heard.replace("\u2019", "'").split())):
        *firsts, last = _JOINED.split(sentence)
        for said in (*(f"{first.strip(' ,;?')}?" for first in firsts), last.strip(" ,;")):
            if not _asks(said):
                remark = said if len(said.split()) >= 4 else ""
                continue
            if _leans_on_what_came_before(said) and (found or remark):
                if remark:
                    found.append(f"{remark.rstrip('.')}: {said}")
                else:
                    found[-1] = f"{found[-1].rstrip('?.')}, {said}"
            else:
                found.append(said)
            remark = ""
    return found


def _asks(sentence: str) -> bool:
    if _NO_QUESTION.match(sentence):
        return False
    if sentence.endswith("?"):
        return len(sentence.split()) >= 2
    if _ANNOUNCED.search(sentence) or _NO_MORE.search(sentence):
        return False
    if len(sentence.split()) < 4:
        return False
    if _WRAPPED.search(sentence):
        return True
    opening = _BEGINS.match(sentence)
    # "What I like about it is ..." and "When I was there, ..." begin like questions: an inverted verb must follow.
    return bool(opening and re.match(rf"^{_BEFORE}(?:{_WH}(?: (?!i |we |you |he |she |they |it )\w+){{0,2}} {_AUXILIARY}\b|{_WH}'\w+ |{_AUXILIARY} (?:i|you|we|they|he|she|it|the|there|your|my)\b)", sentence, re.I)
                and not re.match(rf"^{_BEFORE}(?:what|when|where|how|why|who|which) (?:i|we|you|he|she|they|it)\b", sentence, re.I))  # fmt: skip


def _leans_on_what_came_before(question: str) -> bool:
    bare = re.sub(rf"^{_BEFORE}", "", question, flags=re.I)
    return len(bare.split()) <= 9 and bool(_POINTS_BACK.search(bare)) and not _NAMES_ITS_SUBJECT.search(bare)
