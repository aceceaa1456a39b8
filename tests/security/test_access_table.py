"""Who gets what answer from which address: every route of the URLconf has its line.

A line: verb, route as the URLconf writes it, what stands in its place (see `_objects`), then one
answer a person. `login` is a redirect to the log-in page. A new route without a line fails here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from accounts.api_tokens import create_token
from accounts.models import ApiToken, User
from accounts.roles import Role
from accounts.scopes import EVERYTHING
from courses.models import PeerVisibility
from feedback.models import ModerationCase
from feedback.moderation import subjects
from feedback.moderation.reports import report
from tests import factories
from tests.plugins.storage import fetch
from tests.security.routes import all_routes
from tests.security.world import PEOPLE, SECRET, World, client_of
from videos.models import CourseStorage, PersonStorage, VideoClip
from videos.storage.library_files import LibraryFiles
from videos.watching import passes

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

TABLE = """
#                  anonymous student classmate stranger teacher other_teacher editor admin
GET  core/health/ -                                  200   200 200 200  200 200  200 200
GET  core/health/live/ -                             200   200 200 200  200 200  200 200
GET  core/health/ready/ -                            200   200 200 200  200 200  200 200
GET  metrics/ -                                      404   404 404 404  404 404  404 404

# Accounts: allauth's pages, as far as people without an account are let in
GET  account/login/ -                                200   302 302 302  302 302  302 302
GET  account/logout/ -                               302   200 200 200  200 200  200 200
GET  account/inactive/ -                             200   200 200 200  200 200  200 200
GET  account/signup/ -                               200   302 302 302  302 302  302 302
GET  account/reauthenticate/ -                       login 200 200 200  200 200  200 200
GET  account/email/ -                                login 200 200 200  200 200  200 200
GET  account/confirm-email/ -                        200   200 200 200  200 200  200 200
GET  account/password/change/ -                      login 200 200 200  200 200  200 200
GET  account/password/set/ -                         login 302 302 302  302 302  302 302
GET  account/password/reset/ -                       200   200 200 200  200 200  200 200
GET  account/password/reset/done/ -                  200   200 200 200  200 200  200 200
GET  account/password/reset/key/done/ -              200   200 200 200  200 200  200 200
GET  account/login/code/ -                           200   302 302 302  302 302  302 302
GET  account/login/code/confirm/ -                   login 302 302 302  302 302  302 302
GET  account/^confirm-email/(?P<key>[-:\\w]+)/$ key=abc
                                                     200   200 200 200  200 200  200 200
GET  ^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$ uidb36=1 key=set
                                                     200   200 200 200  200 200  200 200
GET  account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$ uidb36=1 key=set
                                                     200   200 200 200  200 200  200 200
GET  _util/login/ -                                  login login login login login login login login
GET  account/session/ -                              200   200 200 200  200 200  200 200
GET  account/tokens/ -                               login 200 200 200  200 200  200 200
POST account/tokens/create/ -                        login 302 302 302  302 302  302 302
POST account/tokens/<uuid:pk>/revoke/ api_token      login 302 404 404  404 404  404 404
GET  account/two-step/ -                             login 200 200 200  200 200  200 200
GET  account/two-step/authenticate/ -                login 302 302 302  302 302  302 302
GET  account/two-step/reauthenticate/ -              login 302 302 302  302 302  302 302
GET  account/two-step/totp/activate/ -               login 302 302 302  302 302  302 302
GET  account/two-step/totp/deactivate/ -             login 404 404 404  404 404  404 404
GET  account/two-step/recovery-codes/ -              login 404 404 404  404 404  404 404
GET  account/two-step/recovery-codes/generate/ -     login 302 302 302  302 302  302 302
GET  account/two-step/recovery-codes/download/ -     login 404 404 404  404 404  404 404
GET  account/two-step/webauthn/ -                    login 200 200 200  200 200  200 200
GET  account/two-step/webauthn/add/ -                login 302 302 302  302 302  302 302
GET  account/two-step/webauthn/reauthenticate/ -     login 302 302 302  302 302  302 302
GET  account/two-step/webauthn/keys/<int:pk>/remove/ pk=1
                                                     login 302 302 302  302 302  302 302
GET  account/two-step/webauthn/keys/<int:pk>/edit/ pk=1
                                                     login 302 302 302  302 302  302 302
GET  account/two-step/webauthn/login/ -              login 302 302 302  302 302  302 302
GET  account/sessions/ -                             login 200 200 200  200 200  200 200
POST account/sessions/<int:pk>/end/ session          login 302 404 404  404 404  404 404
GET  account/may-send-files/ -                       403   403 403 403  204 204  204 204
GET  profile/ -                                      login 200 200 200  200 200  200 200

