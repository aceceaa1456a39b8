"""JWTs for programs that log somebody in: a pair for e-mail and password, and the next pair."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import jwt_tokens
from accounts.limits import place_of
from core import rates
from core.errors import Refusal
from core.refusals_schema import refused
from portal.api.auth import LOGGING_IN, CredentialsSerializer, person_asking


class PairSerializer(serializers.Serializer[Any]):
    access_token = serializers.CharField(help_text="Send it as `Authorization: Bearer …`.")
    refresh_token = serializers.CharField(help_text="Works once, for the next pair.")
    expires_in = serializers.IntegerField(help_text="Seconds of the access token.")


class RefreshSerializer(serializers.Serializer[Any]):
    refresh_token = serializers.CharField(max_length=4096)


class JWTView(APIView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="auth_jwt_create",
        request=CredentialsSerializer,
        responses={200: PairSerializer, **LOGGING_IN},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """A pair of JWTs for e-mail and password. Its log-in is listed in the person's profile."""
        person = person_asking(request)
        return _answer(jwt_tokens.issue(request._request, person))


class RefreshJWTView(APIView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="auth_jwt_refresh",
        request=RefreshSerializer,
        responses={
            200: PairSerializer,
            **refused(401, "The refresh token was used, has ended or is wrong: `token_ended`."),
            **refused(429, "Too many requests: `too_fast`."),
        },
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """The next pair; the refresh token that was sent is used up."""
        rates.take("token_requests", place_of(request._request))
        asked = RefreshSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        pair = jwt_tokens.refresh(asked.validated_data["refresh_token"])
        if pair is None:
            text = _("This log-in has ended. Log in again.")
            raise Refusal("token_ended", text, status=status.HTTP_401_UNAUTHORIZED)
        return _answer(pair)


def _answer(pair: tuple[str, str]) -> Response:
    access, refresh = pair
    seconds = settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN
    found = {"access_token": access, "refresh_token": refresh, "expires_in": seconds}
    return Response(PairSerializer(found).data, headers={"Cache-Control": "no-store"})
