"""URLs of practice, below /practice/."""

from django.urls import path

from practice import views

app_name = "practice"
urlpatterns = [
    path("", views.my_practice, name="my_practice"),
    path("exercises/<uuid:uid>/takes/", views.exercise_takes, name="exercise_takes"),
    path("takes/<uuid:take_id>/", views.take, name="take"),
    path("takes/<uuid:take_id>/brief/", views.take_brief, name="take_brief"),
    path("takes/<uuid:take_id>/withdraw/", views.withdraw, name="take_withdraw"),
    path("takes/<uuid:take_id>/erase/", views.erase, name="take_erase"),
    path("takes/<uuid:take_id>/retry/", views.retry, name="take_retry"),
    path("takes/<uuid:take_id>/segments/", views.make_segment, name="take_segments"),
]