# Invitations: an unknown link says what to do, with 404; nobody here has opened one
GET  invitations/ -                                  404   404 404 404  404 404  404 404
GET  invitations/<str:token>/ token=abc              404   404 404 404  404 404  404 404
POST invitations/join/ -                             login 404 404 404  404 404  404 404
GET  join/<str:token>/ token=abc                     404   404 404 404  404 404  404 404
POST join/<str:token>/ token=abc                     404   404 404 404  404 404  404 404
# Nobody has opened the course for joining; who is in it is led there
GET  open-courses/ -                                 login 404 404 404  404 404  404 404
GET  open-courses/<uuid:uid>/ course                 login 302 302 404  302 404  302 302
POST open-courses/<uuid:uid>/ course                 login 302 302 404  302 404  302 302
GET  open-courses/<uuid:uid>/leave/ course           login 404 404 404  404 404  404 404
POST open-courses/<uuid:uid>/leave/ course           login 404 404 404  404 404  404 404
GET  welcome/ -                                      login 200 200 200  200 200  200 200
GET  welcome/you/ -                                  login 200 200 200  200 200  200 200

# Pages
GET  ^((?:[\\w\\-]+/)*)$ front                         200   200 200 200  200 200  200 200
GET  ^((?:[\\w\\-]+/)*)$ index                         login 200 200 200  200 200  200 200
GET  ^((?:[\\w\\-]+/)*)$ course                        login 200 200 404  200 404  200 200
GET  ^((?:[\\w\\-]+/)*)$ exercise                      login 200 200 404  200 404  200 200
GET  ^((?:[\\w\\-]+/)*)$ draft_lesson                  404   404 404 404  404 404  404 404
GET  search/ q=draft                                 login 200 200 200  200 200  200 200
GET  courses/new/ -                                  login 403 403 403  302 302  302 302
GET  documents/^(\\d+)/(.*)$ document                 404   200 200 404  200 200  200 200
GET  documents/authenticate_with_password/<int:restriction_id>/ restriction_id=1
                                                     404   404 404 404  404 404  404 404
GET  _util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/
     page_view_restriction_id=1 page_id=1
                                                     404   404 404 404  404 404  404 404
GET  media/images/<path:name> picture                404   200 200 404  200 200  200 200
GET  media/images/<path:name> original_picture       404   404 404 404  404 404  404 404

# Practice
GET  practice/ -                                     login 200 200 200  200 200  200 200
GET  practice/exercises/<uuid:uid>/takes/ exercise   login 200 200 404  200 404  200 200
GET  practice/takes/<uuid:take_id>/ take             login 200 404 404  200 404  200 200
GET  practice/takes/<uuid:take_id>/ in_review        login 200 404 404  200 404  200 200
GET  practice/takes/<uuid:take_id>/ uploading        login 200 404 404  404 404  200 200
GET  practice/takes/<uuid:take_id>/brief/ take       login 200 404 404  200 404  200 200
GET  practice/takes/<uuid:take_id>/withdraw/ take    login 200 404 404  404 404  404 404
POST practice/takes/<uuid:take_id>/withdraw/ take    login 302 404 404  404 404  404 404
GET  practice/takes/<uuid:take_id>/erase/ take       login 404 404 404  404 404  404 200
POST practice/takes/<uuid:take_id>/erase/ take       login 404 404 404  404 404  404 302
POST practice/takes/<uuid:take_id>/retry/ take       login 302 404 404  302 404  302 302
POST practice/takes/<uuid:take_id>/segments/ take    login 422 404 404  422 404  422 422
POST takes/<uuid:take_id>/threads/ take              login 302 404 404  302 404  404 302
POST threads/<uuid:thread_id>/messages/ thread       login 302 404 404  302 404  404 302
POST threads/<uuid:thread_id>/settle/ thread         login 404 404 404  302 404  404 302
POST threads/<uuid:thread_id>/close/ thread          login 404 404 404  302 404  302 302
# Nobody reports their own
GET  messages/<uuid:message_id>/report/ message      login 404 404 404  200 404  200 200
POST messages/<uuid:message_id>/report/ message      login 404 404 404  302 404  302 302
GET  remarks/<uuid:marker_uid>/report/ remark        login 200 404 404  404 404  200 200
POST remarks/<uuid:marker_uid>/report/ remark        login 302 404 404  404 404  302 302
GET  takes/<uuid:take_id>/report/ take               login 404 404 404  200 404  200 200
POST takes/<uuid:take_id>/report/ take               login 404 404 404  302 404  302 302
GET  people/<uuid:person_id>/report/ name_of_teacher login 200 404 404  404 404  200 200
POST people/<uuid:person_id>/report/ name_of_teacher login 302 404 404  404 404  302 302
GET  reports/ -                                      login 200 200 200  200 200  200 200

# Videos and their bytes
GET  videos/<uuid:asset_id>/master.m3u8 take         404   200 404 404  200 404  200 200
GET  videos/<uuid:asset_id>/poster.jpg take          404   302 404 404  302 404  302 302
GET  videos/<uuid:asset_id>/original take            404   302 404 404  302 404  302 302
GET  videos/<uuid:asset_id>/status/ take             404   200 404 404  200 404  200 200
POST videos/<uuid:asset_id>/retry/ take              404   302 404 404  302 404  302 302
POST videos/<uuid:asset_id>/sound/ take              404   302 404 404  302 404  302 302
GET  videos/<uuid:asset_id>/<rendition:name>.m3u8 take
                                                     404   200 404 404  200 404  200 200
GET  videos/<uuid:asset_id>/<rendition:name>.mp4 take
                                                     404   302 404 404  302 404  302 302
