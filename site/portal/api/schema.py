"""What is included in the published schema."""

from typing import Any

from drf_spectacular.authentication import TokenScheme as HeaderScheme
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme


def only_v1(endpoints: list[tuple[Any, ...]], **kwargs: Any) -> list[tuple[Any, ...]]:
    """Leaves Wagtail's own APIs out."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """drf-spectacular only knows knox's own class."""

    target_class = "accounts.tokens.ApiTokenAuthentication"


class JWTScheme(HeaderScheme):  # type: ignore[no-untyped-call]
    target_class = "accounts.jwt_tokens.JWTAuthentication"
    name = "jwt"
    match_subclasses = False
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
