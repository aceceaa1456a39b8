"""The page where people are invited: first "Check", then "Invite"."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin import messages

from accounts.people import person
from core.errors import Refusal
from invitations import services
from invitations.admin.invite_form import InviteForm
from invitations.checking import Outcome
from invitations.models import Invitation
from invitations.rules import may_invite


class InviteView(View):
    template_name = "invitations/admin/invite.html"
    index_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_invite(person(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        first = {"courses": request.GET.getlist("course"), "people": request.GET.get("people")}
        return self._show(InviteForm(user=person(request), initial=first))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InviteForm(request.POST, request.FILES, user=person(request))
        if not form.is_valid() or "check" in request.POST:
            return self._show(form)
        try:
            made = services.invite(actor=person(request), guests=form.check.guests)
            again = self._send_again(form) if form.cleaned_data["again"] else 0
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return self._show(form)
        self._report(form, len(made) + again)
        return redirect(self.index_url_name)

    def _send_again(self, form: InviteForm) -> int:
        lines = [one for one in form.check.lines if one.outcome == Outcome.INVITED]
        mine = Invitation.objects.managed_by(form.user).open()
        invited = mine.filter(email__in=[one.line.email for one in lines])
        for invitation in invited:
            services.send_again(actor=form.user, invitation=invitation)
        return len(invited)

    def _show(self, form: InviteForm) -> HttpResponse:
        context = {"form": form, "cancel_url": reverse(self.index_url_name)}
        return render(self.request, self.template_name, context)

    def _report(self, form: InviteForm, count: int) -> None:
        words = ngettext(
            "%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count
        )
        if count:
            messages.success(self.request, words % {"count": count})
        left_out = len(form.check.lines) - count
        if left_out:
            words = ngettext(
                "%(count)d line of the list was left out.",
                "%(count)d lines of the list were left out.",
                left_out,
            )
            messages.warning(self.request, words % {"count": left_out})
        elif not count:
            messages.warning(self.request, _("Nobody was invited."))
