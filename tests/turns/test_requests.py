"""A candidate may ask for things aloud; an answer with the same words in it is still an answer."""

from __future__ import annotations

import pytest

from simulator.events import Request
from simulator.turns.requests import request_in

ASKED: dict[Request, str] = {
    "repeat": """
        Could you repeat the question, please? | Can you repeat that? | Sorry, could you say that again? |
        Um, could you please repeat the question? | Pardon? | Sorry? | Could you ask that again? |
        I'm sorry, I didn't catch that. | Sorry, I didn't quite catch the question. Could you repeat it? |
        What was the question again? | One more time, please. | Once more, please? |
        Would you mind repeating the question? | Say that again please. |
        Could you repeat the last part? | I didn't hear you. | Sorry, what was that? |
        Sorry, what did you say? | Can you read the question again? |
        Hmm, could you repeat that one more time? | I missed that, sorry. |
        Excuse me, could you repeat the question? | Uh, could you repeat it? |
        Could I hear the question again? | Repeat the question. | Could you repeat your question for me? |
        Sorry, I couldn't hear you. Can you say that again, please? | Come again? |
        What was the question? | Please repeat. | Sorry, I didn't catch that, could you say it again? |
        Uh, sorry, what was the question? | Can you please say that one more time? |
        I'm sorry, could you repeat that question? |
        Could you just repeat the last part of the question? | Sorry, can you repeat? |
        Would you repeat that, please? | I'm afraid I didn't hear the question. | What was that again? |
        Could you tell me the question again? |
        Um, I'm sorry. I missed that. Could you say it once more? |
        Okay, um, could you repeat the question one more time, please? | Can I hear that again? |
        Repeat, please. | Say it again, please. | Sorry, come again? |
        Could you maybe repeat the question? | Can you ask me the question again? |
        I didn't quite get that. Can you repeat it? | Do you mind repeating that?
    """,
    "clarify": """
        Could you clarify the question? | Can you rephrase that, please? | What do you mean by that? |
        I'm not sure I understand the question. | Could you put that differently? |
        Sorry, I don't understand the question. | Could you say that in other words? |
        Could you explain the question? | What do you mean? | Can you elaborate on that? |
        I don't quite understand. | Could you put it another way? |
        Um, what exactly do you mean by that? | Could you ask that in a different way? |
        Could you be more specific? | Sorry, I didn't understand the question. Could you rephrase it? |
        I do not understand the question. | Could you reword the question, please? |
        Can you explain what you mean? | Could you say that differently? |
        I'm not quite sure what you mean. | What exactly do you mean? |
        Could you rephrase the question please? | Sorry, can you clarify what you mean? |
        Can you explain that a bit? | Could you ask the question in another way? |
        Hmm, I don't really understand the question. | What do you mean with that? |
        Could you explain the question in other words? | Would you mind rephrasing that? |
        I didn't really understand that. Could you explain it? |
        Could you put the question another way?
    """,
    "example": """
        Can you give me an example? | Could you give an example, please? | Do you have an example? |
        Could I hear an example? | Like what? | What would be an example?
    """,
    "think": """
        Let me think. | Let me think about that for a moment. | Give me a moment, please. |
        Um, let me think for a second. | Can I have a minute to think? |
        I need a moment to think about that. | Just a moment. | One moment, please. |
        Could I take a moment to think about it? | Hmm, give me a second. | Let me think about this one. |
        I'd like to take a moment to think about that. | May I have some time to think, please? |
        I need some more time. | Hold on a second. | Hold on. | Give me a few seconds. |
        Could I have a few seconds to think? | Let me think a little bit. |
        Let me just think about that for a second, please. | Hmm. Let me think about that. |
        That's a good question. Let me think. | Good question. Give me a moment. |
        I have to think about that. | Just a second. | Okay, let me think about it. |
        Uh, just give me a minute. | I need a second. | Let me think for a moment, please. |
        Can you give me a moment? | Could you give me a minute to think? | Wait a second. |
        May I think about that for a minute? | Let me think about that question for a moment. |
        Um, one second please. | Can I think about that for a second? |
        Hm, okay. Give me a second to think about that. | I'd like some time to think. |
        I need to think about this. | Give me some time, please. | Can I take a second? |
        That is a tough one, let me think. | Oh, good question. Um, let me think for a second. |
        Let me think about that one for a second.
    """,
    "skip": """
        Can we skip this question? | Skip. | Pass. | Next question, please. | Let's move on. |
        I'd like to skip this one. | Could we go on to the next question? | I'll pass on this one. |
        Let's skip that one, please. | Next. | Next one, please. |
        Can we move on to the next question, please? | Could you skip this question? |
        I would like to skip this question. | Can we have the next question? | Skip this one. |
        I'd rather skip that. | Uh, I'd rather not answer that. | Let's go to the next question. |
        Move on, please. | Can we move on? | Can we skip that one? |
        Could we please move on to the next question? | Skip it. | Skip this question, please. |
        I think I'd like to skip this one. | Next question. | Can we go to the next one? |
        I'd rather not say. | Pass, please. | Let's go to the next one. | Can I skip this? |
        Um, I'd prefer not to answer that. | Could I pass on this one?
    """,
    "pause": """
        Can we pause? | Pause. | Pause, please. | Can we take a short break? | Let's pause here. |
        Could we pause for a moment? | I need a break. | Could we pause the interview, please? |
        Let's take a break. | Please pause. | Can we have a quick break? | I need a short break. |
        I'd like to take a break. | Could we pause this for a minute? |
        Sorry, could we pause for a second? | Can we pause here for a second? |
        Pause the interview, please. | Could I take a quick break? | Can I have a five minute break? |
        Um, can we pause for a minute? | Let's take a short break here. |
        Please pause the interview for a moment. | I have to take a break. | Let's pause.
    """,
    "resume": """
        Let's continue. | Continue. | Continue, please. | I'm back. | Okay, I'm ready. |
        We can continue. | Let's go on. | Carry on. | Go ahead. | Resume. | Okay, let's carry on. |
        I'm ready to continue. | We can go on. | Let's resume the interview. |
        Okay. I'm back. Let's continue. | Please continue. | Please go on. | Okay, let's continue. |
        I'm ready, let's go. | Alright, I'm back. | Okay, we can continue now. | Unpause. | Ready. |
        Let's continue with the interview. | Yes, please continue. | Okay, go on.
    """,
    "end": """
        Let's end the interview here. | I'd like to stop here. | Let's stop here. |
        Can we end the interview? | Stop the interview, please. | End the interview. |
        Could we stop the interview here? | I want to end the interview. | Let's finish here. |
        I'd like to end it here. | Let's stop it here, thank you. | Can we stop here, please? |
        Let's end this here. | Please end the interview. | Let's end it here. |
        I'd like to end the interview now. | Let's stop the interview. |
        Can we end the interview here, please? | I want to stop the interview.
    """,
    "done": """
        That's it. | That's all. | That's my answer. | I'm done. | That would be my answer. |
        That's about it. | That's all from me. | So, yeah, that's it. | That's everything. |
        I'm finished. | That's all I have to say. | That's all I wanted to say. | Um, yeah. That's all. |
        I have nothing to add. | That's it, thank you. | That is all. | I think that's it. |
        That's about it, I think. | And that's my answer. | So that's it from my side. |
        Yeah, that's it. | Okay, that's my answer. | So that's all. | And that's it. |
        I think that's all. | Yeah, I think that's about it. | No, that's all. |
        That's all from my side. | That's pretty much it. | I'm done, thanks. | I think I'm done. |
        Done. | That's it for me. | I have nothing more to say.
    """,
}

