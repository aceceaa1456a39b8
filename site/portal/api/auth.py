"""Tokens for programs: issued for e-mail and password, stored only as a hash, revocable."""

from datetime import timedelta
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from knox.models import get_token_model
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.fields import AddressSerializerField
from accounts.limits import place_of
from accounts.models import User
from accounts.tokens import ApiTokenAuthentication
from audit.log import record
from core import rates
from core.errors import Refusal
from core.refusals_schema import refused


class CredentialsSerializer(serializers.Serializer[Any]):
    email = AddressSerializerField()
    password = serializers.CharField(trim_whitespace=False, max_length=1024)


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="Send it as `Authorization: Token …`.")
    expires_at = serializers.DateTimeField()


class MeSerializer(serializers.Serializer[User]):
    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField(source="display_name")
    roles = serializers.ListField(child=serializers.CharField(), source="role_names")


class TokenView(APIView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="auth_token_create",
        request=CredentialsSerializer,
        responses={
            200: TokenSerializer,
            401: OpenApiResponse(description="Wrong credentials."),
            **refused(
                429,
                "Too many requests or tokens (`too_fast`), or wrong passwords (`too_many_tries`). "
                "`Retry-After` has the seconds to wait.",
            ),
        },
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """A token for e-mail and password; the error never says which of them is wrong."""
        rates.take("token_requests", place_of(request._request))
        asked = CredentialsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user = _person_with(request, **asked.validated_data)
        if user:
            rates.take("tokens", user)
        issued = _issue(user) if user else None
        if issued is None:
            raise Refusal(
                "wrong_credentials",
                _("The e-mail address or password is wrong."),
                status=status.HTTP_401_UNAUTHORIZED,
            )
        return Response(TokenSerializer(issued).data)


def _person_with(request: Request, **credentials: str) -> User | None:
    """Failed attempts count together with those on the log-in page, per address and per caller."""
    try:
        user = get_adapter().authenticate(request._request, **credentials)
    except ValidationError as error:
        wait = (getattr(error, "params", None) or {}).get("wait")
        raise Refusal("too_many_tries", error.messages[0], status=429, retry_after=wait) from error
    return user if isinstance(user, User) and user.is_active else None


@transaction.atomic
def _issue(user: User) -> dict[str, Any] | None:
    """None if the password, a role or the right to log in changed during the request.

    The lock makes one of the two wait: either the change finds the token, or this finds the change.
    """
    now = User.objects.select_for_update().filter(pk=user.pk, is_active=True).first()
    if now is None or now.access_stamp != user.access_stamp:
        return None
    tokens = get_token_model().objects
    tokens.filter(user=user, expiry__lt=timezone.now()).delete()
    lifetime = timedelta(days=settings.API_TOKEN_DAYS)
    row, token = tokens.create(user=user, expiry=lifetime)
    record("accounts.token_issued", user, actor=user)
    return {"token": token, "expires_at": row.expiry}


class RevokeTokenView(APIView):
    authentication_classes = [ApiTokenAuthentication]
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="auth_token_revoke", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Revokes the token that this request was made with."""
        request.auth.delete()
        user = cast(User, request.user)
        record("accounts.token_revoked", user, actor=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeView(APIView):
    @extend_schema(operation_id="auth_me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Who this token or session belongs to."""
        return Response(MeSerializer(cast(User, request.user)).data)