GET  videos/clips/<uuid:clip_id>/master.m3u8 span    404   200 404 404  200 404  200 200
GET  videos/clips/<uuid:clip_id>/poster.jpg span     404   302 404 404  302 404  302 302
GET  videos/clips/<uuid:clip_id>/clip.mp4 span       404   302 404 404  302 404  302 302
GET  videos/clips/<uuid:clip_id>/<rendition:name>.m3u8 span
                                                     404   200 404 404  200 404  200 200
GET  videos/<uuid:asset_id>/master.m3u8 library      404   200 200 404  200 404  200 200
GET  videos/<uuid:asset_id>/<rendition:name>.mp4 library
                                                     404   302 302 404  302 404  302 302
GET  videos/<uuid:asset_id>/original library         404   404 404 404  302 404  302 302
# An address for players is the right itself; somebody else's browser is told apart
GET  videos/watch/<str:token>/master.m3u8 pass       200   200 404 404  404 404  404 404
GET  videos/watch/<str:token>/poster.jpg pass        302   302 404 404  404 404  404 404
GET  videos/watch/<str:token>/<rendition:name>.m3u8 pass
                                                     200   200 404 404  404 404  404 404
GET  videos/watch/<str:token>/<rendition:name>.mp4 pass
                                                     302   302 404 404  404 404  404 404
GET  videos/watch/<str:token>/clip.mp4 clip_pass     302   302 404 404  404 404  404 404
GET  videos/watch/<str:token>/master.m3u8 video_token
                                                     404   404 404 404  404 404  404 404
# A take that all learners of the other teacher's course may watch; the teacher learns there
GET  videos/<uuid:asset_id>/master.m3u8 shared       404   200 200 404  200 200  200 200
GET  videos/<uuid:asset_id>/original shared          404   302 404 404  404 302  302 302
POST videos/<uuid:asset_id>/retry/ shared            404   302 404 404  404 302  302 302
GET  practice/takes/<uuid:take_id>/ shared           login 200 200 404  200 200  200 200
POST practice/takes/<uuid:take_id>/retry/ shared     login 302 302 404  302 302  302 302
POST api/v1/clips/<uuid:take_id>/retry/ shared       401   200 409 404  409 200  409 200
POST api/v1/clips/<uuid:take_id>/segments/ shared    401   201 409 404  409 201  409 201
GET  api/v1/clips/<uuid:take_id>/threads/ shared     401   200 200 404  200 200  200 200
POST api/v1/clips/<uuid:take_id>/threads/ shared     401   201 404 404  404 201  404 201
POST api/v1/clips/<uuid:take_id>/feedback/ shared    401   404 404 404  404 201  404 201
GET  storage/get/<str:token> video_token             404   200 404 404  404 404  404 404
GET  storage/get/<str:token> poster_token            404   200 404 404  404 404  404 404
GET  storage/get/<str:token> original_token          404   200 404 404  404 404  404 404
PUT  storage/put/<str:token> video_token             403   403 403 403  403 403  403 403
GET  storage/may-put/<str:token> video_token         404   404 404 404  404 404  404 404

# The API
GET  api/v1/schema/ -                                200   200 200 200  200 200  200 200
GET  docs/ -                                         200   200 200 200  200 200  200 200
POST api/v1/auth/token/ -                            400   400 400 400  400 400  400 400
POST api/v1/auth/token/revoke/ -                     401   401 401 401  401 401  401 401
POST api/v1/auth/jwt/ -                              400   400 400 400  400 400  400 400
POST api/v1/auth/jwt/refresh/ -                      400   400 400 400  400 400  400 400
GET  api/v1/auth/me/ -                               401   200 200 200  200 200  200 200
GET  api/v1/exercises/ -                             401   200 200 200  200 200  200 200
GET  api/v1/exercises/<uuid:uid>/ exercise           401   200 200 404  200 404  200 200
POST api/v1/uploads/ exercise                        401   201 201 404  201 404  201 201
GET  api/v1/uploads/<uuid:take_id>/ uploading        401   200 404 404  404 404  404 404
DELETE api/v1/uploads/<uuid:take_id>/ uploading      401   204 404 404  404 404  404 404
DELETE api/v1/uploads/<uuid:take_id>/ take           401   409 404 404  404 404  404 404
GET  api/v1/clips/ -                                 401   200 200 200  200 200  200 200
GET  api/v1/clips/<uuid:take_id>/ take               401   200 404 404  200 404  200 200
GET  api/v1/clips/<uuid:take_id>/ uploading          401   200 404 404  404 404  200 200
POST api/v1/clips/<uuid:take_id>/commit/ take        401   200 404 404  404 404  404 404
POST api/v1/clips/<uuid:take_id>/commit/ uploading   401   409 404 404  404 404  404 404
GET  api/v1/clips/<uuid:take_id>/status/ take        401   200 404 404  200 404  200 200
GET  api/v1/clips/<uuid:take_id>/streams/ take       401   200 404 404  200 404  200 200
GET  api/v1/clips/<uuid:take_id>/segments/ take      401   200 404 404  200 404  200 200
POST api/v1/clips/<uuid:take_id>/segments/ take      401   201 404 404  201 404  409 201
POST api/v1/clips/<uuid:take_id>/withdraw/ take      401   409 404 404  404 404  404 404
POST api/v1/clips/<uuid:take_id>/retry/ take         401   409 404 404  409 404  409 409
GET  api/v1/clips/<uuid:take_id>/feedback/ take      401   200 404 404  200 404  200 200
POST api/v1/clips/<uuid:take_id>/feedback/ take      401   404 404 404  200 404  404 201
GET  api/v1/clips/<uuid:take_id>/threads/ take       401   200 404 404  200 404  200 200
POST api/v1/clips/<uuid:take_id>/threads/ take       401   201 404 404  201 404  404 201
GET  api/v1/feedback/<uuid:feedback_id>/ released    401   200 404 404  200 404  200 200
GET  api/v1/feedback/<uuid:feedback_id>/ draft       401   404 404 404  200 404  200 200
PATCH api/v1/feedback/<uuid:feedback_id>/ released   401   404 404 404  200 404  404 200
PATCH api/v1/feedback/<uuid:feedback_id>/ draft      401   404 404 404  200 404  404 200
GET  api/v1/feedback/<uuid:feedback_id>/markers/ released
                                                     401   200 404 404  200 404  200 200
