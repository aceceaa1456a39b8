"""The portal of the attacks, for the API's made-up requests too."""

from tests.security.conftest import people, world

__all__ = ["people", "world"]
