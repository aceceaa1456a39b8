"""A QR code as an SVG picture of ours: one path, no styles.

    qr_svg("https://practika.example/join/…/")

A quarter of it may be covered or dirty (level Q). Four modules stay white around it, as the
standard asks for (ISO/IEC 18004).
"""

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

QUIET = 4
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{width}" '
    'height="{width}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
    '<path d="{path}"/></svg>'
)
MODULE_PIXELS = 8


def qr_svg(text: str) -> str:
    rows = modules_of(text)
    runs = [f"M{start} {y}h{length}v1h-{length}z" for y, start, length in _runs(rows)]
    size = len(rows)
    return SVG.format(size=size, width=size * MODULE_PIXELS, path="".join(runs))


def modules_of(text: str) -> list[list[bool]]:
    """Row by row, with the quiet zone: True is black."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    return rows


def _runs(rows: list[list[bool]]) -> list[tuple[int, int, int]]:
    """`(row, first column, how many)` of each stretch of black."""
    found = []
    for y, row in enumerate(rows):
        start = None
        for x, is_black in enumerate([*row, False]):
            if is_black and start is None:
                start = x
            elif not is_black and start is not None:
                found.append((y, start, x - start))
                start = None
    return found
