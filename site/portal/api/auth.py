"""Tokens for programs: issued for e-mail and password, stored only as a hash, revocable."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import api_tokens, jwt_tokens
from accounts.code_forms import accepts_code
from accounts.fields import AddressSerializerField
from accounts.jwt_tokens import JWTAuthentication
from accounts.limits import place_of
from accounts.models import User
from accounts.scopes import EVERYTHING
from accounts.tokens import ApiTokenAuthentication
from core import rates
from core.errors import Refusal
from core.refusals_schema import refused

LOGGING_IN: dict[int, Any] = {
    401: OpenApiResponse(description="Wrong credentials."),
    **refused(
        429,
        "Too many requests or tokens (`too_fast`), or wrong passwords (`too_many_tries`). "
        "`Retry-After` has the seconds to wait.",
    ),
}


class CredentialsSerializer(serializers.Serializer[Any]):
    email = AddressSerializerField()
    password = serializers.CharField(trim_whitespace=False, max_length=1024)
    code = serializers.CharField(
        required=False,
        default="",
        max_length=32,
        help_text="For people with two-step log-in: the code of their app, or a recovery code.",
    )


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="Send it as `Authorization: Token …`.")
    expires_at = serializers.DateTimeField()


class MeSerializer(serializers.Serializer[User]):
    id = serializers.UUIDField()
    email = serializers.EmailField(source="address", help_text="Empty for guests without one.")
    name = serializers.CharField(source="display_name")
    roles = serializers.ListField(child=serializers.CharField(), source="role_names")


class TokenView(APIView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="auth_token_create",
        request=CredentialsSerializer,
        responses={200: TokenSerializer, **LOGGING_IN},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """A token for e-mail and password; the error never says which of them is wrong."""
        issued = _issue(person_asking(request))
        if issued is None:
            raise wrong_credentials()
        return Response(TokenSerializer(issued).data)


def person_asking(request: Request) -> User:
    """Who logs in with this request. Refusals: those of LOGGING_IN."""
    rates.take("token_requests", place_of(request._request))
    asked = CredentialsSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    code = asked.validated_data.pop("code")
    user = _person_with(request, **asked.validated_data)
    if user is None:
        raise wrong_credentials()
    _refuse_without_second_step(request, user, code)
    rates.take("tokens", user)
    return user


def wrong_credentials() -> Refusal:
    text = _("The e-mail address or password is wrong.")
    return Refusal("wrong_credentials", text, status=status.HTTP_401_UNAUTHORIZED)


def _person_with(request: Request, **credentials: str) -> User | None:
    """Failed attempts count together with those on the log-in page, per address and per caller."""
    try:
        user = get_adapter().authenticate(request._request, **credentials)
    except ValidationError as error:
        raise _too_many(error) from error
    return user if isinstance(user, User) and user.is_active else None


def _refuse_without_second_step(request: Request, user: User, code: str) -> None:
    """Only after the right password, so it tells strangers nothing about an account."""
    if not is_mfa_enabled(user):
        return
    if not code:
        text = _(
            "This account has two-step log-in: send the code of its app as well, "
            "or use a token from your profile."
        )
        raise Refusal("second_step_needed", text, status=status.HTTP_401_UNAUTHORIZED)
    try:
        is_right = accepts_code(request._request, user, code)
    except ValidationError as error:
        raise _too_many(error) from error
    if not is_right:
        text = _("The code is wrong or was used before.")
        raise Refusal("wrong_code", text, status=status.HTTP_401_UNAUTHORIZED)


def _too_many(error: ValidationError) -> Refusal:
    wait = (getattr(error, "params", None) or {}).get("wait")
    return Refusal("too_many_tries", error.messages[0], status=429, retry_after=wait)


def _issue(user: User) -> dict[str, Any] | None:
    """None if the password, a role or the right to log in changed during the request."""
    days = settings.API_TOKEN_DAYS
    issued = api_tokens.issue(actor=user, name="", allowed=EVERYTHING, days=days)
    if issued is None:
        return None
    token, secret = issued
    return {"token": secret, "expires_at": token.secret.expiry}


class RevokeTokenView(APIView):
    authentication_classes = [ApiTokenAuthentication, JWTAuthentication]
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="auth_token_revoke", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Revokes the token that this request was made with; a JWT together with its pair."""
        user = cast(User, request.user)
        if isinstance(request.auth, dict):
            jwt_tokens.revoke(request.auth, person=user)
            return Response(status=status.HTTP_204_NO_CONTENT)
        request.auth.delete()
        api_tokens.token_revoked.send(sender=type(self), person=user, actor=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeView(APIView):
    @extend_schema(operation_id="auth_me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Who this token or session belongs to."""
        return Response(MeSerializer(cast(User, request.user)).data)
