"""Listed before Wagtail's admin URLs, to override some of them."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from courses.admin.image_preview import preview_image
from courses.admin.page_chooser import BrowseFoundView, ChosenFoundView

browse = require_admin_access(BrowseFoundView.as_view())

urlpatterns = [
    path("choose-page/", browse),
    path("choose-page/<int:parent_page_id>/", browse),
    path("choose-page/chosen-multiple/", require_admin_access(ChosenFoundView.as_view())),
    path("images/<int:image_id>/preview/<str:filter_spec>/", require_admin_access(preview_image)),
]
