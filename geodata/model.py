"""The schema, once: every kind of record, its fields, their order and their meaning."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from geodata.period import parse, period
from geodata.text import Text, Words

__all__ = [
    "FEATURES", "RECORDS", "STORIES", "Actor", "Claim", "Estimate", "Event", "Feature", "Id", "Link", "Place", "Record",
    "Region", "Sentence", "Source", "Status", "Step", "Story", "Theatre", "Zone",
]  # fmt: skip


def _date(value: str) -> str:
    parse(value)
    return value


Date = Annotated[str, AfterValidator(_date)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Level = Literal["high", "medium", "low"]


class Record(BaseModel):
    """A closed record: an unknown or misspelt key is an error, not a new field."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(Record):
    """What one or more sources say of a feature for a period."""

    valid_from: Date = Field(description="first day on which it holds")
    valid_to: Date | None = Field(description="first day on which it no longer holds; null: it still does")
    actor: Id
    status: Literal["control", "contested", "presence"]
    against: list[Id] = Field(default_factory=list, description="who fights for it; only with contested")
    besieged_by: list[Id] = Field(default_factory=list, description="who surrounds it; only with control")
    strength: Literal["cells", "active", "stronghold"] | None = Field(None, description="only with presence")
    confidence: Level
    sources: list[Id] = Field(min_length=1, description="who says so")
    reported: Date | None = Field(None, description="the first public report, where all sources look back")
    note: Text | None = None

    @model_validator(mode="after")
    def _fits(self) -> Row:
        period(self.valid_from, self.valid_to)
        if self.status == "contested" and not self.against:
            raise ValueError(
                'is contested, but does not say by whom: add who fights for it, "against": ["..."]'
            )
        if self.against and self.status != "contested":
            raise ValueError(
                f"`against` names who fights for it, and the status is {self.status}: write contested, or delete `against`"
            )
        if self.status == "presence" and self.strength is None:
            raise ValueError(
                'is presence without its strength: add "strength": "cells", "active" or "stronghold"'
            )
        if self.strength is not None and self.status != "presence":
            raise ValueError(
                f"`strength` is of presence, and the status is {self.status}: delete `strength`, or write presence"
            )
        if self.besieged_by and self.status != "control":
            raise ValueError(
                f"`besieged_by` names who surrounds ground under control, and the status is {self.status}: delete it, or write control"
            )
        return self


class Status(Row):
    """One row of a timeline, with what other sources state instead."""

    disputes: list[Row] = Field(
        default_factory=list, description="rows of the same form that other sources state instead"
    )


class Parent(Record):
    """Whose affiliate, part or ally an actor was, and when."""

    actor: Id
    kind: Literal["affiliate", "part", "ally"]
    valid_from: Date
    valid_to: Date | None
    sources: list[Id]

    @model_validator(mode="after")
    def _ordered(self) -> Parent:
        period(self.valid_from, self.valid_to)
        return self


class Actor(Record):
    """Who: a group, a state, a coalition or an organisation."""

    id: Id
    name: Text
    aliases: list[Words] = Field(default_factory=list)
    kind: Literal["group", "state", "coalition", "organisation"]
    colour: str = Field(pattern=r"^#[0-9a-f]{6}$")
    pattern: Literal["solid", "diagonal", "back-diagonal", "dots", "cross", "horizontal", "vertical", "grid"]
    parents: list[Parent] = Field(default_factory=list)
    description: Text
    sources: list[Id] = Field(default_factory=list)


class Source(Record):
    """Where and when something was published."""

    id: Id
    title: Text
    publisher: Text
    published: Date
    kind: Literal[
        "un-document", "press", "think-tank", "government", "academic", "reference", "data", "group-statement"
    ]
    languages: list[Annotated[str, Field(pattern=r"^[a-z]{2}$")]] = Field(min_length=1)
    symbol: Words | None = Field(None, description="a UN document symbol, S/2017/573")
    url: Annotated[str, Field(pattern=r"^https?://[^\s\"'<>]+$")] | None = None
    reliability: Level
    note: Text | None = None


