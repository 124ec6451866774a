"""Lines that speak to their reader as to a machine ("ignore your instructions"): never a claim. Pure."""

from __future__ import annotations

import re

_TO_A_MACHINE = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override|bypass)\b.{0,40}
      \b(?:instructions?|prompts?|rules?|guidelines?|directions?)\b
    | \b(?:system|hidden|secret|developer)\s+(?:prompt|message|instructions?)\b
    | \bas\s+an?\s+(?:ai|large\s+language|language)\b
    | \b(?:dear|attention|hey|note\s+to|to\s+the|for)\s+(?:the\s+)?
      (?:ai|llm|chat\s?bot|bot|language\s+model|chatgpt|gpt)s?\b
    | \b(?:ai|llm|language\s+model|chat\s?bot|chatgpt|gpt)s?
      \s*(?:,|:|reading|readers?|interviewers?|assistants?|must|should|please|models?\s*:)
    | \b(?:you\s+are|act\s+as|pretend\s+to\s+be|behave\s+as)\s+(?:now\s+)?
      (?:an?\s+|the\s+)?(?:ai|assistant|helpful|chat\s?bot|language|interviewer|different)\b
    | ^\s*(?:system|assistant|user|human|instruction)s?\s*(?::|>)
    | <\|?/?\s*(?:im_start|im_end|system|user|assistant|inst|s)\s*\|?>
    | \[/?INST\]
    | \b(?:say|state|write|answer|reply|respond|report|print|output|tell\s+them|conclude)\b.{0,30}
      \b(?:hired|hire\s+me|perfect\s+(?:fit|candidate|match)|best\s+candidate|strong\s+hire)\b
    | \b(?:rate|score|rank|grade|mark|evaluate)\s+(?:me|this\s+(?:candidate|applicant|cv|resume))\b
    | \b(?:recommend|hire|accept|select|shortlist)\s+(?:me\b|this\s+(?:candidate|applicant|person)\b)
    | \bdo\s+not\s+(?:ask|question|probe|mention|follow\s+up)\b.{0,30}
      \b(?:me|candidate|questions?|this|cv|weakness)
    | \b(?:prompt\s+injection|jailbreak)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# People who build such systems may name them; orders are given at a sentence's beginning.
_TOLD_BY_ITS_OWNER = re.compile(
    r"\b(?:i|we)\b.*\b(?:built|wrote|trained|tested|designed|reviewed|introduced)\b"
    r"|^(?:built|wrote|trained|tested|designed|reviewed|introduced|researched|led|set up|developed)\b",
    re.IGNORECASE,
)


def addresses_a_machine(line: str) -> bool:
    """The line speaks to a program that reads it, not to a person who might hire its writer."""
    return bool(_TO_A_MACHINE.search(line)) and not _TOLD_BY_ITS_OWNER.search(line)