GET  api/v1/feedback/<uuid:feedback_id>/markers/ draft
                                                     401   404 404 404  200 404  200 200
POST api/v1/feedback/<uuid:feedback_id>/markers/ draft
                                                     401   404 404 404  201 404  404 201
POST api/v1/feedback/<uuid:feedback_id>/release/ draft
                                                     401   404 404 404  200 404  404 200
# What a teacher wrote is not handed on: see tests/feedback/test_assistants.py
POST api/v1/feedback/<uuid:feedback_id>/hand-on/ draft
                                                     401   404 404 404  403 404  404 403
POST api/v1/feedback/<uuid:feedback_id>/send-back/ draft
                                                     401   404 404 404  404 404  404 404
GET  api/v1/threads/<uuid:thread_id>/messages/ thread
                                                     401   200 404 404  200 404  200 200
POST api/v1/threads/<uuid:thread_id>/messages/ thread
                                                     401   201 404 404  201 404  404 201

# The admin: what is ours, and the doors of Wagtail's own that lead to courses and people
GET  admin/ -                                        login 403 403 403  200 200  200 200
GET  admin/choose-page/ -                            login 403 403 403  200 200  200 200
GET  admin/choose-page/<int:parent_page_id>/ exercise
                                                     login 403 403 403  200 404  200 200
GET  admin/choose-page/chosen-multiple/ -            login 403 403 403  200 200  200 200
GET  admin/choose-teacher/ -                         login 403 403 403  200 200  200 200
GET  admin/choose-assistant/ -                       login 403 403 403  200 200  200 200
GET  admin/choose-student/ -                         login 403 403 403  200 200  200 200
GET  admin/feedback/queue/ -                         login 403 403 403  200 200  302 200
GET  admin/feedback/desk/<uuid:take_id>/ take        login 403 403 403  302 404  404 302
GET  admin/feedback/desk/<uuid:take_id>/talk/ take   login 403 403 403  200 404  404 200
# Nothing is handed on here: see tests/feedback/test_assistants.py
GET  admin/feedback/queue/<uuid:feedback_id>/send-back/ draft
                                                     login 403 403 403  404 404  404 404
GET  admin/find/ -                                   login 403 403 403  200 200  200 200
GET  admin/find/students/<uuid:student_id>/ outsider login 403 403 403  404 404  200 200
GET  admin/courses/demo-player/ video                login 403 403 403  200 404  200 200
GET  admin/courses/chosen-video/ video               login 403 403 403  200 404  200 200
GET  admin/course-list/ -                            login 403 403 403  200 200  200 200
GET  admin/class-list/ -                             login 403 403 403  200 200  200 200
GET  admin/class-list/add/ -                         login 403 403 403  200 200  200 200
POST admin/class-list/waiting/ -                     login 403 403 403  302 302  302 302
GET  admin/class-list/delete/<uuid:pk>/ enrolment    login 403 403 403  200 404  200 200
POST admin/class-list/delete/<uuid:pk>/ enrolment    login 403 403 403  302 404  302 302
GET  admin/snippets/feedback/feedback/ -             login 403 403 403  200 200  200 200
GET  admin/snippets/feedback/feedback/add/ -         login 403 403 403  302 302  302 302
GET  admin/snippets/feedback/feedback/edit/<uuid:pk>/ draft
                                                     login 403 403 403  200 404  302 200
GET  admin/snippets/feedback/feedback/delete/<uuid:pk>/ draft
                                                     login 403 403 403  302 404  302 302
GET  admin/snippets/feedback/feedback/history/<uuid:pk>/ draft
                                                     login 403 403 403  200 404  302 200
GET  admin/snippets/feedback/feedback/inspect/<uuid:pk>/ draft
                                                     login 403 403 403  200 404  200 200
GET  admin/snippets/feedback/feedback/usage/<uuid:pk>/ draft
                                                     login 403 403 403  200 404  302 200
POST admin/snippets/feedback/feedback/unpublish/<uuid:pk>/ released
                                                     login 403 403 403  302 404  302 302
