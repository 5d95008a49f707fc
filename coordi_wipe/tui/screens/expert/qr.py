"""A QR code in half blocks, light on the dark of a console: two rows of squares in each line."""

_BLOCKS = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
QUIET = 2
"""Squares of light around it: a telephone needs no more on a screen (ISO/IEC 18004 asks 4 on paper)."""


def half_blocks(text: str) -> list[str]:
    """Lines of equal length. The error correction is the lowest: a screen has no scratches, but few lines."""
    import segno

    code = segno.make(text, error="l", micro=False, boost_error=True)
    dark = [[bool(square) for square in row] for row in code.matrix_iter(border=QUIET)]
    if len(dark) % 2:
        dark.append([False] * len(dark[0]))  # below it the border goes on
    return [
        "".join(_BLOCKS[not upper, not lower] for upper, lower in zip(dark[row], dark[row + 1], strict=True))
        for row in range(0, len(dark), 2)
    ]
