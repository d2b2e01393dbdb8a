from django.urls import URLPattern, path

from .views import acting, reading

app_name = "recommendations"
urlpatterns: list[URLPattern] = [
    path("", reading.RECOMMENDATIONS.page, name="list"),
    path("export.csv", reading.RECOMMENDATIONS.csv, name="export"),
    path("bilan", reading.balance_page, name="balance"),
    path("bilan.csv", reading.balance_csv, name="balance_csv"),
    path("emettre", acting.create, name="create"),
    path("<uuid:pk>", reading.recommendation, name="detail"),
    path("<uuid:pk>/accepter", acting.accept, name="accept"),
    path("<uuid:pk>/commencer", acting.start, name="start"),
    path("<uuid:pk>/rendre-compte", acting.report, name="report"),
    path("<uuid:pk>/valider", acting.validate, name="validate"),
    path("<uuid:pk>/refuser", acting.reject, name="reject"),
    path("<uuid:pk>/caduque", acting.lapse, name="lapse"),
    path("<uuid:pk>/echeance", acting.redate, name="redate"),
]
