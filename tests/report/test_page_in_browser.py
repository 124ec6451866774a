"""The page as a person meets it: opened from a file, in a browser, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.audio import SAMPLE_RATE
from simulator.report.html import as_html
from tests.report.example import FIRST_HZ, HZ_PER_S, example_report, example_session
from tests.system import require_system

CHROMIUM = Path("/usr/bin/chromium")

# Everything that sounds, sample by sample, at the sound's own rate.
RECORD = """() => {
  const context = new AudioContext({sampleRate: 16000});
  const recorder = context.createScriptProcessor(512, 1, 1);
  context.createMediaElementSource(document.querySelector("audio")).connect(recorder);
  recorder.connect(context.destination);
  window.heard = [];
  recorder.onaudioprocess = (event) => window.heard.push(...event.inputBuffer.getChannelData(0));
}"""
ENOUGH = """() => {
  const begins = window.heard.findIndex((sample) => Math.abs(sample) > 0.02);
  return begins >= 0 && window.heard.length - begins > 4000;
}"""
NOW = """() => Number(document.querySelector("article.playing").dataset.s)
  + document.querySelector("audio").currentTime"""
PLAYING = "() => !document.querySelector('audio').paused"
STOPPED = "() => document.querySelector('audio').paused"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    require_system("chromium", CHROMIUM.is_file())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    file = folder / "report.html"
    file.write_text(as_html(example_report(), example_session(folder)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The page offline; whatever the browser complains of, a blocked style or script too, fails the test."""
    context = browser.new_context(
        viewport={"width": 1100, "height": 800}, offline=True, reduced_motion="reduce"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert not complaints


def test_a_clicked_word_plays_from_there(page: Any) -> None:
    word = page.locator("#answer-1 .w", has_text="shared")
    start_s = float(word.get_attribute("data-s"))
    word.click()
    page.wait_for_function(PLAYING)
    assert start_s - 0.1 <= page.evaluate(NOW) <= start_s + 1.5
    assert page.locator("[role=status]").text_content().startswith("Playing answer 1 from 0:")


def test_what_sounds_is_the_word_or_a_breath_before_it(page: Any) -> None:
    page.evaluate(RECORD)
    for answer, text in ((1, "I"), (1, "to"), (1, "sites"), (3, "measured"), (3, "month"), (1, "shared")):
        word = page.locator(f"#answer-{answer} .w").get_by_text(text, exact=True)
        page.evaluate("() => { document.querySelector('audio').pause(); }")
        page.wait_for_timeout(200)
        page.evaluate("() => { window.heard = []; }")
        word.click()
        page.wait_for_function(ENOUGH)
        heard = np.array(page.evaluate("() => window.heard"))
        late_s = time_heard(heard) - float(word.get_attribute("data-s"))
        assert -0.1 <= late_s <= 0.06


def time_heard(samples: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """The session time at which this stretch of the rising tone begins."""
    skip = width = SAMPLE_RATE // 10  # a decoder needs a moment to settle
    begins = int(np.flatnonzero(np.abs(samples) > 0.02)[0])
    window = samples[begins + skip : begins + skip + width] * np.hanning(width)
    spectrum = np.abs(np.fft.rfft(window, 1 << 18))
    hertz = float(spectrum.argmax()) * SAMPLE_RATE / (1 << 18)
    return (hertz - FIRST_HZ) / HZ_PER_S - (skip + width / 2) / SAMPLE_RATE


def test_words_light_up_as_they_are_spoken(page: Any) -> None:
    page.locator("#answer-1 .w", has_text="shared").click()
    page.wait_for_function("() => document.querySelector('.w.now')?.textContent === 'shared'")
    page.wait_for_function("() => document.querySelector('.w.now')?.textContent === 'calendar'")
    assert page.locator(".w.now").count() == 1


def test_a_remarks_moment_plays_with_a_lead_in_and_stops_after_it(page: Any) -> None:
    page.get_by_role("button", name="Hear 0:52").click()
    page.wait_for_function(PLAYING)
    assert 50.9 <= page.evaluate(NOW) <= 52.4
    page.wait_for_function(STOPPED, timeout=8000)
    stopped_s = page.evaluate("() => 45.2 + document.querySelector('audio').currentTime")
    assert stopped_s == pytest.approx(53.4, abs=0.5)


def test_the_whole_answer_plays_pauses_and_seeks(page: Any) -> None:
    button = page.locator("#answer-3 .play")
    button.click()
    page.wait_for_function(PLAYING)
    assert button.get_attribute("aria-label") == "Pause answer 3"
    page.locator("#answer-3 .seek").fill("8")
    page.wait_for_function("() => document.querySelector('audio').currentTime >= 8")
    button.click()
    page.wait_for_function(STOPPED)
    assert button.get_attribute("aria-label") == "Play answer 3"
    assert page.locator("[role=status]").text_content().startswith("Paused at 0:5")


def test_the_keyboard_alone_is_enough(page: Any) -> None:
    page.keyboard.press("Space")
    page.wait_for_function(PLAYING)
    page.keyboard.press("Space")
    page.wait_for_function(STOPPED)
    for label in ("you know, filler word, at 0:08", "um, filler sound, at 0:09", "2.5 s, pause, at 0:10"):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "label => document.activeElement.getAttribute('aria-label') === label", arg=label
        )
        page.wait_for_function(PLAYING)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.activeElement.textContent.trim() === 'um'")
    page.wait_for_function(PLAYING)
    page.keyboard.press("Space")
    page.wait_for_function(STOPPED)
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function(PLAYING)


def test_the_tab_key_meets_one_mark_of_each_answer(page: Any) -> None:
    assert page.locator("#answer-1 button.moment[tabindex='0']").count() == 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#answer-1 button.moment[tabindex='0']").text_content() == "um"


def test_a_mark_in_the_picture_plays_its_moment(page: Any) -> None:
    page.locator(".chart .wide .mark.pause.long").click()
    page.wait_for_function(PLAYING)
    assert 8.9 <= page.evaluate(NOW) <= 11
    assert "pause" in page.locator("[role=status]").text_content()


def test_a_point_in_the_picture_plays_the_answer_from_there(page: Any) -> None:
    svg = page.locator(".chart .wide")
    box = svg.bounding_box()
    left, right, seconds = (float(svg.get_attribute(f"data-{name}")) for name in ("left", "right", "seconds"))
    x = (left + (right - left) * 21 / seconds) * box["width"] / 720
    svg.click(position={"x": x, "y": 40})
    page.wait_for_function(PLAYING)
    assert 20.7 <= page.evaluate(NOW) <= 22.5


@pytest.mark.parametrize(
    ("width", "scheme"), [(1200, "light"), (1200, "dark"), (390, "light"), (320, "dark")]
)
def test_it_fits_every_width(browser: Any, address: str, width: int, scheme: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(address)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    cut = page.evaluate("""() => {
      const svg = [...document.querySelectorAll(".chart svg")].find((each) => each.clientWidth);
      const paper = svg.getBoundingClientRect();
      return [...svg.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < paper.left - 1 || box.right > paper.right + 1 || box.bottom > paper.bottom + 1;
      }).map((text) => text.textContent);
    }""")
    assert cut == []
    page.screenshot(path=tmp_path / f"report-{width}-{scheme}.png", full_page=True)
    page.close()


def test_paper_has_no_sound_controls(page: Any) -> None:
    page.emulate_media(media="print")
    assert not page.locator(".player").first.is_visible()
    assert not page.locator(".dock").is_visible()
    assert page.locator(".transcript").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
