"""The API, version 1: the addresses of all packages under one roof."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from ledtrad.activities.api import router as assignments
from ledtrad.api import problems
from ledtrad.api.asking import Bearer
from ledtrad.audits.api import router as audits
from ledtrad.delegation.api import router as delegation
from ledtrad.goals.api import router as goals
from ledtrad.indicators.api import router as indicators
from ledtrad.meetings.agenda_api import router as agendas
from ledtrad.meetings.api import router as meetings
from ledtrad.thread.api import router as thread

VERSION = "1"
ABOUT = """\
The red thread of a Swedish municipality: what is steered, how it goes, and who answers for it.

Every call carries a personal access token, made in Ledtråd under Inställningar: `Authorization: Bearer ledtrad_…`.
A token sees what its person may see, no more. What you may not see is answered with 404, what you may not do
with 403. Errors are `application/problem+json`, in Swedish or English by `Accept-Language`.
"""

PROBLEM = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "The same whatever the language."},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["row", "field", "message"],
                "properties": {
                    "row": {"type": ["integer", "null"], "description": "Which of the rows sent, from 1."},
                    "field": {"type": ["string", "null"]},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
ANY_PROBLEM = {
    "description": "What went wrong.",
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Api(NinjaAPI):
    """Ninja's, with the one shape of errors in the schema of every address."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = ANY_PROBLEM
        return schema


api = Api(
    title="Ledtråd",
    version=VERSION,
    description=ABOUT,
    docs_url=None,
    auth=Bearer(),
    urls_namespace="api-v1",
)
problems.install(api)
api.add_router("", thread)
api.add_router("", goals)
api.add_router("", indicators)
api.add_router("", audits)
api.add_router("", delegation)
api.add_router("", assignments)
api.add_router("", meetings)
api.add_router("", agendas)


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """Whatever else is asked for under /api/ does not exist, and is said to in the API's own way: whatever the method,
    and nothing is written."""
    problems.speak(request)
    return problems.not_found(request)
