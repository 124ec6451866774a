"""What a candidate may ask of the interview itself, aloud: "could you repeat that?", "skip this one".

Only an utterance that is nothing else counts: "I had to repeat the question to the customer" is an answer,
and so is "I would skip that". Each sentence is taken apart into how it opens ("could you", "let's") and its
core, politeness left out, the question called X and any short time "a moment"; the pair is looked up. In
doubt nothing was asked: whoever is not understood says it again, but nobody may lose an answer. Pure.
"""

from __future__ import annotations

import re

from simulator.events import Request

_OPENINGS = {
    "you": r"(would|do) you mind(?! if)|(can|could|would|will) you|i was wondering if you could",
    "we": r"(can|could|may|might|shall) (we|i)|let's|(would|do) you mind if (we|i)"
    r"|is it (possible|ok|okay|alright|fine) (to|if (we|i))",
    "i": r"i'd (like|prefer)( to)?(?! not)|i want to|i'd rather|i need to|i have to",
}
# Which openings a core may have; "bare" is none.
_TABLE: tuple[tuple[Request, str, tuple[str, ...]], ...] = (
    ("repeat", "you bare", ("repeat", "repeat X", "say X again", "ask X again", "read X again")),
    ("repeat", "you", ("ask me X again", "tell me X again", "tell me what X was", "ask again", "say again")),
    ("repeat", "we", ("repeat X", "hear X again", "have X again", "ask you to repeat X")),
    ("repeat", "bare", (
        "what was X", "what was X again", "what's X again", "what did you say", "what did you ask", "again",
        "come again", "sorry?", "what?", "excuse me?", "pardon", "i beg your pardon", "pardon me",
        "say again", "say it again", "i didn't catch X", "i didn't hear X", "i didn't get X",
        "i couldn't hear X", "i missed X",
    )),
    ("clarify", "you bare", (
        "clarify", "clarify X", "rephrase", "rephrase X", "reword X", "be more specific",
        "say X differently", "put X differently", "ask X differently",
    )),
    ("clarify", "you", (
        "explain X", "elaborate", "elaborate on X", "explain what you mean", "tell me what you mean",
        "clarify what you mean", "be more precise", "explain X differently",
    )),
    ("example", "you", (
        "give an example", "give me an example", "give an example of X", "tell me an example",
    )),
    ("example", "we", ("have an example", "hear an example", "get an example")),
    ("example", "bare", (
        "an example", "like what", "give me an example", "what would be an example",
        "do you have an example",
    )),
    ("clarify", "bare", (
        "what do you mean", "what do you mean by X", "what do you mean with X", "what does X mean",
        "i don't understand", "i don't understand X", "i didn't understand X", "i'm not sure i understand",
        "i'm not sure i understand X", "i'm not sure i understood X", "i'm not sure what you mean",
        "i don't know what you mean", "i'm not sure what you're asking", "i don't follow",
    )),
    ("think", "i", ("time", "a moment")),
    ("think", "we i", ("think", "have a moment", "take a moment", "get a moment", "have time", "take time")),
    ("think", "you", ("give me a moment", "give me time", "wait a moment", "hold on", "hold on a moment")),
    ("think", "bare", (
        "let me think", "let me take a moment", "give me a moment", "give me time", "i need a moment",
        "i need time", "wait a moment", "hold on", "hold on a moment", "hang on",
        "hang on a moment", "bear with me", "bear with me a moment",
    )),
    ("skip", "you we i bare", ("skip", "skip X")),
    ("skip", "we i bare", ("pass", "pass on X", "leave X out")),
    ("skip", "you we bare", (
        "move on", "next", "the next question", "move on to the next question", "go to the next question",
        "go on to the next question", "go on with the next question", "continue with the next question",
        "have the next question", "ask the next question",
    )),
    ("skip", "bare", ("next question", "skip it", "i'll pass", "i'll pass on X", "i'll skip X")),
    ("skip", "bare", ("i'd prefer not to answer", "i'd prefer not to answer X", "i'd prefer not to say")),
    ("skip", "i", ("not answer X", "not answer", "not say")),
    ("pause", "you we i bare", ("pause", "pause here", "pause X", "pause the interview", "pause a moment")),
    ("pause", "we i", ("take a break", "take a break here", "have a break", "make a break", "pause X here")),
    ("pause", "you we i bare", ("pause X a moment", "pause here a moment", "pause the interview a moment")),
    ("pause", "i", ("a break",)),
    ("pause", "bare", ("i need a break",)),
    ("resume", "you we bare", (
        "resume", "continue", "carry on", "go on", "go ahead", "resume the interview",
        "continue the interview", "continue with the interview", "keep going", "unpause",
    )),
    ("resume", "we", ("go", "start again", "get going")),
    ("resume", "bare", (
        "i'm back", "i'm ready", "ready", "i'm ready to continue", "i'm ready to go on", "we can continue",
        "we can go on", "we can carry on", "we can resume", "you can continue",
    )),
    ("end", "you we i bare", (
        "end the interview", "stop the interview", "finish the interview", "end the interview here",
        "stop the interview here", "end the rehearsal", "stop the rehearsal", "end the session",
        "stop the session",
    )),
    ("end", "we i", ("end X here", "stop X here", "stop here", "end here", "finish here")),
    ("done", "bare", (
        "that's it", "that's all", "that's everything", "that's about it", "that's my answer",
        "that's all i have", "that's all i can say", "that's all i wanted to say",
        "that's all i can think of", "i'm done", "i'm finished", "i'm done with my answer",
        "done", "nothing to add", "i have nothing to add", "i have nothing else to add",
        "i have nothing more to add", "i have nothing more to say", "i'll leave it there",
        "i'll leave it at that", "that concludes my answer",
    )),
)  # fmt: skip
_MEANING = {
    (opening, core): request
    for request, openings, cores in _TABLE
    for opening in openings.split()
    for core in cores
}

