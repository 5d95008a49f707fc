"""What sticks call: a certificate put, and what the logs publish."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods


@csrf_exempt
@require_http_methods(["PUT"])
def certificate(request: HttpRequest, digest: str) -> HttpResponse:
    """Takes a certificate; soon."""
    return JsonResponse({}, status=503)


@require_http_methods(["GET"])
def logs(request: HttpRequest) -> HttpResponse:
    """The verifier keys of both logs."""
    return JsonResponse({}, status=503)


@require_http_methods(["GET"])
def checkpoint(request: HttpRequest, log: str) -> HttpResponse:
    """The signed head of a log."""
    return JsonResponse({}, status=503)
