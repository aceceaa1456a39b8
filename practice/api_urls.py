"""/api/v1/: uploads and takes."""

from django.urls import path

from practice import api

urlpatterns = [
    path("uploads/", api.UploadsView.as_view(), name="api_uploads"),
    path("uploads/<uuid:take_id>/", api.UploadView.as_view(), name="api_upload"),
    path("clips/", api.TakesView.as_view(), name="api_takes"),
    path("clips/<uuid:take_id>/", api.TakeView.as_view(), name="api_take"),
    path("clips/<uuid:take_id>/commit/", api.TakeCommitView.as_view(), name="api_commit"),
    path("clips/<uuid:take_id>/status/", api.TakeStatusView.as_view(), name="api_status"),
    path("clips/<uuid:take_id>/streams/", api.TakeStreamsView.as_view(), name="api_streams"),
    path("clips/<uuid:take_id>/segments/", api.SegmentsView.as_view(), name="api_segments"),
    path("clips/<uuid:take_id>/withdraw/", api.TakeWithdrawView.as_view(), name="api_withdraw"),
    path("clips/<uuid:take_id>/retry/", api.TakeRetryView.as_view(), name="api_retry"),
]
