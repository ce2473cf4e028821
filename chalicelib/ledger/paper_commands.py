"""A statement as a file: made once a state of it, kept for a day, and read by a link."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.aws import files
from chalicelib.company.queries import policy
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries, rules
from chalicelib.ledger.paper_pdf import as_pdf
from chalicelib.ledger.paper_rules import Cell, Column, Paper, PaperFormat, PaperTable
from chalicelib.ledger.paper_xlsx import as_xlsx
from chalicelib.ledger.records import EntryRecord, StatementRecord

_TYPES = {
    PaperFormat.PDF: "application/pdf",
    PaperFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAKERS = {PaperFormat.PDF: as_pdf, PaperFormat.XLSX: as_xlsx}
LOCALES = ("zh-CN", "en")


@cache
def _words(locale: str) -> dict[str, str]:
    path = Path(__file__).parent / "papers" / f"{locale}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def statement_file(statement: StatementRecord, kind: PaperFormat, locale: str) -> str:
    """An address at which the statement, as it stands, can be read as a file for 15 minutes.

    A statement's entries never change, and its state has a version: what was made before is not made again.
    """
    name = f"{statement.statement_id}.{kind}"
    key = f"papers/{statement.statement_id}/v{statement.version}-{locale}.{kind}"
    if files.stored(key) is None:
        files.write_document(key, _MAKERS[kind](statement_paper(statement, locale)), _TYPES[kind])
    return files.reading_link(key, name)


def statement_paper(statement: StatementRecord, locale: str) -> Paper:
    """All that a statement says: both parties, both accounts with every entry and its document, ageing, disputes."""
    words = _words(locale)
    entries = queries.statement_entries(statement)
    tables = [_account(statement, account, entries, words) for account in rules.Account]
    tables.append(_ageing(statement, words))
    if statement.disputes:
        tables.append(_disputes(statement, words))
    return Paper(
        title=f"{words['title']} {statement.period}",
        facts=_facts(statement, words),
        tables=tables,
        note=words["note"],
        page=words["page"],
    )


def _facts(statement: StatementRecord, words: dict[str, str]) -> list[tuple[str, Cell]]:
    dealer, zone = dealer_as_is(statement.dealer_id), settings().zone
    span = words["span"].format(first=statement.first_period, last=statement.period)
    by_clock = statement.confirmed_by == rules.ConfirmedBy.CLOCK
    answered = statement.answered_at
    facts: list[tuple[str, Cell]] = [
        (words["maker"], policy().company_name),
        (words["dealer"], f"{statement.dealer_name} ({statement.dealer_id})"),
        (words["number"], statement.statement_id),
        (words["credit_code"], dealer.credit_code),
        (words["covers"], statement.period if statement.first_period == statement.period else span),
        (words["address"], dealer.address),
        (words["sent"], business_day(statement.sent_at, zone)),
        (words["state"], words["state.confirmed_by_clock" if by_clock else f"state.{statement.state}"]),
        (words["currency"], settings().currency),
    ]
    return [*facts, (words["answered"], business_day(answered, zone))] if answered else facts


def _account(
    statement: StatementRecord, account: rules.Account, entries: list[EntryRecord], words: dict[str, str]
) -> PaperTable:
    figures = statement.figures[account]
    columns = [
        Column(words["day"], 14),
        Column(words["what"], 34),
        Column(words["document"], 34),
        Column(words["amount"], 18, figures=True),
    ]
    rows = [
        (date.fromisoformat(entry.day), _what(entry, words), entry.document_id, entry.amount)
        for entry in entries
        if entry.account == account
    ]
    return PaperTable(
        title=words[account],
        columns=columns,
        rows=rows,
        sums=[
            (words["opening"], "", "", Decimal(figures["opening"])),
            (words["sum"].format(count=figures["entries"]), "", "", Decimal(figures["sum"])),
            (words["closing"], "", "", Decimal(figures["closing"])),
        ],
        empty=words["none"],
    )


def _what(entry: EntryRecord, words: dict[str, str]) -> str:
    details: dict[str, Any] = entry.details or {}
    kind = entry.cause.partition(":")[0]
    said = words.get(f"entry.{kind}", kind).format(
        program=_program(details, words), period=details.get("program_period", "")
    )
    more = [details["reason"]] if "reason" in details else []
    if not entry.day.startswith(entry.period):
        more.append(words["counts_in"].format(period=entry.period))
    return " · ".join([said, *more])


def _program(details: dict[str, Any], words: dict[str, str]) -> str:
    """The program that pays, from its second version on with the version's number."""
    name, number = details.get("program_name", ""), details.get("program_version", 1)
    return words["version_of"].format(name=name, number=number) if number > 1 else name


def _ageing(statement: StatementRecord, words: dict[str, str]) -> PaperTable:
    ageing = rules.Ageing.of(statement.ageing)
    return PaperTable(
        title=words["ageing"],
        columns=[Column(words["bucket"], 82), Column(words["amount"], 18, figures=True)],
        rows=[(words[bucket], amount) for bucket, amount in vars(ageing).items()],
        sums=[(words["total"], ageing.total)],
    )


def _disputes(statement: StatementRecord, words: dict[str, str]) -> PaperTable:
    rows = []
    for dispute in statement.disputes:
        said = {one["cause"]: one for one in dispute["resolutions"]}
        for cause in dispute["entries"]:
            rows.append((cause.partition(":")[2], dispute["reason"], _resolution(said.get(cause), words)))
    columns = [
        Column(words["disputed_entry"], 34),
        Column(words["dispute_reason"], 33),
        Column(words["resolution"], 33),
    ]
    return PaperTable(title=words["disputes"], columns=columns, rows=rows)


def _resolution(said: dict[str, Any] | None, words: dict[str, str]) -> str:
    if said is None:
        return ""
    if said["change_id"]:
        return words["resolution.adjusted"].format(explanation=said["explanation"], change=said["change_id"])
    return str(said["explanation"])
