"""Find award codes in the cells of workbooks (XLSX, XLS, ODS), in all sheets."""

import io

from python_calamine import CalamineError, CalamineWorkbook

from core.language.message import _
from core.open_document import changed_sheet
from core.verification.files.collected_findings import FileFindings
from core.verification.files.found_items import NothingFound
from core.verification.files.texts import read_text

_CANNOT = NothingFound("damaged", _("it is a workbook that cannot be read"))


def read_workbook(content: bytes, findings: FileFindings, _depth: int) -> None:
    """Read the award codes and credentials in a workbook's cells, row by row.

    Each code is within one cell.
    """
    try:
        file = changed_sheet(io.BytesIO(content)) or io.BytesIO(content)
        workbook = CalamineWorkbook.from_filelike(file)
        for name in workbook.sheet_names:
            for row in workbook.get_sheet_by_name(name).iter_rows():
                for cell in row:
                    if isinstance(cell, str) and cell:
                        _read_cell(cell, findings)
                if findings.out_of_time:
                    findings.unread(_("its last rows were not read: it takes too long"))
                    return
    except (CalamineError, ValueError, OSError, KeyError):
        findings.add(_CANNOT)


def _read_cell(cell: str, findings: FileFindings) -> None:
    findings.spend(len(cell))
    for held in read_text(cell):
        findings.add(held)