ANSWERED = """
    I had to repeat the test. | I had to repeat the question to the customer. |
    Let me think about what happened then: we lost two weeks. |
    Let me think, that was in the spring of 2019. | We decided to skip this one. |
    That's all we could do. | Thank you. | Next, the question was who would tell the client. |
    We had to move on to the next project. | So we moved on. | They asked me to repeat the measurement. |
    I asked them what they meant. | She said: what do you mean? | I asked whether we could take a break. |
    We took a break and then we went on. | Then I stopped the meeting. | I told him to continue. |
    We decided to continue with the old supplier. | I was ready to go ahead. |
    That's it for the first part, and then came the second part. |
    That's all there was to it, really, and the team was happy. | I didn't catch the error in time. |
    I missed the deadline. | I didn't understand the requirements at first. |
    I don't understand people who give up. | We had to end the project early. |
    I had to explain the question to my team. | The next question was how to pay for it. |
    I passed the exam. | I would pass it on to my manager. | I'd pass on the information to the team. |
    I paused the rollout. | We paused the project for a moment. |
    The first thing I did was to take a moment. | I always take a moment to think about the customer. |
    I need time to learn a new tool. | What did you say to them, my boss asked. | I gave them a moment. |
    Maybe next year. | I'd like to go on with my studies. | I want to continue in this field. |
    We could repeat that every quarter. | I'd clarify the requirements first. |
    I would clarify that with the client. | I'd ask them to clarify. | I would explain it to them again. |
    Let's say we had ten customers. | I finished my degree in 2015. |
    I'm done with the training by June. | I was done by Friday. | I have nothing to hide. |
    And I said, let's stop here and look at the numbers. | I ended it with a short summary. |
    Just a moment later, the server went down. | It took a second to load. |
    Hold on to the customers you have, that was the idea. | The interview went well. |
    Skip levels were held every month. | I wanted to skip the queue. | So I repeated that three times. |
    I understand. | I don't know. | I'm not sure. | Yes, of course. |
    I'm ready to take on more responsibility. | I was back at work on Monday. |
    Go ahead and ship it, I told them. | It was a good question. | That's a good question. |
    Because of that, I left. | And that was it, more or less, for the whole year. |
    That was my answer to the problem. | We'd go on and on about it. | They wanted the next one. |
    In other words, we were late. | Pardon the pun, but it was a dry project. |
    I'd wait a moment and then speak to them. | I would take a break. |
    I would let it rest. I'd take a break. | I would stop it. | I would explain that. | I would pause. |
    I'd ask that again. | I would say that. | I would continue. | I'd go on. | I would move on. |
    I will end it. | We can skip that. | We could take a moment. | You would say that. |
    I would end it there. | I would take a moment to think. | I'd think about it. |
    I would give it a moment. | I'll continue. | You could say that. | I would say it. |
    I would say that again. | I would repeat it. | Would I repeat it? Yes. | I can explain that. |
    I'd explain it differently. | I can explain. | I could go on. | I can elaborate on that. |
    I can clarify that. | I would rephrase it. | We would pause. | We would stop here. |
    We should end it here. | I would just move on. | I'd say that differently. | Then I said it again. |
    We would skip it. | I would pass. | Let's say this. | I'd say this. | I'd say so. |
    I'd like to think so. | I think so. | Just think about it. | I'd think about it first. |
    Think about it. | What does it mean? | I'd ask: what do you mean? | What do you mean by quality? |
    That's it. And then we shipped it. | Let me repeat that. | Let me explain. | Let me clarify. |
    Let me rephrase that. | Let me say that again. | Let me put it differently. | Let me continue. |
    Let me go on. | Yes, I can. | And just say it. | Just say it. | We said that's it. | You can go on. |
    You just move on. | You just continue. | You just go on. | So you just continue. | And we move on. |
    And so we continue. | You know, just move on. | You stop here. | And we stop here. |
    You take a break. | I just take a break. | You take a moment. | I take a moment to think. |
    I'd take a moment to think about it. | We take a break. | I'm finished with that. |
    I'd like to say that. | Elaborate. | I could ask that again. | I didn't understand it. |
    I didn't get it. | I missed it. | I didn't hear it. | I didn't understand. | I don't understand it. |
    I didn't catch it. | I missed you. | I'd wait a moment. | I wait a moment. | I'll think about it. |
    I'll go ahead. | I'd go ahead. | So I'd go ahead and continue. |
    Shall we continue? That's what I asked. | I'd put it differently. | I'd put it another way. |
    I would put that differently. | And move on. | And continue. | And then repeat. | And repeat. |
    Just repeat it. | Repeat it. | Stop here. | And end it here. | First, explain it. | First, clarify. |
    First, pause. | Okay, so, first, pause and think. | Now think. | Well, think about it. |
    It was on hold. | Actually, that's everything I've learned there. |
    That's all. I mean, that's all they gave us. | So I'd pause. | We'd stop the line. |
    I would ask again. | I'd ask them again. | I'd ask them to repeat it. |
    Could you do that? she asked. | Can you do it by Friday? | I would give it time. |
    Then take a break. | Take a break. | I need more budget. | What I need is time. |
    What was the goal again? | What did you learn from it? | Let me give you an example. |
    Let me tell you about it. | Let me start with the project. | Let me see. | Let me go back a step. |
    Hold the line. | The session ended. | And then we skipped lunch. | A minute. | About a minute. |
    It took a few seconds. | A few minutes. | Twenty minutes. | In a moment. |
    That's everything I know about it. | That's what I did. | That's why. | That's how it works. |
    It's all right. | That's all right. | And it worked. | Nothing else. | I finished it. |
    I was finished. | I'm ready for that. | I'm ready to lead a team. | We went on. | Go on holiday? |
    I had nothing to add. | I had nothing to add to that. | I left it out. | We left that out. |
    I'd leave that out. | So next year. | The next one was bigger. | Next, we called the client. |
    Next step. | And then the next one. | I want to grow. | I want to move on. | I'd like to continue. |
    I want to stop. | I'd like to do more. | We can do that again. | Can we do better? |
    Could we do it faster? | Can we do it again? | Can we explain it? | Would you do it again? Yes. |
    Should I continue? | Should we stop? | Should we pause the rollout? | Should we skip the test? |
    Let's try again. | Try again. | Again and again. | Over and over. | I said: let's do it. |
    Let's do it. | I don't remember. | I couldn't hear anything. | I couldn't hear them. |
    I didn't get the job. | I didn't get an answer. | I missed the bus. | They waited a moment. |
    Thinking. | Think big. | I need to think about my family. | I need to think long term. |
    I had to think. | I thought about it. | Let me think of one. | That's my strength. |
    That's my answer to everything. | I'd explain. | I'd clarify it. | We stopped here and there. |
    The interview, yes. | It's a good question. | That was a hard one. | Right, okay. | And so on. |
    And so on and so forth. | You know. | I mean, just ask. | Just ask. | Just ask again. |
    And ask again. | Ask again. | So I asked again. | What do you think? | What do you do? |
    What does it take? | What do they mean? | What does that mean? It means trust. |
    What do you mean, it's broken?
"""


