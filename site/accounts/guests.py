"""People who came without an e-mail address, and who add one later.

Until then their account has an address that can't exist: it is shown nowhere, and no mail goes
there. The domain is reserved for this (RFC 2606).
"""

from uuid import uuid4

DOMAIN = "guests.invalid"


def placeholder() -> str:
    return f"{uuid4().hex}@{DOMAIN}"


def is_placeholder(address: str) -> bool:
    return address.lower().endswith(f"@{DOMAIN}")
