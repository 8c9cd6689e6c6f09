"""The house style for word processors: pandoc's own reference document with our page, letters, colour and rules."""

from __future__ import annotations

import io
import zipfile

from openhearth.press.engines import PressError

_A4 = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1588" w:right="1531" w:bottom="1588" w:left="1531" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)
_RULES = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
    for side, size, colour in (("top", 6, "1C1917"), ("bottom", 6, "1C1917"), ("insideH", 2, "D6D3D1"))
)
_CHANGES = {
    "word/theme/theme1.xml": (
        ('typeface="Aptos Display"', 'typeface="Georgia"'),
        ('typeface="Aptos"', 'typeface="Georgia"'),
        ('<a:srgbClr val="156082"/>', '<a:srgbClr val="9A3412"/>'),
    ),
    "word/styles.xml": (
        (
            '<w:tblInd w:w="0" w:type="dxa" />\n      <w:tblCellMar>\n        <w:top w:w="0" w:type="dxa" />',
            f'<w:tblInd w:w="0" w:type="dxa" /><w:tblBorders>{_RULES}</w:tblBorders><w:tblCellMar><w:top w:w="0" w:type="dxa" />',
        ),
    ),
    "word/document.xml": (("</w:footnotePr>\n    </w:sectPr>", f"</w:footnotePr>{_A4}"),),
}


def styled(reference: bytes) -> bytes:
    """The reference document with the changes of the house.

    Raises
    ------
    PressError
        Pandoc's document is not the one these changes were made for.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(reference)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            for before, after in _CHANGES.get(name, ()):
                if before.encode() not in text:
                    raise PressError(f"pandoc's reference document has changed: {name} lacks {before!r}")
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    return written.getvalue()
