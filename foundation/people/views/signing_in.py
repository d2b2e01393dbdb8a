"""What the portal changes in the pages of the accounts' library."""

from typing import Any

from allauth.account.views import PasswordResetFromKeyView
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from ..operations.accounts import confirm_address


@login_not_required
def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


@method_decorator(login_not_required, name="dispatch")
class ChoosePasswordView(PasswordResetFromKeyView):
    """Whoever comes by the link of an invitation or of a reset has read the letter: the address is his."""

    def form_valid(self, form: Form) -> HttpResponse:
        confirm_address(self.reset_user)
        return super().form_valid(form)


choose_password = ChoosePasswordView.as_view()
