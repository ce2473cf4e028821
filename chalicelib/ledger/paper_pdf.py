"""A document as a PDF, with a font of its own that has Chinese: it is read as it is on every machine."""

import io
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from chalicelib.ledger.paper_rules import Paper, PaperTable, cell_text

_FONT = "NotoSansSC"
_FILE = Path(__file__).parent / "papers" / "NotoSansSC.ttf"
"""Noto Sans SC Regular under the SIL Open Font License, without the characters that GBK and Latin lack."""
_SIZE, _SMALL, _LARGE = 9, 8, 17
_MARGIN = 48
_INK, _QUIET, _RULE, _SHADE = "#1a1a1a", "#666666", "#b8b8b8", "#f3f4f6"
_UNKNOWN = "□"
"""What stands for a character that the font lacks."""


def as_pdf(paper: Paper) -> bytes:
    """The file: A4, the tables' heads on every page, each page with its number and how many there are."""
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - too heavy for every start of the API
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer  # noqa: PLC0415 - as above

    _font()
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=paper.title,
        lang="zh-CN",
    )
    width = document.width - 12  # the frame has six points of air at each side
    parts: list[Any] = [Paragraph(_markup(paper.title), _style(_LARGE)), Spacer(1, 10), _facts(paper, width)]
    for table in paper.tables:
        parts += [Spacer(1, 14), Paragraph(_markup(table.title), _style(11)), Spacer(1, 4), _table(table, width)]
    parts += [Spacer(1, 14), Paragraph(_markup(paper.note), _style(_SMALL, _QUIET))]
    document.build(parts, canvasmaker=_numbered(paper))
    return file.getvalue()


@cache
def _font() -> frozenset[int]:
    """Loads the font once a process; the characters that it has."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - too heavy for every start of the API
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415 - as above

    font = TTFont(_FONT, str(_FILE))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def known(text: str) -> str:
    """The text with a box for each character that the font lacks."""
    has = _font()
    return "".join(one if ord(one) in has or one == "\n" else _UNKNOWN for one in text)


def _markup(text: str) -> str:
    return escape(known(text)).replace("\n", "<br/>")


def _style(size: int, ink: str = _INK, *, right: bool = False) -> Any:
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415 - too heavy for every start of the API

    return ParagraphStyle(
        "own", fontName=_FONT, fontSize=size, leading=size * 1.45, textColor=ink, wordWrap="CJK", alignment=2 * right
    )


def _facts(paper: Paper, width: float) -> Any:
    """Two facts a line, each name before its value."""
    from reportlab.platypus import Paragraph, Table  # noqa: PLC0415 - too heavy for every start of the API

    cells = [
        (Paragraph(_markup(name), _style(_SMALL, _QUIET)), Paragraph(_markup(cell_text(value)), _style(_SIZE)))
        for name, value in paper.facts
    ]
    cells += [("", "")] * (len(cells) % 2)
    rows = [[*cells[place], *cells[place + 1]] for place in range(0, len(cells), 2)]
    shares = [width * share for share in (0.15, 0.35, 0.15, 0.35)]
    return Table(rows, colWidths=shares, style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(2)])


def _table(table: PaperTable, width: float) -> Any:
    from reportlab.platypus import LongTable, Paragraph  # noqa: PLC0415 - too heavy for every start of the API

    plain, figures = _style(_SIZE), _style(_SIZE, right=True)
    head, head_figures = _style(_SMALL, _QUIET), _style(_SMALL, _QUIET, right=True)

    def line(cells: Any, text: Any, number: Any) -> list[Any]:
        return [
            Paragraph(_markup(cell_text(cell)), number if column.figures else text)
            for cell, column in zip(cells, table.columns, strict=False)
        ]

    rows = [line([column.title for column in table.columns], head, head_figures)]
    rows += [line(row, plain, figures) for row in table.rows or [[table.empty, *[""] * (len(table.columns) - 1)]]]
    body = len(rows)
    rows += [line(row, plain, figures) for row in table.sums]
    whole = sum(column.share for column in table.columns)
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, _RULE),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, _RULE),
        ("BACKGROUND", (0, body), (-1, -1), _SHADE),
        *_padding(3),
    ]
    if body == len(rows):
        style = [part for part in style if part[0] != "BACKGROUND"]
    if not table.rows:
        style.append(("SPAN", (0, 1), (-1, 1)))
    shares = [width * column.share / whole for column in table.columns]
    return LongTable(rows, colWidths=shares, repeatRows=1, style=style)


def _padding(points: int) -> list[Any]:
    sides = {"TOP": points, "BOTTOM": points, "LEFT": 3, "RIGHT": 3}
    return [(f"{side}PADDING", (0, 0), (-1, -1), size) for side, size in sides.items()]


def _numbered(paper: Paper) -> Any:
    """A canvas that knows how many pages there are by the time at which it numbers them."""
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - too heavy for every start of the API
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - as above

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - the library's name
            self._pages.append(dict(vars(self)))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                self.setFont(_FONT, _SMALL)
                self.setFillColor(_QUIET)
                text = paper.page.format(page=number, pages=len(self._pages))
                self.drawRightString(A4[0] - _MARGIN, _MARGIN / 2, known(text))
                self.drawString(_MARGIN, _MARGIN / 2, known(paper.title))
                super().showPage()
            super().save()

    return Numbered
