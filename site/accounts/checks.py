"""Rules for the settings about who may log in, as system checks."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register()
def admin_networks_shut_somebody_out(**kwargs: Any) -> list[Error]:
    wide = [str(network) for network in settings.ADMIN_NETWORKS if network.prefixlen == 0]
    if not wide:
        return []
    return [
        Error(
            f"ADMIN_NETWORKS holds {', '.join(wide)}, which is every address there is.",
            hint="Name the networks that may open the admin, or none at all.",
            id="practika.E003",
        )
    ]
