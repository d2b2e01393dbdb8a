from django.urls import URLPattern, path

from ..views import rehearsals

urlpatterns: list[URLPattern] = [
    path("repetitions", rehearsals.rehearsal_list, name="rehearsals"),
    path("repetitions/quitter", rehearsals.leave, name="leave_rehearsal"),
    path("repetitions/<uuid:pk>/entrer", rehearsals.enter, name="enter_rehearsal"),
    path("repetitions/<uuid:pk>/effacer", rehearsals.forget, name="forget_rehearsal"),
    path("<uuid:pk>/repeter", rehearsals.start, name="rehearse"),
]
