"""Odd and hostile files, made on the spot.

from tests.corpus import CASES, make_file

path = make_file("rotated_90.mp4", tmp_path)
"""

from . import accepted, damaged, hostile
from .bench import SECRET_TEXT, known_files, make_file
from .cases import CASES, Case
from .names import NAMES_ON_DISK, ODD_NAMES

__all__ = ["CASES", "NAMES_ON_DISK", "ODD_NAMES", "SECRET_TEXT", "Case", "known_files", "make_file"]
__all__ += ["accepted", "damaged", "hostile"]