GET  admin/moderation/ -                             login 403 403 403  302 302  200 200
GET  admin/moderation/results/ -                     login 403 403 403  302 302  200 200
GET  admin/moderation/inspect/<uuid:pk>/ case        login 403 403 403  302 302  200 200
POST admin/moderation/inspect/<uuid:pk>/ case        login 403 403 403  302 302  302 302
GET  admin/bulk/<str:app_label>/<str:model_name>/<str:action>/ hide
                                                     login 403 403 403  302 302  200 200
GET  admin/hold-rules/ -                             login 403 403 403  302 302  200 200
GET  admin/hold-rules/new/ -                         login 403 403 403  302 302  200 200
GET  admin/jobs/ -                                   login 403 403 403  302 302  200 200
GET  admin/jobs/results/ -                           login 403 403 403  302 302  200 200
GET  admin/jobs/now/ -                               login 403 403 403  302 302  200 200
GET  admin/jobs/inspect/<uuid:pk>/ job               login 403 403 403  302 302  200 200
GET  admin/videos/ -                                 login 403 403 403  302 302  200 200
GET  admin/videos/results/ -                         login 403 403 403  302 302  200 200
GET  admin/videos/inspect/<uuid:pk>/ video_of_take   login 403 403 403  302 302  200 200
GET  admin/storage-by-person/ -                      login 403 403 403  302 302  302 200
GET  admin/storage-by-person/results/ -              login 403 403 403  302 302  302 200
GET  admin/storage-by-person/edit/<int:pk>/ person_storage
                                                     login 403 403 403  302 302  302 200
GET  admin/storage-by-course/ -                      login 403 403 403  302 302  302 200
GET  admin/storage-by-course/results/ -              login 403 403 403  302 302  302 200
GET  admin/storage-by-course/edit/<uuid:pk>/ course_storage
                                                     login 403 403 403  302 302  302 200
POST admin/storage-by-person/edit/<int:pk>/ person_storage
                                                     login 403 403 403  302 302  302 302
GET  admin/storage-by-person/for/<uuid:key>/ holder
                                                     login 403 403 403  302 302  302 302
GET  admin/storage-by-course/for/<uuid:key>/ held_course
                                                     login 403 403 403  302 302  302 302
GET  admin/bulk/<str:app_label>/<str:model_name>/<str:action>/ cancel
                                                     login 403 403 403  302 302  200 200
POST admin/bulk/<str:app_label>/<str:model_name>/<str:action>/ cancel
                                                     login 403 403 403  302 302  302 302
GET  admin/media/ -                                  login 403 403 403  200 200  200 200
GET  admin/media/edit/<int:media_id>/ library        login 403 403 403  302 302  200 200
GET  admin/media/delete/<int:media_id>/ library      login 403 403 403  302 302  200 200
GET  admin/media/chooser/<int:media_id>/ library     login 403 403 403  302 302  200 200
GET  admin/documents/edit/<int:document_id>/ document
                                                     login 403 403 403  200 302  200 200
GET  admin/pages/<int:page_id>/edit/ exercise        login 403 403 403  200 302  200 200
GET  admin/pages/<int:page_id>/copy/ exercise        login 403 403 403  200 302  200 200
GET  admin/pages/<int:page_to_move_id>/move/ exercise
                                                     login 403 403 403  200 302  200 200
GET  admin/pages/<int:page_id>/history/ exercise     login 403 403 403  200 302  200 200
GET  admin/pages/<int:page_id>/view_draft/ draft_lesson
                                                     login 403 403 403  200 302  200 200
GET  admin/api/main/^pages/<int:pk>/ draft_lesson    login 403 403 403  200 404  200 200
GET  admin/reports/site-history/ -                   login 403 403 403  403 403  200 200
GET  admin/users/ -                                  login 403 403 403  302 302  302 200
GET  admin/users/delete/<uuid:pk>/ person            login 403 403 403  302 302  302 200
POST admin/users/delete/<uuid:pk>/ person            login 403 403 403  302 302  302 200
GET  admin/groups/ -                                 login 403 403 403  302 302  302 200
GET  admin/groups/delete/<int:pk>/ role              login 403 403 403  302 302  302 302
GET  admin/groups/delete/<int:pk>/ group             login 403 403 403  302 302  302 200
GET  admin/sites/ -                                  login 403 403 403  302 302  302 302

