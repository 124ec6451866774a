"""The page: self-contained, safe with hostile text, whole, and honest about what it lacks."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.analysis.metrics import CATALOGUE
from simulator.audio import SAMPLE_RATE, Span
from simulator.report.html import as_html
from simulator.report.sound import BIT_RATE, MARGIN_S, clip_of, to_mp3
from simulator.report.verbatim import tokens_of
from simulator.store import SessionFolder
from tests.analysis.handmade import answered, report_of, spoken, um
from tests.report.example import HOSTILE, example_report, example_session


class Page(HTMLParser):
    """What a browser would see: elements with attributes, and each element's own text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.inside: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._open.append(tag)
        if tag in ("script", "style", "title"):
            self.inside.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag = self._open[-1] if self._open else ""
        if tag in self.inside:
            self.inside[tag][-1] += data
        else:
            self.text += data

    def all(self, tag: str, css_class: str = "") -> list[dict[str, str]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and (not css_class or css_class in attributes.get("class", "").split())
        ]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> SessionFolder:
    return example_session(tmp_path_factory.mktemp("session"))


@pytest.fixture(scope="module")
def html(session: SessionFolder) -> str:
    return as_html(example_report(), session)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_hostile_text_is_shown_as_text(html: str, page: Page) -> None:
    assert not page.all("img")
    assert HOSTILE not in html
    assert page.text.count("onerror=alert(1)") >= 5  # candidate, three questions, remark, one word
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_the_content_policy_allows_exactly_the_script_and_style_of_the_page(page: Page) -> None:
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    scripts = [
        text
        for text, attributes in zip(page.inside["script"], page.all("script"), strict=True)
        if "type" not in attributes
    ]
    for kind, texts in (("script-src", scripts), ("style-src", page.inside["style"])):
        assert len(texts) == 1
        digest = base64.b64encode(hashlib.sha256(texts[0].encode()).digest()).decode()
        assert rules[kind] == f"'sha256-{digest}'"


def test_nothing_is_loaded_from_elsewhere(html: str, page: Page) -> None:
    without_sound = re.sub(r"<script type=[^<]*</script>", "", html)
    assert not re.findall(r"(?:https?:)?//[a-z0-9]", without_sound.replace("// ", ""))
    addresses = [a[name] for _, a in page.elements for name in ("src", "href", "action") if name in a]
    assert all(address.startswith(("#", "data:,")) for address in addresses)
    assert "url(" not in page.inside["style"][0]
    assert "@import" not in page.inside["style"][0]


def test_no_element_carries_a_style_of_its_own(page: Page) -> None:
    assert not [tag for tag, attributes in page.elements if "style" in attributes]


def test_ids_are_unique_and_labels_point_to_them(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a} <= set(ids)


def test_every_button_says_what_it_does(page: Page) -> None:
    buttons = page.all("button")
    assert all(button.get("aria-label") and button.get("type") == "button" for button in buttons)


def test_each_word_filler_and_long_pause_stands_once_in_its_place(html: str) -> None:
    report = example_report()
    transcripts = re.findall(r'<p class="transcript">(.*?)</p>', html, re.DOTALL)
    spoken = [answer for answer in report.answers if answer.answer.speech_span]
    assert len(transcripts) == len(spoken) == 2
    for transcript, answer in zip(transcripts, spoken, strict=True):
        found = Page(transcript)
        assert found.text.split() == " ".join(token.text for token in tokens_of(answer)).split()
        assert [(float(w["data-s"]), float(w["data-e"])) for w in found.all("span", "w")] == [
            (round(token.span.start_s, 2), round(token.span.end_s, 2)) for token in tokens_of(answer)
        ]


def test_marks_are_buttons_named_by_what_they_mark(page: Page) -> None:
    labels = [button["aria-label"] for button in page.all("button", "moment")]
    assert labels == [
        "you know, filler word, at 0:08",
        "um, filler sound, at 0:09",
        "2.5 s, pause, at 0:10",
        "uh, possible filler sound, at 0:15",
        "er, filler sound, at 0:52",
    ]


