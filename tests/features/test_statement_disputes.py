"""Disputes by entry with evidence, their resolution, and statements as files. A confirmed statement is sealed."""

import io
import zipfile
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
from openpyxl import load_workbook

from chalicelib.aws.clients import client
from chalicelib.aws.tables import change
from chalicelib.company.commands import save_policy
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period
from chalicelib.kernel.settings import settings
from chalicelib.ledger import paper_commands, queries
from chalicelib.ledger.statement_commands import RebatePosting, confirm_unanswered, post_settlement
from chalicelib.rebates.records import PostedRecord, posted_key
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.books import finance, instant, invoice, make_dealer
from tests.world.cloud import Cloud
from tests.world.shop import done, post
from tests.world.streams import Streams

DEALER = "D00000001"
OWNER = dealer_user(DEALER)
FINANCE = staff(Role.FINANCE)
STATEMENT = f"/statements/{DEALER}-2026-09"
PDF = b"%PDF-1.4 ..."


@pytest.fixture(autouse=True)
def sent(aws: Cloud) -> Any:
    """A statement of two shipments."""
    with clock.at(instant("2026-11-05")):
        make_dealer(DEALER, name="=星辰（喆）贸易")
        shipments = [invoice(DEALER, 1, "500.00", "2026-09-10"), invoice(DEALER, 2, "70.00", "2026-09-12")]
        post_settlement(DEALER, Period.parse("2026-09"), [], "2026-09-r1")
        yield [f"shipment:{one}" for one in shipments]


def evidence(content: bytes = PDF, content_type: str = "application/pdf") -> dict[str, str]:
    asked = {"file_name": "送货单.pdf", "content_type": content_type, "size": len(content)}
    form = done(post(f"{STATEMENT}/evidence", asked, OWNER))
    key = form["fields"]["key"]
    client("s3").put_object(
        Bucket=settings().documents_bucket, Key=key, Body=content, ContentType=form["fields"]["Content-Type"]
    )
    return {"upload_id": form["upload_id"], "file_name": "送货单.pdf"}


def dispute(causes: list[str], *documents: dict[str, str]) -> Reply:
    return post(f"{STATEMENT}/dispute", {"entries": causes, "reason": "少收两桶", "documents": documents}, OWNER)


def resolve(*entries: tuple[str, str, str | None], who: Any = FINANCE) -> Reply:
    said = [{"cause": cause, "explanation": text, "change_id": change} for cause, text, change in entries]
    return post(f"{STATEMENT}/resolve", {"entries": said}, who)


def shown(who: Any = OWNER) -> dict[str, Any]:
    return done(ask("GET", STATEMENT, who=who))


def test_a_dispute_keeps_its_evidence_for_both_sides(sent: list[str]) -> None:
    figures = {name: shown()[name] for name in ("receivable", "rebate", "ageing", "entries")}
    assert done(dispute(sent[:1], evidence()))["state"] == "disputed"
    for who in (OWNER, FINANCE):
        (made,) = shown(who)["disputes"]
        assert (made["entries"], made["reason"], made["resolutions"]) == (sent[:1], "少收两桶", [])
        assert [one["name"] for one in made["documents"]] == ["送货单.pdf"]
    key = urlsplit(shown()["disputes"][0]["documents"][0]["url"]).path
    assert f"statements/{DEALER}-2026-09/evidence/" in key
    assert {name: shown()[name] for name in figures} == figures


@pytest.mark.parametrize(
    ("content", "content_type"), [(b"MZ...", "application/pdf"), (b"", "image/png"), (b"%PDF-", "image/png")]
)
def test_evidence_that_is_not_what_it_says_is_refused(sent: list[str], content: bytes, content_type: str) -> None:
    asked = {"file_name": "a", "content_type": content_type, "size": 1}
    form = done(post(f"{STATEMENT}/evidence", asked, OWNER))
    bucket = settings().documents_bucket
    client("s3").put_object(Bucket=bucket, Key=form["fields"]["key"], Body=content, ContentType=content_type)
    refused = dispute(sent[:1], {"upload_id": form["upload_id"], "file_name": "a"})
    assert (refused.status, refused.body["Details"][0]["field"]) == (422, "documents.0")
    nothing = dispute(sent[:1], evidence(), {"upload_id": "0" * 26, "file_name": "b"})
    assert (nothing.status, nothing.body["Details"][0]["field"]) == (422, "documents.1")
    assert (shown()["state"], shown()["disputes"]) == ("sent", [])


def test_it_is_sent_again_once_every_disputed_entry_is_resolved(sent: list[str], streams: Streams) -> None:
    done(dispute(sent))
    first = shown()["sent_at"]
    with clock.at(instant("2026-11-10")):
        assert done(resolve((sent[0], "已核对出库单。", None)))["state"] == "disputed"
        assert done(resolve((sent[1], "运费已更正。", None)))["state"] == "sent"
        again = shown()
        assert (again["disputed"], again["reason"], again["answered_at"]) == ([], None, None)
        assert [one["explanation"] for one in again["disputes"][0]["resolutions"]] == ["已核对出库单。", "运费已更正。"]
        assert again["sent_at"] > first
        assert done(ask("GET", "/statements?state=sent", who=FINANCE))["items"][0]["statement_id"].endswith("2026-09")
        streams.drain()
        told = [item["title"] for item in done(ask("GET", "/messages", who=OWNER))["items"]]
        assert told.count("2026-09 对账单待确认") == 2
        assert done(dispute(sent[:1]))["state"] == "disputed"
        assert len(shown()["disputes"]) == 2
        done(resolve((sent[0], "与仓库再次核对无误。", None)))
    with clock.at(instant("2026-11-25")):
        assert confirm_unanswered() == 0
    with clock.at(instant("2026-11-26")):
        assert confirm_unanswered() == 1
        assert shown()["confirmed_by"] == "clock"


