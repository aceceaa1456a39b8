"""Python client of the Practika portal."""

from practika.client import Practika
from practika.errors import PractikaError
from practika.transfer import Progress

__all__ = ["Practika", "PractikaError", "Progress"]