_POLITE = (
    r"\b(i'm (so |very )?sorry|thank you( very much| so much)?|excuse me|if you don't mind|if i may"
    r"|if you could|i'm afraid|if (that's|it's) (ok|okay|all right|alright|possible|fine)|for me"
    r"|(that's |it's )?(all right|alright)|pretty much|basically|a (little )?bit"
    r"|(that's |it's )?(a |an )?(good|great|interesting|tough|hard|difficult) (question|one)"
    r"|please|kindly|sorry|thanks|umm?|uhm?|erm?|ah|hmm?|mm|oh|okay|ok|right|yes|yeah|yep|no|well"
    r"|so(?= )|actually|just|maybe|perhaps|possibly|quite|quickly|exactly|really)\b"
)
_AGAIN = r"(?=$| (?:again|differently|here|out|was|a moment)\b)"
_SAME: tuple[tuple[str, str], ...] = (  # in this order
    (r"\b(that is|that would be|that'd be)\b", "that's"), (r"\bi am\b", "i'm"), (r"\bi will\b", "i'll"),
    (r"\b(let us|lets)\b", "let's"), (r"\bi would\b", "i'd"), (r"\b(do|did|could) not\b", r"\1n't"),
    (r"\bjust a (?=(moment|second|sec|minute)\b)", "one "), (_POLITE, " "),
    (r"^one (moment|second|sec|minute)$", "wait a moment"), (r"^and (?=(can|could|that's|i'm|i have)\b)", ""),
    (r"\b(repeat|say|ask|explain|clarify)ing\b", r"\1"), (r"\brephrasing\b", "rephrase"),
    (r"\b(once more|one more time|once again)\b", "again"),
    (r"\b(for )?(a|one|another|a few|a couple of|a short|a quick|a brief|some|some more|a little)"
     r" (more )?(seconds?|secs?|minutes?|moments?)\b", "a moment"),
    (r"\b((some|a little|a bit of)( more)?|more) time\b", "time"),
    (r"\ba ((short|quick|little|small|brief|five minute) )?(break|pause)\b", "a break"),
    (r"\b(in (an)?other words|in (a )?(different|another|simpler) (way|words)|another way)\b", "differently"),
    (r"\b(the )?next one\b", "the next question"),
    (r"\b(the ((very )?last |previous |whole )?question|(that|this|your) question|(that|this|the last) one"
     r"|what you (just )?(said|asked)|the (first|last|second) part)\b", "X"), (r"\bX of X\b", "X"),
    (rf"\b(that|this){_AGAIN}", "X"), (r"\b(hear|catch|understand) you$", r"\1 X"),
    (r"\b(repeat\b.*) again$", r"\1"),
    (r"\b(a moment|time|think)( a moment)?( to think)?( about (X|it))?( a moment)?$", r"\1"),
    (r"^i (think|guess|believe) (?=that's|i'm done|i'd (like|rather|prefer))", ""),
    (r"^(that's (?:it|all|about it|everything)) (from me|from my side|i think|i guess|basically)$", r"\1"),
    (r"^(that's my answer) to X$", r"\1"), (r"^(that's all i have) to (say|add)$", r"\1"), (r" now$", ""),
)  # fmt: skip
_MOST_WORDS = 20


def request_in(words: str) -> Request | None:
    """The request an utterance makes, the last if it makes several; None when it holds anything else."""
    if len(words.split()) > _MOST_WORDS:
        return None
    found: list[Request | None] = []
    for sentence in re.findall(r"[^.?!]+\??", words.lower().replace("\u2019", "'")):
        parts = [sentence] if _meaning(sentence) else sentence.split(",")
        found += [_meaning(part) for part in parts if _core(part)]
    return found[-1] if found and all(found) else None


def _meaning(sentence: str) -> Request | None:
    core = _core(sentence)
    for opening, pattern in _OPENINGS.items():
        if begins := re.match(rf"({pattern})\b ?", core):
            rest = re.sub(rf"\bit{_AGAIN}", "X", core[begins.end() :])  # "it" is the question where one asks
            if meaning := _MEANING.get((opening, rest)):
                return meaning
    return _MEANING.get(("bare", core))


def _core(sentence: str) -> str:
    """A sentence without politeness, said in one way; what was only polite is empty."""
    if ("bare", asked := sentence.strip()) in _MEANING:
        return asked
    text = re.sub(r"[^a-z']+", " ", sentence)
    for pattern, replacement in _SAME:
        text = " ".join(re.sub(pattern, replacement, text).split())
    return text