def test_a_resolution_names_the_adjustment_that_corrects(sent: list[str], streams: Streams) -> None:
    (gao,) = finance("gao")
    asked = {"dealer_id": DEALER, "account": "receivable", "amount": "-35.00", "reason": "少收两桶"}
    change = post("/adjustments", asked, FINANCE).body
    done(dispute(sent[:1]))
    early = resolve((sent[0], "已更正。", change["change_id"]))
    assert (early.status, early.body["Details"][0]["field"]) == (422, "entries.0.change_id")
    streams.drain()
    done(post(f"/decisions/{change['decision_id']}", {"choice": "approve"}, gao))
    streams.drain()
    assert done(resolve((sent[0], "已更正。", change["change_id"])))["state"] == "sent"
    assert shown()["disputes"][0]["resolutions"][0]["change_id"] == change["change_id"]
    assert [entry["amount"] for entry in shown()["entries"]] == ["500.00", "70.00"]
    assert f"{queries.account_as_is(DEALER).receivable:.2f}" == "535.00"


def test_what_is_not_disputed_cannot_be_resolved_and_a_confirmed_one_is_sealed(sent: list[str]) -> None:
    assert resolve((sent[0], "无误。", None)).code == "wrong_state"
    done(dispute(sent[:1]))
    wrong = resolve((sent[1], "无误。", None))
    assert (wrong.status, wrong.body["Details"][0]["field"]) == (422, "entries.0.cause")
    assert resolve((sent[0], "无误。", None), who=OWNER).status == 403
    done(resolve((sent[0], "无误。", None)))
    done(post(f"{STATEMENT}/confirm", {}, OWNER))
    sealed = shown()
    assert [dispute(sent[:1]).code, resolve((sent[0], "无误。", None)).code] == ["wrong_state"] * 2
    assert shown() == sealed


def content(query: str, who: Any = OWNER, of: str = STATEMENT) -> bytes:
    url = done(ask("GET", f"{of}/file{query}", who=who))["url"]
    key = urlsplit(url).path.lstrip("/").removeprefix(f"{settings().documents_bucket}/")
    return bytes(client("s3").get_object(Bucket=settings().documents_bucket, Key=key)["Body"].read())


def test_a_statement_as_a_pdf_says_all_in_chinese_with_its_own_font(sent: list[str]) -> None:
    save_policy(company_name="启渠建材（上海）有限公司")
    done(dispute(sent[:1], evidence()))
    made = content("?format=pdf")
    assert made.startswith(b"%PDF-")
    assert b"NotoSansSC" in made
    pages = pypdfium2.PdfDocument(made)
    text = "".join(pages[number].get_textpage().get_text_range() for number in range(len(pages)))
    for said in (
        *("启渠建材（上海）有限公司", "=星辰（喆）贸易 (D00000001)", "91310000MA1FL1MQ5D", "2026-09-10"),
        *(sent[0].partition(":")[2], "500.00", "570.00", "少收两桶", "有异议", "第 1 页，共 1 页"),
    ):
        assert said in text, said


def test_a_statement_as_a_workbook_has_numbers_and_no_formula(sent: list[str]) -> None:
    made = content("?format=xlsx&locale=en", FINANCE)
    sheet: Any = load_workbook(io.BytesIO(made)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    assert [float(cell.value) for cell in cells if cell.data_type == "n"] == [
        *(500.0, 70.0, 0.0, 570.0, 570.0), *(0.0, 0.0, 0.0), *(570.0, 0.0, 0.0, 0.0, 0.0, 570.0),
    ]  # fmt: skip
    assert "=星辰（喆）贸易 (D00000001)" in [cell.value for cell in cells]
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_file_names_the_version_of_the_program_that_pays(sent: list[str]) -> None:
    october, details = Period.parse("2026-10"), {"program_name": "月度返利", "program_version": 2}
    kept = change(PostedRecord, posted_key(DEALER, "P2", "2026-10"), [PostedRecord.amount.set(Decimal("12.50"))])
    paid = RebatePosting("P2", october, Decimal("12.50"), details, kept)
    with clock.at(instant("2026-12-05")):
        post_settlement(DEALER, october, [paid], "2026-10-r1")
        made = content("?format=xlsx", of=f"/statements/{DEALER}-2026-10")
    cells = [cell.value for row in load_workbook(io.BytesIO(made)).active.iter_rows() for cell in row]
    assert "返利：月度返利（第 2 版）（2026-10）" in cells


def test_a_file_is_made_once_for_each_state_of_a_statement(sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    really = paper_commands.statement_paper

    def counted(statement: Any, locale: str) -> Any:
        made.append(f"{statement.state} {locale}")
        return really(statement, locale)

    monkeypatch.setattr(paper_commands, "statement_paper", counted)
    for query in ("?format=xlsx", "?format=xlsx", "?format=xlsx&locale=en"):
        content(query)
    done(post(f"{STATEMENT}/confirm", {}, OWNER))
    content("?format=xlsx")
    assert made == ["sent zh-CN", "sent en", "confirmed zh-CN"]
    assert ask("GET", f"{STATEMENT}/file?format=doc", who=OWNER).status == 422
