"""/api/v1/: uploads and takes."""

from django.urls import path

from practice import api

urlpatterns = [
    path("uploads/", api.UploadsView.as_view(), name="api_uploads"),
    path("uploads/<uuid:clip_id>/", api.UploadView.as_view(), name="api_upload"),
    path("clips/", api.TakesView.as_view(), name="api_clips"),
    path("clips/<uuid:clip_id>/", api.TakeView.as_view(), name="api_clip"),
    path("clips/<uuid:clip_id>/commit/", api.TakeCommitView.as_view(), name="api_commit"),
    path("clips/<uuid:clip_id>/status/", api.TakeStatusView.as_view(), name="api_status"),
    path("clips/<uuid:clip_id>/streams/", api.TakeStreamsView.as_view(), name="api_streams"),
    path("clips/<uuid:clip_id>/segments/", api.SegmentsView.as_view(), name="api_segments"),
    path("clips/<uuid:clip_id>/withdraw/", api.TakeWithdrawView.as_view(), name="api_withdraw"),
    path("clips/<uuid:clip_id>/retry/", api.TakeRetryView.as_view(), name="api_retry"),
]
