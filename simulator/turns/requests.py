"""What a candidate may ask of the interview itself, aloud: "could you repeat that?", "skip this one".

Only an utterance that is nothing else counts: "I had to repeat the question to the customer" is an answer.
Each sentence is reduced to its core (politeness and "could you", "let's", "I'd like to" taken away, the
question called X) and looked up. Pure.
"""

from __future__ import annotations

import re

from simulator.events import Request

_CORES: dict[Request, tuple[str, ...]] = {
    "repeat": (
        "repeat", "repeat X", "say X", "say X again", "ask X again", "read X again", "what was X", "what was X again",
        "what did you say", "what did you ask", "come again", "pardon", "i beg your pardon",
        "i didn't catch X", "i didn't hear X", "i didn't get X", "i couldn't hear X", "i missed X",
    ),
    "clarify": (
        "clarify", "clarify X", "rephrase X", "reword X", "explain X", "elaborate on X", "elaborate",
        "say X differently", "put X differently", "say X in other words", "put X another way",
        "what do you mean", "what do you mean by X", "what do you mean with X", "what does X mean",
        "i don't understand", "i don't understand X", "i didn't understand", "i didn't understand X",
        "i'm not sure i understand X", "i'm not sure what you mean",
    ),
    "think": (
        "let me think", "let me think about X", "think", "think about X", "give me time", "give me a moment",
        "i need a moment", "i need time", "take a moment", "have a moment", "a moment", "one moment",
        "i need to think", "i need to think about X", "take a moment to think", "have a moment to think",
        "have time to think", "take a moment to think about X", "have a moment to think about X",
        "i need a moment to think", "let me think about X a moment", "let me think a moment",
        "take time to think", "have time to think about X", "wait a moment", "hold on",
    ),
    "skip": (
        "skip", "skip X", "pass", "pass on X", "next question", "the next question", "move on",
        "move on to the next question", "go to the next question", "go on to the next question",
        "have the next question", "leave X out",
    ),
    "pause": (
        "pause", "pause here", "pause X", "pause the interview", "take a break", "have a break", "make a pause",
        "pause a moment", "pause it here",
    ),
    "resume": (
        "resume", "continue", "carry on", "go on", "go ahead", "i'm back", "i'm ready", "unpause",
        "resume the interview", "continue the interview",
    ),
    "end": (
        "end the interview", "stop the interview", "finish the interview", "end X here", "stop here", "end here",
        "end the rehearsal", "stop the rehearsal", "end the session", "end the interview here",
        "stop the interview here", "finish here",
    ),
    "done": (
        "that's it", "that's all", "that's my answer", "that's everything", "that's about it", "that's it from me",
        "that's all from me", "i'm done", "i'm finished", "i have nothing to add", "that would be my answer",
    ),
}  # fmt: skip
_MEANING: dict[str, Request] = {core: request for request, cores in _CORES.items() for core in cores}

_POLITE = frozenset(
    [
        "please",
        "sorry",
        "thanks",
        "um",
        "uh",
        "er",
        "hmm",
        "oh",
        "okay",
        "ok",
        "right",
        "yes",
        "yeah",
        "well",
        "actually",
        "just",
        "maybe",
        "perhaps",
        "possibly",
        "quite",
        "so",
        "and",
        "now",
        "quickly",
        "exactly",
        "kindly",
        "first",
    ]
)
_SAME = (  # in this order
    (r"\b(thank you|excuse me|if you don't mind|if that's (ok|okay|all right|alright)|if i may|for me|one more time"
     r"|once more|a (little )?bit|i'm afraid)\b", " "),
    (r"\b(that is|that'd be)\b", "that's"), (r"\bi am\b", "i'm"), (r"\blet us\b", "let's"),
    (r"\b(do|did|could) not\b", r"\1n't"), (r"\bi would\b", "i'd"),
    (r"\b(a|one|just a) (second|minute|bit of time|sec|moment)\b", "a moment"), (r"\bfor a moment\b", "a moment"),
    (r"\bsome (more )?time\b", "time"), (r"\b(short|quick|little) break\b", "break"),
    (r"\bthe next one\b", "the next question"),
    (r"\b(the (last |previous )?question|(that|this|your) question|(that|this|the last) one|what you (just )?said"
     r"|the (first|last|second) part)\b", "X"),
    (r"\b(that|this|it|you)$", "X"), (r"\b(that|this|it) (?=(again|differently|in other|another|a moment|here)\b)", "X "),
    (r"^(can|could|would|will|may|might|shall|should) (you|we|i) ", ""),
    (r"^(let's|i'd like to|i want to|i'd rather|i'll|i'd) ", ""),
)  # fmt: skip
_MOST_WORDS = 20


def request_in(words: str) -> Request | None:
    """The request an utterance makes; None when it is, or contains, anything else."""
    if len(words.split()) > _MOST_WORDS:
        return None
    cores = [core for sentence in re.split(r"[.?!]+", words) if (core := _core(sentence))]
    meanings = [_MEANING.get(core) for core in cores]
    return meanings[-1] if meanings and all(meanings) else None


def _core(sentence: str) -> str:
    text = re.sub(r"[^a-z' ]+", " ", sentence.lower().replace("\u2019", "'"))
    text = _without_politeness(text)
    for pattern, replacement in _SAME:
        text = " ".join(re.sub(pattern, replacement, text).split())
    return text if text in _MEANING else _without_politeness(text)


def _without_politeness(text: str) -> str:
    return " ".join(word for word in text.split() if word not in _POLITE)
