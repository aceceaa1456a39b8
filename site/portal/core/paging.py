"""How lists of the API are paged."""

from rest_framework.pagination import LimitOffsetPagination


class Pages(LimitOffsetPagination):
    """`?limit=` is a wish: nobody has a whole table sent in one answer."""

    max_limit = 200
