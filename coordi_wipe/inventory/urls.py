"""Which address answers what: the machines' part here, the people's in pages."""

from django.urls import include, path

from coordi_wipe.inventory.certificates import api

urlpatterns = [
    path("api/v1/certificates/<str:digest>", api.certificate, name="api-certificate"),
    path("api/v1/logs", api.logs, name="api-logs"),
    path("api/v1/logs/<str:log>/checkpoint", api.checkpoint, name="api-checkpoint"),
    path("api/v1/time", api.clock, name="api-time"),
    path("", include("coordi_wipe.inventory.pages.urls")),
]