# At the end, as it gives each browser another session
POST account/sessions/end/ -                         login 302 302 302  302 302  302 302
"""

BODIES: dict[str, dict[str, Any]] = {
    "api/v1/uploads/": {"filename": "take.mp4", "size_bytes": 5},
    "api/v1/clips/<uuid:take_id>/segments/": {"start_ms": 0, "end_ms": 500},
    "api/v1/clips/<uuid:take_id>/threads/": {"text": "Hello"},
    "api/v1/threads/<uuid:thread_id>/messages/": {"text": "Hello"},
    "api/v1/feedback/<uuid:feedback_id>/": {"summary": "Good"},
    "api/v1/feedback/<uuid:feedback_id>/markers/": {"start_ms": 0, "text": "Here"},
    "api/v1/feedback/<uuid:feedback_id>/send-back/": {"words": "More"},
    "takes/<uuid:take_id>/threads/": {"text": "Hello"},
    "threads/<uuid:thread_id>/messages/": {"text": "Hello"},
    "messages/<uuid:message_id>/report/": {"reason": "rude"},
    "remarks/<uuid:marker_uid>/report/": {"reason": "rude"},
    "takes/<uuid:take_id>/report/": {"reason": "rude"},
    "people/<uuid:person_id>/report/": {"reason": "rude"},
}
# Ours in name only: allauth's views with another form, which answer every verb with their page.
ALLAUTHS = {
    "account/login/",
    "account/email/",
    "^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
}
OPEN_IN_ADMIN = {
    # Wagtail's own log-in doors lead to ours; what resets passwords is closed.
    "admin/login/": 302,
    "admin/logout/": 302,
    "admin/password_reset/": 302,
    "admin/jsi18n/": 200,
    "admin/sprite/": 200,
}


@dataclass(frozen=True)
class Line:
    verb: str
    route: str
    subject: str
    answers: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.verb} {self.route} {self.subject}"


def lines() -> list[Line]:
    words = " ".join(row for row in TABLE.splitlines() if not row.startswith("#")).split()
    return list(_read(iter(words)))


def _read(words: Iterator[str]) -> Iterator[Line]:
    for verb in words:
        route, subject = next(words), [next(words)]
        answers: list[str] = []
        while len(answers) < len(PEOPLE):
            word = next(words)
            (answers if word == "login" or word.isdigit() else subject).append(word)
        yield Line(verb, route, " ".join(subject), tuple(answers))


def test_every_route_has_a_line() -> None:
    """Of Wagtail's own admin, the tests below hold the doors of all that has no line."""
    listed = {line.route for line in lines()}
    routes = {route.pattern for route in all_routes() if not route.is_admin or route.is_ours}

    missing = routes - listed - set(OPEN_IN_ADMIN)
    assert missing - _made_by_wagtail(missing) == set()
    assert listed - {route.pattern for route in all_routes()} == set()


def _made_by_wagtail(patterns: set[str]) -> set[str]:
    """Views of our viewsets that are Wagtail's own, checked below for who may not enter."""
    made = (
        "snippets/",
        "class-list/",
        "course-list/",
        "hold-rules/",
        "users/",
        "choose-teacher/",
        "choose-assistant/",
        "choose-student/",
    )
    inside = tuple(f"admin/{prefix}" for prefix in made)
    return {pattern for pattern in patterns if pattern.startswith(inside)}


