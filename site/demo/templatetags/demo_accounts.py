"""The demo accounts on the log-in page, in development only."""

from typing import Any

from django import template
from django.conf import settings

from demo.accounts import ACCOUNTS

register = template.Library()


@register.inclusion_tag("demo/_accounts.html")
def demo_accounts() -> dict[str, Any]:
    shown = ACCOUNTS if settings.SHOW_DEMO_ACCOUNTS else ()
    return {"accounts": [{"email": each.email, "role": each.told} for each in shown]}
