"""The content side in a browser: every quote plays, nothing is wider than a phone, no script gets in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.report.html import as_html
from tests.report.test_page_in_browser import NOW, PLAYING, STOPPED, browser  # noqa: F401
from tests.report.told_example import told_report, told_session


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("told")
    file = folder / "report.html"
    file.write_text(as_html(told_report(), told_session(folder)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:  # noqa: F811
    """Offline; whatever the browser complains of fails the test."""
    context = browser.new_context(
        viewport={"width": 1100, "height": 800}, offline=True, reduced_motion="reduce"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(address)
    yield page
    context.close()
    assert not complaints


def test_a_quote_plays_its_moment_and_stops_after_it(page: Any) -> None:
    quote = page.locator("#answer-1 .quote", has_text="We looked at every form")
    start_s, end_s = (float(quote.get_attribute(name)) for name in ("data-s", "data-e"))
    quote.click()
    page.wait_for_function(PLAYING)
    assert start_s - 1.1 <= page.evaluate(NOW) <= end_s
    assert "We looked at every form together" in page.locator("[role=status]").text_content()
    page.wait_for_function(STOPPED, timeout=12_000)


def test_a_quote_from_a_follow_up_plays_there(page: Any) -> None:
    page.locator("#answer-1 .quote", has_text="I read all the forms").click()
    page.wait_for_function(PLAYING)
    assert page.locator("article.playing").get_attribute("data-label") == "1a"
    assert page.locator(".dock .where").text_content().startswith("Answer 1a · ")


def test_an_own_question_plays_from_its_section(page: Any) -> None:
    page.locator(".asked .hear").first.click()
    page.wait_for_function(PLAYING)
    assert page.locator("article.playing").get_attribute("data-label") == "4"


def test_the_lines_of_the_cv_open_with_the_keyboard_alone(page: Any) -> None:
    summary = page.locator(".unsaid summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".unsaid li").count() == 3
    assert page.locator(".unsaid li").first.is_visible()


@pytest.mark.parametrize(
    ("width", "scheme"), [(1200, "light"), (1200, "dark"), (390, "light"), (320, "dark")]
)
def test_it_fits_every_width(browser: Any, address: str, width: int, scheme: str) -> None:  # noqa: F811
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(address)
    page.evaluate("() => { document.querySelector('.unsaid').open = true; }")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    narrow = page.evaluate(
        "() => [...document.querySelectorAll('.told dd')].filter((each) => each.clientWidth < 150).length"
    )
    assert narrow == 0
    page.close()