@pytest.mark.usefixtures("local_storage")  # whose addresses have lines of their own
def test_answers_are_those_of_the_table(world: World) -> None:
    objects = _objects(world)
    wrong = [
        f"{line.name}: {person} got {got}, not {wanted}"
        for line in lines()
        for person, wanted in zip(PEOPLE, line.answers, strict=True)
        if (got := _answer(world, person, line, objects[line.subject])) != wanted
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("local_storage")
def test_verbs_missing_from_the_table_do_nothing(world: World) -> None:
    objects, known = _objects(world), {(line.verb, line.route) for line in lines()}
    known |= {("POST", "profile/"), ("POST", "welcome/you/")}
    ours = {route.pattern for route in all_routes() if route.is_ours and not route.is_admin}
    seen: set[tuple[str, str]] = set()
    odd = []
    for line in lines():
        for verb in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"):
            if (verb, line.route) in known | seen or line.route not in ours - ALLAUTHS:
                continue
            seen.add((verb, line.route))
            other = Line(verb, line.route, line.subject, line.answers)
            for person in ("anonymous", "student", "admin"):
                got = _answer(world, person, other, objects[line.subject])
                if got not in ("400", "401", "403", "404", "405", "429", "login"):
                    odd.append(f"{other.name}: {person} got {got}")

    assert not odd, "\n".join(odd)


def test_the_admin_is_closed_to_everyone_without_its_right(world: World) -> None:
    odd = []
    for route in all_routes():
        if not route.is_admin:
            continue
        url = _any_url(route.pattern)
        for person, verb in (("anonymous", "get"), ("anonymous", "post"), ("student", "post")):
            with transaction.atomic():
                response = getattr(world.clients[person], verb)(url)
                transaction.set_rollback(True)
            got = _told(response)
            wanted = {"403"} if person == "student" else {"login", "404", "403", "405"}
            if got not in wanted and OPEN_IN_ADMIN.get(route.pattern) != response.status_code:
                odd.append(f"{verb} {url}: {person} got {got}")

    assert not odd, "\n".join(odd)


def test_nobody_else_can_read_any_of_it(world: World) -> None:
    """Whatever the status: the student's words and drafts are in no answer to those outside."""
    objects = _objects(world)
    told = []
    for line in lines():
        if line.verb != "GET":
            continue
        for person in ("anonymous", "stranger", "other_teacher"):
            response = _ask(world, person, line, objects[line.subject])
            if SECRET.encode() in _body(response):
                told.append(f"{line.name}: {person}")
    for url in _lists_of_the_admin(world):
        response = world.clients["other_teacher"].get(url)
        if SECRET.encode() in _body(response):
            told.append(f"{url}: other_teacher")

    assert not told, "\n".join(told)


def _lists_of_the_admin(world: World) -> list[str]:
    return [
        "/admin/pages/search/?q=draft",
        "/admin/api/main/pages/",
        f"/admin/choose-page/{world.draft_lesson.get_parent().pk}/",
        "/admin/choose-page/search/?q=draft",
        f"/admin/pages/{world.draft_lesson.get_parent().pk}/",
        "/admin/pages/usage/courses/lesson/",
        "/admin/media/",
        "/admin/media/chooser/",
        "/admin/reports/site-history/?export=csv",
        "/admin/reports/aging-pages/",
        "/admin/reports/page-types-usage/",
        "/admin/feedback/queue/",
        "/admin/find/?q=draft",
        "/admin/snippets/feedback/feedback/",
        "/admin/moderation/",
    ]


@pytest.mark.usefixtures("local_storage")
def test_a_media_url_is_useless_to_others(world: World) -> None:
    rendition = world.take.asset.renditions.first()
    assert rendition is not None
    for key in (rendition.key, world.take.asset.poster_key, world.take.asset.original_key):
        url = world.media_url(key)
        assert len(_body(world.clients["student"].get(url))) > 100
        for person in PEOPLE:
            if person != "student":
                response = world.clients[person].get(url)
                assert (response.status_code, len(_body(response)) < 100) == (404, True), person


def _answer(world: World, person: str, line: Line, given: dict[str, Any]) -> str:
    with transaction.atomic():
        response = _ask(world, person, line, given)
        transaction.set_rollback(True)
    _body(response)  # a file that is not read to its end stays open until somebody else's test
    return _told(response)


def _told(response: HttpResponse) -> str:
    log_in = ("/account/login/", "/admin/login/")
    if response.status_code != 302:
        return str(response.status_code)
    to = response["Location"]
    if settings.S3_ENDPOINT_URL and to.startswith(settings.S3_ENDPOINT_URL):
        return str(fetch(to).status)  # the bucket hands out files in our place
    return "login" if to.startswith(log_in) else "302"


def _ask(world: World, person: str, line: Line, given: dict[str, Any]) -> Any:
    url = _fill(line.route, given)
    body = dict(BODIES.get(line.route, {}))
    if line.route == "api/v1/uploads/":
        body["exercise"] = str(world.exercise.uid)
    client = world.clients[person]
    if line.verb in ("GET", "DELETE", "TRACE"):
        return getattr(client, line.verb.lower())(url)
    is_form = line.verb == "POST" and not line.route.startswith("api/")
    kind = {} if is_form else {"content_type": "application/json"}
    return getattr(client, line.verb.lower())(url, body, **kind)


def _body(response: Any) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)
    content: bytes = response.content
    return content


def _fill(route: str, given: dict[str, Any]) -> str:
    """The route with its places filled; what has no place becomes the query."""
    if route.startswith("^((?:"):
        return f"/{given['path']}"
    if route.startswith("documents/^"):
        return str(given["url"])
    places = {name: given[name] for name in given if f"{name}>" in route}
    for name, value in places.items():
        route = _replaced(route, name, str(value))
    query = "&".join(f"{k}={v}" for k, v in given.items() if k == "q" or k == "video")
    url = "/" + route.replace("^", "").replace("$", "")
    return f"{url}?{query}" if query else url


def _replaced(route: str, name: str, value: str) -> str:
    route = re.sub(rf"\(\?P<{name}>(?:\[[^]]*\]\+?|[^()])*\)", value, route)
    return re.sub(rf"<(?:\w+:)?{name}>", value, route)


def _any_url(pattern: str) -> str:
    """Some address of this form; what it names need not exist."""
    some = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000", "str": "a", "slug": "a"}
    url = re.sub(r"<(\w+):\w+>", lambda match: some[match[1]], pattern)
    url = re.sub(r"\(\?P<media_type>[^)]*\)", "video", url)
    url = re.sub(r"\(\?P<\w+>[^)]*\)", "1", url).replace(r"\.", ".").replace(".*", "nothing")
    return "/" + re.sub(r"[\^$]", "", url)


def _another_session_of(person: User) -> UserSession:
    key = client_of(person).session.session_key
    return UserSession.objects.create(user=person, session_key=key, ip="192.0.2.7")


def _token_of(person: User) -> ApiToken:
    return create_token(actor=person, name="Script", allowed=EVERYTHING, days=7)[0]


