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
    # Typst, which sets the PDF.
    '#eval("7*191")',
    '#read("/etc/passwd")',
    "#{ let x = 7*191; x }",
    '#link("javascript:window.pwned=1")[here]',
    "$ sum_(i=0)^n i $ <label> @ref // */ ``` ```",
    # Cells that a spreadsheet would count.
    "=1+1",
    "+7*191",
    "-7*191",
    "@SUM(A1:A9)",
    "=cmd|'/C calc'!A0",
    "\uff1d1+1",
    "|7*191",
    # Other template languages, and handlers that need no bracket.
    "<%= 7*191 %>",
    "{7*191}",
    "[[7*191]]",
    "{{constructor.constructor('window.pwned=1')()}}",
    "<details open ontoggle=window.pwned=1>x",
    "<input autofocus onfocus=window.pwned=1>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.pwned=1>",
    "<a href='data:text/html,<script>parent.pwned=1</script>'>x</a>",
    "<link rel=stylesheet href=http://198.51.100.7/x.css>",
    "<meta http-equiv=refresh content='0;url=http://198.51.100.7'>",
    "<base href=http://198.51.100.7/>",
    "<object data=javascript:window.pwned=1></object>",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    # What breaks a parser rather than runs in it.
    "NULL",
    "undefined",
    "NaN",
    "-1",
    "1e1000",
    "2014-06-10",
    "'\"`;--",
    "\\",
    "../../../../etc/passwd",
    "%s%n%x",
    "\U0001f469\u200d\U0001f467 \u0627\u0644\u0644\u0651\u0647 \u0e01\u0e33",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324",
    "a\u2028b\u2029c",
    "W" * 300,
    "\u0628" * 300,
]

#: What turns text around or hides in it; the schema refuses these, each at its place.
TURNED = [
    "isis\u202egov", "\u2066a\u2069", "a\u200bb", "\u061ca", "\U000e0041", "a\x00b", "a\x1bb", "\ufeffa", "a\u00adb",
]  # fmt: skip


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

    for feature in (*files["zones/north.geojson"], *files["places.geojson"], *files["regions/north.geojson"]):
        for row in feature["properties"].get("timeline", ()):
            row["note"] = {"en": "", "ar": ""}
    for name in list(files):
        files[name] = spoilt(files[name])
    for feature in (*files["zones/north.geojson"], *files["places.geojson"]):
        feature["properties"]["aliases"] = PAYLOADS[:8]
    for name in list(files):
        if isinstance(files[name], list) and name != "theatres.json":
            files[name] += [_attacking(files[name][-1], number) for number in range(len(PAYLOADS))]


def _attacking(record: dict[str, Any], number: int) -> dict[str, Any]:
    """A record like the one given, whose every text is one attack, on a small piece of ground of its own."""
    text = PAYLOADS[number]

    def spoilt(value: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {"en", "ar"}:
                return {"en": f"{text} a", "ar": f"{text} ا"}
            return {key: spoilt(item) for key, item in value.items()}
        return [spoilt(item) for item in value] if isinstance(value, list) else value

    made = {**spoilt(record), "id": f"attack-{record['id']}-{number}"}
    for row in made.get("properties", made).get("timeline", ()):
        row["sources"] = [*row["sources"], f"attack-news-2017-{number}"]
        if row["actor"] == "red-band":
            row["actor"] = f"attack-red-band-{number}"
    west, south = 43 + number % 20 / 5, 36.2 + number // 20 / 5
    if made.get("geometry", {}).get("type") == "Polygon":
        ring = [
            [west, south],
            [west + 0.1, south],
            [west + 0.1, south + 0.1],
            [west, south + 0.1],
            [west, south],
        ]
        made["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    if made.get("geometry", {}).get("type") == "Point":
        made["geometry"] = {"type": "Point", "coordinates": [west, south]}
    for field in ("aliases", "series"):
        holder = made.get("properties", made)
        if field in holder:
            holder[field] = [text] if field == "aliases" else f"{text} a"
    return made