def test_remarks_stand_first_with_a_button_for_each_moment(html: str, page: Page) -> None:
    assert html.index("A steady pace.") < html.index("Two filler sounds.") < html.index("<figure")
    assert [button["aria-label"] for button in page.all("button", "hear")] == [
        "Hear Answer 1", "Hear 0:09", "Hear 0:52",
    ]  # fmt: skip


def test_every_measure_is_explained_and_none_is_a_score(page: Page) -> None:
    report = example_report()
    assert len(page.all("details")) == len(report.overall)
    for definition in CATALOGUE.values():
        assert definition.definition in page.text
        assert definition.source in page.text
    assert "score" not in page.text.lower()


def test_a_measure_that_cannot_be_trusted_says_why(session: SessionFolder) -> None:
    report = example_report()
    first = replace(report.overall[0], value=None, verdict="unknown", note="too little speech")
    page = as_html(replace(report, overall=(first, *report.overall[1:])), session)
    assert "cannot say: too little speech" in page


def test_an_answer_with_nothing_said_is_shown_as_such(html: str, page: Page) -> None:
    assert page.text.count("Nothing was said.") == 1
    assert len(page.all("article")) == 3
    assert 'id="sound-2"' not in html


@pytest.mark.parametrize(
    ("state", "says"), [("interrupted", "was interrupted"), ("stopped", "was stopped early")]
)
def test_a_session_that_ended_early_says_so(session: SessionFolder, state: str, says: str) -> None:
    assert says in as_html(example_report(state=state), session)
    assert says not in as_html(example_report(), session)


def test_a_synthetic_voice_is_named(page: Page) -> None:
    assert page.all("span", "badge")


def test_a_session_without_sound_is_still_readable(tmp_path: Path) -> None:
    page = Page(as_html(example_report(), example_session(tmp_path, sound=False)))
    assert "This report has no sound." in page.text
    assert "shared calendar" in " ".join(page.text.split())
    assert not page.all("button")
    assert not page.all("audio")


def test_a_session_without_answers_makes_a_page(session: SessionFolder) -> None:
    empty = replace(example_report(), answers=(), remarks=(), started="")
    page = Page(as_html(empty, session))
    assert "No question was answered in this session." in page.text
    assert "Nothing stood out" in page.text


def test_an_answers_sound_reaches_a_bit_beyond_its_speech(session: SessionFolder) -> None:
    clip = clip_of(session, Span(5, 24))
    assert clip.span == Span(5 - MARGIN_S, 24 + MARGIN_S)
    rate = 8 * len(clip.mp3) / clip.span.duration_s
    assert rate == pytest.approx(BIT_RATE, rel=0.02)


def test_the_sound_is_of_constant_rate_and_without_a_header_that_misleads_seeking() -> None:
    mp3 = to_mp3((0.1 * np.random.default_rng(1).standard_normal(5 * SAMPLE_RATE)).astype(np.float32))
    frame = 72 * BIT_RATE // SAMPLE_RATE
    assert len(mp3) % frame == 0
    # MPEG-2 layer III, no CRC; 40 kbit/s at 16 kHz: every frame begins with the same three bytes.
    assert {mp3[at : at + 3] for at in range(0, len(mp3), frame)} == {b"\xff\xf3\x58"}
    assert b"Xing" not in mp3[:frame]
    assert b"Info" not in mp3[:frame]
    assert soundfile.info(io.BytesIO(mp3)).samplerate == SAMPLE_RATE


def test_words_said_again_are_one_quiet_mark(tmp_path: Path) -> None:
    words = spoken("We moved the the project and it held & I'm I was done", 12)
    report = report_of(answered(1, Span(10, 40), [Span(12, 20)], words, [um(12.85)]))
    page = Page(as_html(report, SessionFolder(tmp_path)))
    marks = {kind: page.all("span", kind) for kind in ("repetition", "restart")}
    assert [mark.get("title") for mark in marks["restart"]] == ["I'm I was: begun anew"]
    assert "the: said again" in [mark.get("title") for mark in marks["repetition"]]
    assert "repeated and restarted: 2" in page.text
