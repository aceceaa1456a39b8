"""What people wear and the rooms they practise in, chosen by seed."""

from dataclasses import dataclass

from demo.stage import Colour


def hex_colour(code: str) -> Colour:
    red, green, blue = bytes.fromhex(code)
    return red, green, blue


@dataclass(frozen=True)
class Look:
    skin: Colour
    hair: Colour
    shirt: Colour
    trousers: Colour
    wall: Colour
    accent: Colour
    long_hair: bool


_SKINS = ("e8b48f", "8d5a3b", "f2c9a8", "b97a50", "6b432c", "d99e73")
_HAIR = ("3b2a25", "1f1a1c", "8a4f2a", "c99b53", "2b2233", "5a3a2c")
_SHIRTS = ("0f766e", "d9480f", "3b5bdb", "9c36b5", "c2255c", "5c940d")
_TROUSERS = ("1f2937", "263238", "2d2a4a", "334155", "30323d", "3f2e3e")
_WALLS = ("dfe9e4", "f6e7d8", "dde6f3", "ece1f1", "f7e1e4", "e7efd9")
_ACCENTS = ("0ea5a0", "f08c00", "4c6ef5", "be4bdb", "e64980", "74b816")


def look_for(seed: int) -> Look:
    """The same person for the same seed, over all videos and skills."""
    pick = seed % len(_SKINS)
    return Look(
        skin=hex_colour(_SKINS[pick]),
        hair=hex_colour(_HAIR[pick]),
        shirt=hex_colour(_SHIRTS[pick]),
        trousers=hex_colour(_TROUSERS[pick]),
        wall=hex_colour(_WALLS[pick]),
        accent=hex_colour(_ACCENTS[pick]),
        long_hair=pick % 2 == 1,
    )
