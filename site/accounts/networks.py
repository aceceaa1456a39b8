"""Which networks may open the admin: ADMIN_NETWORKS, or everywhere if none is named.

The address is the one that our own proxy reports, as in `accounts.limits`, never a caller's claim.
"""

from ipaddress import IPv6Address, ip_address

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpRequest


def may_open_admin(request: HttpRequest) -> bool:
    if not settings.ADMIN_NETWORKS:
        return True
    try:
        caller = ip_address(get_client_ip(request) or "")
    except ValueError:
        return False
    if isinstance(caller, IPv6Address) and caller.ipv4_mapped:
        caller = caller.ipv4_mapped
    return any(caller in network for network in settings.ADMIN_NETWORKS)
