"""Which address shows which page."""

from django.urls import path

from coordi_wipe.inventory.pages.views import (
    certificates,
    finding,
    lists,
    lives,
    public,
    signing,
    speaking,
    waiting,
)

urlpatterns = [
    path("", signing.home, name="home"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("language/<str:chosen>", speaking.choose, name="language"),
    path("find", finding.find, name="find"),
    path("pc", lives.pc, name="pc"),
    path("drive", lives.drive, name="drive"),
    path("certificate/<str:digest>", certificates.certificate, name="certificate"),
    path("certificate/<str:digest>/pdf", certificates.pdf, name="certificate-pdf"),
    path("certificate/<str:digest>/judge", certificates.judge, name="judge"),
    path("certificate/<str:digest>/destroyed", certificates.destroyed, name="destroyed"),
    path("waiting", waiting.waiting, name="waiting"),
    path("list", lists.real, name="list"),
    path("list.csv", lists.csv, name="list-csv"),
    path("list.xlsx", lists.xlsx, name="list-xlsx"),
    path("rehearsals", lists.rehearsals, name="rehearsals"),
    path("C/<str:key>", public.public, name="public"),
]
