"""A few letters drawn large, out of blocks: a number that is read aloud from two metres away."""

_ROWS = 6
_GLYPHS: dict[str, str] = {  # four columns a row, six rows
    "0": ".## #..# #..# #..# #..# .## ",
    "1": "..#. .##. ..#. ..#. ..#. .###",
    "2": ".##. #..# ...# ..#. .#.. ####",
    "3": "###. ...# .##. ...# ...# ###.",
    "4": "..## .#.# #..# #### ...# ...#",
    "5": "#### #... ###. ...# ...# ###.",
    "6": ".##. #... ###. #..# #..# .##.",
    "7": "#### ...# ..#. ..#. .#.. .#..",
    "8": ".##. #..# .##. #..# #..# .##.",
    "9": ".##. #..# #..# .### ...# .##.",
    "-": ".... .... .... #### .... ....",
    "A": ".##. #..# #..# #### #..# #..#",
    "B": "###. #..# ###. #..# #..# ###.",
    "D": "###. #..# #..# #..# #..# ###.",
    "E": "#### #... ###. #... #... ####",
    "G": ".### #... #... #.## #..# .###",
    "M": "#..# #### #### #..# #..# #..#",
    "N": "#..# ##.# ##.# #.## #.## #..#",
    "O": ".##. #..# #..# #..# #..# .##.",
    "P": "###. #..# #..# ###. #... #...",
    "R": "###. #..# #..# ###. #.#. #..#",
    "S": ".### #... .##. ...# ...# ###.",
    "T": "#### .##. .##. .##. .##. .##.",
    "U": "#..# #..# #..# #..# #..# .##.",
    "V": "#..# #..# #..# #..# .##. .##.",
}
_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def large(text: str, *, double: bool = False) -> list[str]:
    """Lines of equal length: three, or six with squares twice as large. Raises KeyError on other letters."""
    rows = [" ".join(_rows(letter)[row] for letter in text) for row in range(_ROWS)]
    if double:
        return ["".join("██" if square == "#" else "  " for square in row) for row in rows]
    return [
        "".join(_HALVES[up == "#", down == "#"] for up, down in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    ]


def _rows(letter: str) -> list[str]:
    return [row.ljust(4, ".") for row in _GLYPHS[letter].split()]