class Theatre(Record):
    """A part of the conflict that is looked at as a whole."""

    id: Id
    name: Text
    envelope: tuple[float, float, float, float] = Field(description="min lon, min lat, max lon, max lat")
    reach_km: float = Field(gt=0, le=200, description="how far a town's cell reaches, in km")
    countries: list[Annotated[str, Field(pattern=r"^[A-Z]{3}$")]] = Field(
        [], description="ISO 3166-1 codes of the countries whose land zones are cut to; none: the basemap's"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Theatre:
        west, south, east, north = self.envelope
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError("envelope is min lon, min lat, max lon, max lat, in degrees")
        return self


class Claim(Record):
    """One statement of a source, who makes it, and whether others agree."""

    id: Id
    source: Id
    paragraph: Words | None = None
    attributed_to: Text
    date: Date
    kind: Literal[
        "control", "presence", "trend", "relocation", "finance", "cooperation", "command", "siege", "technology",
        "un-document", "opinion",
    ]  # fmt: skip
    statement: Text
    quote: Quote | None = None
    features: list[Id] = Field(default_factory=list)
    actors: list[Id] = Field(default_factory=list)
    verdict: Literal["supported", "disputed", "contradicted", "opinion", "unverified"]
    finding: Text
    evidence: list[Id] = Field(default_factory=list)


class Quote(Record):
    """A few words of the source itself, in its own language."""

    lang: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    text: Words


class Estimate(Record):
    """A figure that someone else published."""

    id: Id
    series: Words
    date: Date
    scope: Text
    theatre: Id | None = None
    actor: Id
    measure: Literal[
        "area",
        "population",
        "share-lost",
        "area-lost",
        "revenue-month",
        "population-freed",
        "share-of-country",
    ]
    value: float
    unit: Literal["km2", "people", "percent", "usd"]
    source: Id
    note: Text | None = None


class Sentence(Record):
    """What a story says at a step, and the records that carry it."""

    text: Text
    stands_on: list[Id] = Field(min_length=1, description="features, events, links, claims or estimates")


class Step(Record):
    """A stop of a story: the day on the clock, where to look, and what is said."""

    date: Date
    theatre: Id | None = Field(None, description="whose figures are shown; null: all theatres")
    view: tuple[float, float, float] = Field(description="lon and lat of the middle, and the zoom level")
    title: Text
    sentences: list[Sentence] = Field(min_length=1)

    @model_validator(mode="after")
    def _on_the_globe(self) -> Step:
        lon, lat, zoom = self.view
        if not (-180 <= lon <= 180 and -90 <= lat <= 90 and 0 <= zoom <= 18):
            raise ValueError("view is longitude, latitude and a zoom from 0 to 18")
        return self


class Story(Record):
    """A guided tour of the map; every sentence stands on records."""

    id: Id
    title: Text
    summary: Text
    steps: list[Step] = Field(min_length=1)


class Properties(Record):
    """What every feature's properties share: its kind in the file it stands in."""


class Zone(Properties):
    """The smallest piece of ground that changes hands as a whole."""

    kind: Literal["zone"]
    theatre: Id
    ground: Literal["settled", "desert"]
    name: Text
    aliases: list[Words] = Field(default_factory=list)
    seed: tuple[float, float] | None = Field(None, description="lon, lat of the town the cell grew around")
    band_km2: tuple[float, float] | None = Field(None, description="area at 5/6 and at 7/6 of the reach")
    timeline: list[Status]


class Region(Properties):
    """Ground where a group is present without holding it."""

    kind: Literal["region"]
    theatre: Id
    name: Text
    aliases: list[Words] = Field(default_factory=list)
    timeline: list[Status]


class Place(Properties):
    """A named point, which stands in zones or regions, or carries its own timeline."""

    kind: Literal["place"]
    theatre: Id
    name: Text
    aliases: list[Words] = Field(default_factory=list)
    rank: Literal[1, 2, 3]
    stands_in: list[Id] = Field(default_factory=list)
    timeline: list[Status] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_history(self) -> Place:
        if self.stands_in and self.timeline:
            raise ValueError(
                "stands in zones or regions, and has a timeline of its own: delete one of the two"
            )
        return self


class Event(Properties):
    """What happened on a day."""

    kind: Literal[
        "capture", "loss", "battle", "siege", "attack", "strike", "pledge", "merger", "split", "declaration",
        "resolution", "report", "statement", "relocation", "deal",
    ]  # fmt: skip
    date: Date
    date_to: Date | None = Field(None, description="the last day, included")
    places: list[Id] = Field(min_length=1)
    actors: list[Id] = Field(min_length=1, description="the first is who acts")
    title: Text
    summary: Text
    sources: list[Id] = Field(min_length=1)
    reported: Date | None = Field(None, description="the first public report, where all sources look back")
    changes: list[Id] = Field(default_factory=list, description="features whose row begins or ends with it")


class Link(Properties):
    """A dated movement or tie between two places."""

    kind: Literal["fighters", "leaders", "money", "goods", "cooperation"]
    from_: Id = Field(alias="from")
    to: Id
    date: Date
    date_to: Date | None = None
    actors: list[Id] = Field(min_length=1)
    title: Text
    summary: Text
    sources: list[Id] = Field(min_length=1)
    reported: Date | None = None
    disputes_note: Text | None = None


Claim.model_rebuild()


class Feature(Record):
    """A GeoJSON Feature: a permanent id, properties of one kind, and a geometry of RFC 7946."""

    type: Literal["Feature"]
    id: Id
    properties: dict[str, Any]
    geometry: dict[str, Any]


#: Files of plain records: a JSON array of each.
RECORDS: dict[str, type[Record]] = {
    "actors.json": Actor, "claims.json": Claim, "estimates.json": Estimate, "sources.json": Source,
    "theatres.json": Theatre,
}  # fmt: skip

#: Files of one story each.
STORIES = "stories/*.json"

#: Files of features: glob, the form of their properties, and the geometries they may have.
FEATURES: dict[str, tuple[type[Properties], tuple[str, ...]]] = {
    "places.geojson": (Place, ("Point",)),
    "zones/*.geojson": (Zone, ("Polygon", "MultiPolygon")),
    "regions/*.geojson": (Region, ("Polygon", "MultiPolygon")),
    "events/*.geojson": (Event, ("Point",)),
    "links.geojson": (Link, ("LineString",)),
}
