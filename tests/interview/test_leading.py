"""An interview led by what is said: real probes and replies, on a dossier of a few lines."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.embedding import MiniLm
from simulator.events import Question
from simulator.interview.bank import load_bank
from simulator.interview.director import Exchange, Step
from simulator.interview.dossier import Document, Dossier
from simulator.interview.leading import Manner, direction_for, next_steps
from simulator.interview.papers.making_dossier import make_dossier
from simulator.interview.papers.matching import Likeness
from simulator.interview.plan import make_plan
from simulator.pair_reading import PairMiniLm

BANK = load_bank()
PLAN = make_plan(BANK, style="manager", minutes=15, count=4, seed=1)
CV = """Ann Example
Ward sister, Lakeside Hospital, 2019 - today
- Led a team of 12 nurses on a ward with 28 beds
- Cut falls on the ward by 30 % in one year
"""
NOTES = """The team has nine nurses and two assistants.
Success in the first six months: no agency shifts at weekends.
"""
OURS = (
    "We changed the way we hand over in the morning, and we all worked on it, "
    "and we were happy with how we did it."
)


def dossier() -> Dossier:
    return make_dossier(
        [
            Document("cv", "cv.md", tuple(CV.splitlines())),
            Document("company_notes", "notes.md", tuple(NOTES.splitlines())),
        ]
    )


def after(
    question: Question, said: str, *, before: Sequence[Exchange] = (), manner: Manner | None = None
) -> Step:
    direction = direction_for(
        PLAN, BANK, dossier(), Likeness(MiniLm()), PairMiniLm(), manner or Manner(keeps_time=False)
    )
    return direction.next([*before, Exchange(question, said, 20.0, "silence", len(before))], 60.0)


def test_who_says_only_we_is_asked_further() -> None:
    main = PLAN.questions[0]
    step = after(main, OURS)
    assert step.question is not None
    assert step.question.kind == "probe"
    kinds = ("own_part", "number", "result", "obstacle")
    assert step.question.id in [f"{main.id}?{kind}" for kind in kinds]
    assert step.question.reason
    assert step.question.stage == main.stage


def test_the_same_kind_is_not_asked_twice_on_a_topic() -> None:
    main = PLAN.questions[0]
    first = after(main, OURS).question
    assert first is not None
    second = after(first, OURS, before=[Exchange(main, OURS, 20.0, "silence", -1.0)]).question
    assert second is not None
    assert second.id != first.id


def test_what_differs_from_the_cv_is_asked_about_but_not_gently() -> None:
    said = (
        "So on my ward I led a team of twenty nurses for five years, "
        "and in the end I cut the number of falls a lot."
    )
    step = after(PLAN.questions[0], said)
    assert step.question is not None
    assert step.question.id.endswith("?clarify")
    gently = after(PLAN.questions[0], said, manner=Manner(gentle=True, keeps_time=False))
    assert gently.question is not None
    assert not gently.question.id.endswith("?clarify")


def test_without_follow_ups_or_words_the_plan_goes_on() -> None:
    assert after(PLAN.questions[0], OURS, manner=Manner(follow_ups=False)).question == PLAN.questions[1]
    assert after(PLAN.questions[0], "  ").question == PLAN.questions[1]


def test_their_question_is_answered_from_the_notes_and_nothing_is_made_up() -> None:
    theirs = PLAN.questions[-1]
    assert theirs.stage == "your_questions"
    step = after(theirs, "Yes. How many nurses does the team have?")
    assert step.opening is not None
    assert "nine nurses" in step.opening
    assert step.replied[0].fact == "The team has nine nurses and two assistants."
    unknown = after(theirs, "What is the parking like?")
    assert unknown.replied[0].fact == ""
    assert unknown.opening is not None
    assert "come back" in unknown.opening or "look up" in unknown.opening


def test_replies_to_questions_in_one_breath_say_which_is_which() -> None:
    theirs = PLAN.questions[-1]
    step = after(theirs, "How many nurses does the team have? And what colour are the uniforms?")
    assert step.opening is not None
    assert step.opening.startswith("To your first question: The team has nine nurses")
    assert " And to the second: " in step.opening


def test_nothing_is_said_twice_in_the_same_words() -> None:
    theirs = PLAN.questions[-1]
    asked = [f"What colour are the {things}?" for things in ("walls", "doors", "chairs", "cups")]
    before = [Exchange(theirs, said, 5.0, "silence", n) for n, said in enumerate(asked[:-1])]
    openings = [after(theirs, said, before=before[:n]).opening for n, said in enumerate(asked)]
    assert len(set(openings)) == len(asked)


def test_who_has_no_question_is_not_asked_again() -> None:
    assert after(PLAN.questions[-1], "No, thank you, you have covered everything.").question is None


def test_the_closing_says_what_comes_next_where_the_notes_do() -> None:
    def steps(notes: str) -> str:
        known = make_dossier([Document("company_notes", "notes.md", tuple(notes.splitlines()))])
        return next_steps(known, Likeness(MiniLm()), PairMiniLm())

    further = "- next: half a day on the ward, then an answer within ten days\n"
    assert steps(NOTES) == ""
    assert steps(NOTES + further).endswith("Next: half a day on the ward, then an answer within ten days.")