def _objects(world: World) -> dict[str, dict[str, Any]]:
    take, library, asset = world.take, world.library, world.take.asset
    rendition = asset.renditions.first()
    assert rendition is not None
    VideoClip.objects.filter(pk=world.segment.video_clip_id).update(processing_status="ready")
    picture = _picture(world)
    message = world.thread.messages.get()
    case = _reported(world, message.pk)

    def token(key: str) -> dict[str, Any]:
        return {"token": world.media_url(key).rsplit("/", 1)[1]}

    def page(page: Any) -> dict[str, Any]:
        keys = {"page_id": page.pk, "pk": page.pk, "page_to_move_id": page.pk}
        keys |= {"parent_page_id": page.pk}
        return keys | {"path": page.get_url().lstrip("/"), "uid": getattr(page, "uid", None)}

    index = world.course.get_parent()
    return {
        "-": {},
        "q=draft": {"q": "draft"},
        "pk=1": {"pk": 1},
        "api_token": {"pk": _token_of(world.users["student"]).pk},
        "session": {"pk": _another_session_of(world.users["student"]).pk},
        "key=abc": {"key": "abc"},
        "token=abc": {"token": "abc"},
        "uidb36=1 key=set": {"uidb36": "1", "key": "set"},
        "restriction_id=1": {"restriction_id": 1},
        "page_view_restriction_id=1 page_id=1": {"page_view_restriction_id": 1, "page_id": 1},
        "front": {"path": ""},
        "index": page(index),
        "course": page(world.course),
        "exercise": page(world.exercise),
        "draft_lesson": page(world.draft_lesson),
        "person": {"pk": world.users["student"].pk},
        "role": {"pk": Group.objects.get(name=Role.TEACHER).pk},
        "group": {"pk": Group.objects.create(name="Orchestra").pk},
        "outsider": {"student_id": world.users["stranger"].pk},
        "document": {"url": world.document.url, "document_id": world.document.pk},
        "picture": {"name": picture.file.name.removeprefix("images/")},
        "original_picture": {"name": picture.image.file.name.removeprefix("original_images/")},
        "take": {"take_id": take.pk, "asset_id": asset.pk, "name": rendition.name},
        "shared": _shared(world),
        "in_review": {"take_id": world.in_review.pk},
        "uploading": {"take_id": world.uploading.pk},
        "span": {"clip_id": world.segment.video_clip_id, "name": rendition.name},
        "library": {
            "asset_id": library.asset_id,
            "name": rendition.name,
            "media_id": library.pk,
        },
        "video": {"video": library.pk},
        "thread": {"thread_id": world.thread.pk},
        "released": {"feedback_id": world.released.pk, "pk": world.released.pk},
        "draft": {"feedback_id": world.draft.pk, "pk": world.draft.pk},
        "enrolment": {"pk": world.enrolment.pk},
        "job": {"pk": factories.JobFactory(asset=asset, state="done").pk},
        "video_of_take": {"pk": asset.pk},
        "holder": {"key": take.student.pk},
        "held_course": {"key": world.course.translation_key},
        "person_storage": {"pk": _storage_of(take.student).pk},
        "course_storage": {"pk": _storage_of_course(world.course).pk},
        "message": {"message_id": message.pk},
        "remark": {"marker_uid": world.released.markers.get().uid},
        "name_of_teacher": {"person_id": world.users["teacher"].pk},
        "case": {"pk": case.pk},
        "hide": {"app_label": "feedback", "model_name": "moderationcase", "action": "hide"},
        "cancel": {"app_label": "videos", "model_name": "job", "action": "cancel"},
        "video_token": token(rendition.key),
        "pass": {"token": _pass_for(take.student, asset), "name": rendition.name},
        "clip_pass": {"token": _pass_for(take.student, world.segment.video_clip)},
        "poster_token": token(asset.poster_key),
        "original_token": token(asset.original_key),
    }


def _storage_of(person: Any) -> PersonStorage:
    return PersonStorage.objects.get_or_create(person=person)[0]


def _storage_of_course(course: Any) -> CourseStorage:
    return CourseStorage.objects.get_or_create(course_key=course.translation_key)[0]


def _reported(world: World, message_id: Any) -> ModerationCase:
    """By somebody who is not in the table, so that everybody can report it once more."""
    helper = factories.UserFactory(is_superuser=True)
    subject = subjects.message(helper, message_id)
    assert subject is not None
    return report(actor=helper, subject=subject, reason="rude").case


def _pass_for(person: Any, watched: Any) -> str:
    return passes.addresses_for(person, watched)("").split("/")[3]


def _shared(world: World) -> dict[str, Any]:
    """It plays, and one of its qualities is wanting."""
    course = factories.CourseFactory(title="Duets", owner=world.users["other_teacher"])
    for learner in ("student", "classmate", "teacher"):
        factories.EnrolmentFactory(course=course, user=world.users[learner])
    lesson = factories.LessonFactory(parent=factories.ModuleFactory(parent=course))
    exercise = factories.ExerciseFactory(parent=lesson, peer_visibility=PeerVisibility.OPEN)
    asset = factories.AssetFactory(owner=world.users["student"], error_code="qualities_missing")
    factories.RenditionFactory(asset=asset)
    LibraryFiles().save(asset.original_key, ContentFile(b"as it was sent"))
    take = factories.TakeFactory(student=world.users["student"], exercise=exercise, asset=asset)
    return {"take_id": take.pk, "asset_id": asset.pk}


def _picture(world: World) -> Any:
    """A picture that only the course shows."""
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    image = get_image_model().objects.create(
        title="Bow", file=ContentFile(file.getvalue(), name="bow.png"), width=8, height=8
    )
    world.course.image = image
    world.course.save_revision().publish()
    world.course.refresh_from_db()
    ReferenceIndex.create_or_update_for_object(world.course)
    return image.get_rendition("fill-4x4")
