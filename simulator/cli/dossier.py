"""What your documents say, as the interviewer will understand it: shown, and written down to be corrected."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.common import PATH
from simulator.errors import SettingsError
from simulator.terminal import output

if TYPE_CHECKING:
    from simulator.interview.dossier import Claim, Document, DocumentKind, Dossier

_SHOWN_FACTS = 12


@click.command()
@click.option(
    "--cv", metavar="FILE", help="Your CV: PDF, Word, Markdown, text or a web page; - reads what you paste."
)
@click.option("--job", metavar="FILE", help="The job ad, likewise; or its address, which is then fetched.")
@click.option("--company", metavar="FILE", help="Your notes on the company, likewise.")
@click.option("--round-one", metavar="FILE", help="Your notes from the first interview, likewise.")
@click.option("--out", type=PATH, help="Write the dossier to this TOML file, for you to correct.")
@click.option("--check", type=PATH, metavar="FILE", help="Read a corrected dossier instead, and show it.")
def dossier(
    cv: str | None,
    job: str | None,
    company: str | None,
    round_one: str | None,
    out: Path | None,
    check: Path | None,
) -> None:
    """Show what is understood from your CV, the job ad and your notes."""
    from simulator.dossier_file import read_dossier, write_dossier
    from simulator.interview.papers.making_dossier import make_dossier

    given: dict[DocumentKind, str | None] = {
        "cv": cv, "job_ad": job, "company_notes": company, "round_one": round_one,
    }  # fmt: skip
    named = {kind: name for kind, name in given.items() if name}
    if check is not None:
        if named or out is not None:
            raise SettingsError(
                "--check reads a dossier that is there already.", next_step="Leave out the others."
            )
        _show(read_dossier(check))
        return
    if not named:
        raise SettingsError(
            "There is nothing to read.", next_step="Name a document: --cv FILE, --job FILE ..."
        )
    if list(named.values()).count("-") > 1:
        raise SettingsError("Only one document can be pasted.", next_step="Put the others into files.")
    understood = make_dossier([_read(name, kind) for kind, name in named.items()])
    _show(understood)
    if out is not None:
        write_dossier(understood, out)
        output.say(f"Dossier: {out}")
        output.say(
            "It is plain text: correct it in any editor, then see it with: second-round dossier --check FILE"
        )
    else:
        output.say("To correct something, write it to a file with --out FILE.toml and edit that.")


def _read(name: str, kind: DocumentKind) -> Document:
    from simulator import pages
    from simulator.documents import document_of, pasted, read_document

    if name == "-":
        return pasted(sys.stdin.read(), kind)
    if pages.is_address(name):
        output.notice(f"Fetching {output.printable(name)}: the only time that the network is used here.")
        return document_of(pages.fetch(name), kind, name)
    return read_document(Path(name).expanduser(), kind)


def _show(dossier: Dossier) -> None:
    for notice in dossier.notices:
        output.notice(output.printable(notice))
    for label, text in (
        ("You", dossier.name),
        ("The job", dossier.job_title),
        ("The company", dossier.company),
    ):
        _line(f"{label}: {text or 'not found'}")
    _heading(f"What you did, as your CV says ({len(dossier.claims)})")
    for claim in dossier.claims:
        _line(f"  {claim.text}")
        if about := _about(claim):
            _line(f"      {about}")
    _heading(f"What the job asks for ({len(dossier.needs)})")
    for need in dossier.needs:
        _line(f"  {need.text}")
    _heading(f"What the interviewer may tell you ({len(dossier.facts)})")
    for fact in dossier.facts[:_SHOWN_FACTS]:
        _line(f"  {fact.text}")
    if len(dossier.facts) > _SHOWN_FACTS:
        _line(f"  and {len(dossier.facts) - _SHOWN_FACTS} more")
    if dossier.round_one:
        _heading(f"What was said in round one ({len(dossier.round_one)})")
        for said in dossier.round_one:
            _line(f"  {said.text}")
    output.say("")


def _about(claim: Claim) -> str:
    parts = (
        ("at", claim.organisation), ("as", claim.role), ("when", claim.dates), ("how much", claim.scale),
        ("with", ", ".join(claim.tools)), ("result", claim.result),
    )  # fmt: skip
    return "; ".join(f"{label}: {text}" for label, text in parts if text and text != claim.text)


def _heading(text: str) -> None:
    output.say("")
    output.say(text)


def _line(text: str) -> None:
    output.say(output.printable(text))
