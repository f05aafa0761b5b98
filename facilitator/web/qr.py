"""The join link as a QR code in SVG, quiet zone included."""

from __future__ import annotations

import io


def qr_svg(url: str) -> bytes:
    """An SVG picture of `url`, error correction M: readable from the back row and through a bad lens."""
    # Late: a start needs the address, and only a page that is drawn needs its picture.
    import qrcode
    from qrcode.image.svg import SvgPathImage

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(url)
    code.make(fit=True)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue()
