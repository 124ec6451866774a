"""What would make an answer stronger: at most two things, from the person's own CV and words only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.analysis.content import PARTS, ClaimCheck, Content, Evidence
from simulator.analysis.contents import AnswerContent, Later
from simulator.analysis.strengthening import NOTHING_TO_TELL, strengthening
from simulator.audio import Span
from simulator.interview.dossier import Claim, Source
from simulator.interview.forbidden import forbidden_in
from simulator.interview.understanding.heard import Part
from tests.analysis.test_contents import of, said_instead
from tests.report import told_example as example

ACTED = Evidence("we changed the round", Span(3, 4), "So", "in March.", Span(2, 5))


def answer(*missing: Part, claim: Claim | None = None) -> AnswerContent:
    told = {part: ACTED for part in PARTS if part not in missing}
    content = Content(1, told, missing, None, "fits", ())
    check = ClaimCheck(claim, "open", (), missing) if claim else None
    return AnswerContent(content, tuple(told), {}, {}, check)


def claim(text: str, result: str = "") -> Claim:
    return Claim("c1", text, Source("cv", 1, text), result=result)


def test_nothing_missing_nothing_said() -> None:
    assert strengthening(answer()) == []


def test_where_no_story_was_called_for_it_says_that_no_rule_can_tell() -> None:
    view = AnswerContent(Content(1, {}, (), None, "fits", ()), (), {}, {}, None)
    assert strengthening(view) == [NOTHING_TO_TELL]
    assert not forbidden_in(NOTHING_TO_TELL)
    assert strengthening(view, follow_up=True) == []


def test_the_own_part_comes_first_with_what_was_said() -> None:
    assert strengthening(answer("own_part", "situation")) == [
        "You said: “So we changed the round in March.”"
        " Say which part of it was yours: what you did, or decided.",
        "Begin with one sentence on where and when it was.",
    ]  # fmt: skip


def test_the_cv_is_quoted_where_it_holds_what_was_missing() -> None:
    (line,) = strengthening(answer("result", claim=claim("Cut falls by half", result="by half")))
    assert line == "Say how it ended. A line of your CV may belong here: “Cut falls by half”"
    (line,) = strengthening(answer("number", claim=claim("Led a team of 12")))
    assert line == "Say the figure. A line of your CV may belong here: “Led a team of 12”"


@pytest.mark.parametrize("text", ["Led the team", "Led the team in 2019"])
def test_a_cv_without_the_figure_is_not_quoted_for_it(text: str) -> None:
    (line,) = strengthening(answer("number", claim=claim(text)))
    assert "CV" not in line


def test_one_line_of_the_cv_is_read_once() -> None:
    lines = strengthening(
        answer("result", "number", "situation", claim=claim("Cut falls by 40 %", "by 40 %"))
    )
    assert sum("CV" in line for line in lines) == 1
    assert len(lines) == 2


@pytest.mark.parametrize("missing", [PARTS, PARTS[1:], PARTS[::-1][:3]])
def test_at_most_two_lines_and_no_word_about_the_person(missing: tuple[Part, ...]) -> None:
    lines = strengthening(answer(*missing))
    assert len(lines) == 2
    for line in lines:
        assert not forbidden_in(line)
        assert not {"good", "great", "weak", "poor", "bad", "unfortunately"} & set(line.lower().split())


def test_what_was_told_after_being_asked_is_not_asked_for_again() -> None:
    told_later = replace(answer("own_part"), later={"own_part": Later(ACTED, "1a")})
    assert strengthening(told_later) == []


def test_a_real_answer_gets_its_own_words_and_its_own_cv() -> None:
    lines = strengthening(of(1, said_instead({2: "Hm.", 3: "No."})))
    assert lines[0].startswith("You said: “We looked at every form together")
    assert example.FALLS in lines[1]
    assert strengthening(of(2)) == []
