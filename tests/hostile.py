"""Text that tries to be code: HTML, script, Jinja, template literals, Markdown, formulas, bidi, broken ends."""

from typing import Any

PAYLOADS = [
    "{{7*191}}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "{# comment",
    "{% raw",
    "${7*191}",
    "`${7*191}`",
    "#{7*191}",
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    '<img src=x onerror="window.pwned=1">',
    "<svg onload=window.pwned=1>",
    '"><img src=x onerror=window.pwned=1>',
    "'-window.pwned=1-'",
    "javascript:window.pwned=1",
    "[click](javascript:window.pwned=1)",
    "![x](http://198.51.100.7/leak.png)",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<style>*{display:none}</style>",
    "<b>bold</b> & <i>italic</i>",
    "\\u003cscript\\u003e",
    "C:\\2019\\x",
    "line\nbreak",
    ":material/home: :red[red] $x^2$",
    '=HYPERLINK("http://198.51.100.7")',
    "--><script>window.pwned=1</script><!--",
    "]]><script>window.pwned=1</script>",
    "%7B%7B7*191%7D%7D",
    "' OR 1=1 --",
    "__proto__",
    "constructor",
]


def spoil(files: dict[str, Any]) -> None:
    """Every text of every kind becomes an attack; ids and dates stay what the schema allows."""
    texts = iter(PAYLOADS * 50)

    def spoilt(value: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {"en", "ar"}:
                text = next(texts)
                return {"en": f"{text} a", "ar": f"{text} ا"}
            return {key: spoilt(item) for key, item in value.items()}
        return [spoilt(item) for item in value] if isinstance(value, list) else value

    for name in list(files):
        files[name] = spoilt(files[name])
    for feature in (*files["zones/north.geojson"], *files["places.geojson"]):
        feature["properties"]["aliases"] = PAYLOADS[:8]