def utterances(text: str) -> list[str]:
    return [" ".join(utterance.split()) for utterance in text.split("|")]


@pytest.mark.parametrize(
    ("words", "request_made"),
    [(words, request) for request, texts in ASKED.items() for words in utterances(texts)],
)
def test_a_request_in_everyday_words_is_understood(words: str, request_made: Request) -> None:
    assert request_in(words) == request_made


@pytest.mark.parametrize("words", utterances(ANSWERED))
def test_an_answer_is_no_request(words: str) -> None:
    assert request_in(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "COULD YOU REPEAT THAT",
        "could you repeat that?!",
        " Could you, um, repeat that ... ",
        "Could you repeat that, please?",
    ],
)
def test_how_it_was_written_down_does_not_matter(words: str) -> None:
    assert request_in(words) == "repeat"
    assert request_in("I didn\u2019t catch that.") == "repeat"


def test_a_request_counts_only_alone() -> None:
    assert request_in("Could you repeat the question?") == "repeat"
    assert request_in("We lost the client. Could you repeat the question?") is None
    assert request_in("Could you repeat the question? We lost the client.") is None
    assert request_in("Could you repeat the question, we lost the client.") is None


def test_of_several_requests_the_last_counts() -> None:
    assert request_in("Sorry, I didn't catch that. Could you rephrase it?") == "clarify"
    assert request_in("That's it. Next question, please.") == "skip"


@pytest.mark.parametrize(
    "words", ["", " ", "...", "?", "Um.", "Please.", "Okay, thank you.", "Yes.", "No.", "42"]
)
def test_nothing_asks_for_nothing(words: str) -> None:
    assert request_in(words) is None


def test_long_speech_is_never_a_request() -> None:
    assert request_in("Could you repeat the question? " * 4) == "repeat"
    assert request_in("Could you repeat the question? " * 5) is None
