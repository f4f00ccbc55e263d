"""GET /v1/docs: the description as one page, without script or anything fetched from another site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

Json = dict[str, Any]

router = APIRouter()

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #1a1a1a;
  background: #fff }
h2 { border-bottom: 1px solid #767676; margin-top: 2.5rem } h3 { margin-top: 2rem }
code, pre { font-family: ui-monospace, monospace; background: #f2f2f2 } pre { padding: .75rem; overflow-x: auto }
table { border-collapse: collapse } th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: left;
  vertical-align: top }
"""


@router.get("/docs", include_in_schema=False)
async def show_docs(request: Request) -> HTMLResponse:
    description = request.app.openapi()
    prefix = request.scope.get("root_path", "")
    return HTMLResponse("\n".join(_page(description, prefix)))


def _page(description: Json, prefix: str) -> Iterator[str]:
    info = description["info"]
    yield '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(info['title'])} : l'interface HTTP</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{escape(info['title'])} {escape(info['version'])} : l'interface HTTP</h1>"
    yield from (f"<p>{_text(block)}</p>" for block in info["description"].split("\n\n"))
    yield '<p>La même description pour les machines, en OpenAPI 3.1 : <a href="openapi.json">openapi.json</a>.</p>'
    for tag in description["tags"]:
        yield f"<h2>{escape(tag['name'])}</h2>\n<p>{escape(tag['description'])}</p>"
        for path, operations in description["paths"].items():
            for method, operation in operations.items():
                if tag["name"] in operation["tags"]:
                    yield from _operation(f"{prefix}{path}", method.upper(), operation)
    yield "</main>\n</body>\n</html>"


def _text(text: str) -> str:
    """Escaped, with `code` between backquotes."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if n % 2 else piece for n, piece in enumerate(pieces))


def _operation(path: str, method: str, operation: Json) -> Iterator[str]:
    yield f"<h3>{escape(operation['summary'])}</h3>\n<p><code>{method} {escape(path)}</code></p>"
    yield f"<p>{_text(operation['description'])}</p>"
    if operation.get("parameters"):
        yield '<table>\n<thead><tr><th scope="col">Paramètre</th><th scope="col">Sens</th></tr></thead>\n<tbody>'
        for parameter in operation["parameters"]:
            needed = " (nécessaire)" if parameter.get("required") else ""
            meaning = _text(parameter.get("description", ""))
            yield f"<tr><td><code>{escape(parameter['name'])}</code>{needed}</td><td>{meaning}</td></tr>"
        yield "</tbody>\n</table>"
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        for example in content["examples"].values():
            shown = json.dumps(example["value"], ensure_ascii=False, indent=2)
            yield f"<p>Exemple de corps, en <code>{media}</code> :</p>\n<pre><code>{escape(shown)}</code></pre>"
    statuses = (f"<code>{status}</code> {escape(r['description'])}" for status, r in operation["responses"].items())
    yield f"<p>Réponses : {' · '.join(statuses)}.</p>"
