#!/usr/bin/env python3
"""Makes sure that the system has an ffmpeg, and installs one if it can.

The tests use it in addition to the one in imageio-ffmpeg, and are never skipped because it is
missing.
"""

from scripts import debian


def main() -> None:
    debian.require("ffmpeg", package="ffmpeg", for_="the tests, beside the one from Python")


if __name__ == "__main__":
    main()
