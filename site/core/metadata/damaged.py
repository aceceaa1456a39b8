"""Files that don't follow their format."""


class Damaged(ValueError):
    """Its metadata can't be separated from its contents."""
