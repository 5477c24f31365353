"""The words of the news in both languages; {0}, {1} ... are filled in."""

from __future__ import annotations

from geodata.text import Text

__all__ = ["FIELDS", "GONE", "NEW", "SAYS", "say"]

#: What became of records: how one, and how many, are announced.
NEW: dict[str, tuple[Text, Text]] = {
    "zone": (Text(en="new zone", ar="منطقة جديدة"), Text(en="{0} new zones", ar="مناطق جديدة ({0})")),
    "region": (Text(en="new region", ar="إقليم جديد"), Text(en="{0} new regions", ar="أقاليم جديدة ({0})")),
    "place": (Text(en="new place", ar="مكان جديد"), Text(en="{0} new places", ar="أماكن جديدة ({0})")),
    "event": (Text(en="new event", ar="حدث جديد"), Text(en="{0} new events", ar="أحداث جديدة ({0})")),
    "link": (Text(en="new link", ar="صلة جديدة"), Text(en="{0} new links", ar="صلات جديدة ({0})")),
    "actor": (Text(en="new actor", ar="طرف جديد"), Text(en="{0} new actors", ar="أطراف جديدة ({0})")),
    "source": (Text(en="new source", ar="مصدر جديد"), Text(en="{0} new sources", ar="مصادر جديدة ({0})")),
    "claim": (Text(en="new claim", ar="قول جديد"), Text(en="{0} new claims", ar="أقوال جديدة ({0})")),
    "estimate": (Text(en="new figure", ar="رقم جديد"), Text(en="{0} new figures", ar="أرقام جديدة ({0})")),
    "story": (Text(en="new story", ar="قصة جديدة"), Text(en="{0} new stories", ar="قصص جديدة ({0})")),
    "theatre": (Text(en="new theatre", ar="مسرح جديد"), Text(en="{0} new theatres", ar="مسارح جديدة ({0})")),
}

GONE: dict[str, tuple[Text, Text]] = {
    "zone": (Text(en="zone gone", ar="منطقة محذوفة"), Text(en="{0} zones gone", ar="مناطق محذوفة ({0})")),
    "region": (
        Text(en="region gone", ar="إقليم محذوف"),
        Text(en="{0} regions gone", ar="أقاليم محذوفة ({0})"),
    ),
    "place": (Text(en="place gone", ar="مكان محذوف"), Text(en="{0} places gone", ar="أماكن محذوفة ({0})")),
    "event": (Text(en="event gone", ar="حدث محذوف"), Text(en="{0} events gone", ar="أحداث محذوفة ({0})")),
    "link": (Text(en="link gone", ar="صلة محذوفة"), Text(en="{0} links gone", ar="صلات محذوفة ({0})")),
    "actor": (Text(en="actor gone", ar="طرف محذوف"), Text(en="{0} actors gone", ar="أطراف محذوفة ({0})")),
    "source": (Text(en="source gone", ar="مصدر محذوف"), Text(en="{0} sources gone", ar="مصادر محذوفة ({0})")),
    "claim": (Text(en="claim gone", ar="قول محذوف"), Text(en="{0} claims gone", ar="أقوال محذوفة ({0})")),
    "estimate": (
        Text(en="figure gone", ar="رقم محذوف"),
        Text(en="{0} figures gone", ar="أرقام محذوفة ({0})"),
    ),
    "story": (Text(en="story gone", ar="قصة محذوفة"), Text(en="{0} stories gone", ar="قصص محذوفة ({0})")),
    "theatre": (
        Text(en="theatre gone", ar="مسرح محذوف"),
        Text(en="{0} theatres gone", ar="مسارح محذوفة ({0})"),
    ),
}

SAYS: dict[str, Text] = {
    "handover": Text(en="{0} -> {1} on {2}", ar="من {0} إلى {1} في {2}"),
    "redated": Text(en="{0} -> {1} on {2} (before: on {3})", ar="من {0} إلى {1} في {2} (سابقاً: في {3})"),
    "restated": Text(en="{0} -> {1} on {2} (before: {3} -> {4})", ar="من {0} إلى {1} في {2} (سابقاً: من {3} إلى {4})"),
    "withdrawn": Text(en="no longer said: {0} -> {1} on {2}", ar="لم يعد يُقال: من {0} إلى {1} في {2}"),
    "contested": Text(en="{0}, contested by {1}", ar="{0} وينازعه {1}"),
    "besieged": Text(en="{0}, besieged by {1}", ar="{0} ويحاصره {1}"),
    "unknown": Text(en="not known", ar="غير معلوم"),
    "present": Text(en="{0} present ({1}) from {2} to {3}", ar="حضور {0} ({1}) من {2} إلى {3}"),
    "absent": Text(en="no longer said: {0} present from {2} to {3}", ar="لم يعد يُقال: حضور {0} من {2} إلى {3}"),
    "present-until": Text(en="{0} present from {1} until {2} (before: {3})", ar="حضور {0} من {1} حتى {2} (سابقاً: {3})"),
    "present-from": Text(en="{0} present from {1} (before: {2})", ar="حضور {0} من {1} (سابقاً: {2})"),
    "objected": Text(en="{3} says instead: {0} from {1} to {2}", ar="يقول {3} خلافاً لذلك: {0} من {1} إلى {2}"),
    "objection-gone": Text(en="{3} no longer says instead: {0} from {1} to {2}", ar="لم يعد {3} يقول خلافاً لذلك: {0} من {1} إلى {2}"),
    "presence-of": Text(en="presence of {0}", ar="حضور {0}"),
    "now": Text(en="now", ar="الآن"),
    "cells": Text(en="cells", ar="خلايا"),
    "active": Text(en="active", ar="نشط"),
    "stronghold": Text(en="stronghold", ar="معقل"),
    "reshaped": Text(en="reshaped, {0} -> {1} km2", ar="رُسم من جديد، من {0} إلى {1} كم²"),
    "redrawn": Text(en="redrawn, {0} km2 as before", ar="رُسم من جديد، {0} كم² كما كان"),
    "cut": Text(en="cut in two, {0} has {1} km2 of it", ar="قُسمت قسمين، ولمنطقة {0} منها {1} كم²"),
    "merged": Text(en="now also the ground of {0}, {1} km2", ar="ضمّت أرض {0}، {1} كم²"),
    "ceded": Text(en="{1} km2 go to {0}", ar="{1} كم² منها تؤول إلى {0}"),
    "span": Text(en="{0} {1} km2 from {2} to {3}", ar="{0} {1} كم² من {2} إلى {3}"),
    "line": Text(en="the line is drawn anew", ar="رُسم الخط من جديد"),
    "moved": Text(en="moved by {0} km", ar="نُقل {0} كم"),
    "renamed": Text(en="renamed {1}", ar="صار اسمه {1}"),
    "renamed-ar": Text(en="its Arabic name is written anew", ar="صار اسمه {1}، وكان {0}"),
    "row": Text(en="from {0}: {1}", ar="من {0}: {1}"),
    "set": Text(en="{0} {2} (before: {1})", ar="{0}: {2} (سابقاً: {1})"),
    "rewritten": Text(en="{0} written anew", ar="{0}: كُتب من جديد"),
    "added": Text(en="{0}: also {1}", ar="{0}: أُضيف {1}"),
    "taken": Text(en="{0}: no longer {1}", ar="{0}: لم يعد {1}"),
    "swapped": Text(en="{0}: {1}, no longer {2}", ar="{0}: {1}، ولم يعد {2}"),
    "given": Text(en="{0} {1}", ar="{0}: {1}"),
    "dropped": Text(en="no {0} any more", ar="{0}: لم يعد هناك"),
    "km2": Text(en="{0} {1} km2", ar="{0} {1} كم²"),
    "from-then": Text(en="{0} from that day", ar="{0} من ذلك اليوم"),
    "grown": Text(en="{0} km2", ar="{0} كم²"),
    "more": Text(en="and {0} more", ar="وغيرها ({0})"),
    "many-shapes": Text(en="{0} shapes drawn anew", ar="أشكال رُسمت من جديد ({0})"),
    "many-details": Text(en="{0} changes of {1}", ar="تعديلات في {1} ({0})"),
    "many-names": Text(en="{0} renamed", ar="أسماء جديدة ({0})"),
    "broken": Text(en="{0} cannot be read", ar="تعذّرت قراءة {0}"),
    "nothing": Text(en="Nothing changed.", ar="لم يتغير شيء."),
}  # fmt: skip

#: Fields as people call them; others are called as the files do.
FIELDS: dict[str, Text] = {
    "actor": Text(en="actor", ar="الطرف"), "actors": Text(en="actors", ar="الأطراف"),
    "against": Text(en="who fights for it", ar="مَن ينازع عليه"),
    "aliases": Text(en="other names", ar="أسماء أخرى"), "attributed_to": Text(en="who says it", ar="القائل"),
    "band_km2": Text(en="area at the edges of the reach", ar="المساحة عند طرفي المدى"),
    "besieged_by": Text(en="who besieges it", ar="مَن يحاصره"),
    "changes": Text(en="what it changes", ar="ما يغيّره"), "colour": Text(en="colour", ar="اللون"),
    "confidence": Text(en="confidence", ar="الثقة"), "date": Text(en="date", ar="التاريخ"),
    "date_to": Text(en="last day", ar="آخر يوم"), "description": Text(en="description", ar="الوصف"),
    "disputes": Text(en="what others say", ar="ما يقوله غيرها"),
    "disputes_note": Text(en="what others say of it", ar="ما يقوله غيره فيه"),
    "evidence": Text(en="evidence", ar="الشواهد"), "features": Text(en="what carries it", ar="ما يستند إليه"),
    "finding": Text(en="finding", ar="النتيجة"), "from": Text(en="where from", ar="من أين"),
    "ground": Text(en="ground", ar="الأرض"), "kind": Text(en="kind", ar="النوع"),
    "languages": Text(en="languages", ar="اللغات"), "measure": Text(en="what is measured", ar="ما الذي يُقاس"),
    "name": Text(en="name", ar="الاسم"), "note": Text(en="note", ar="الملاحظة"),
    "paragraph": Text(en="paragraph", ar="الفقرة"), "parents": Text(en="ties", ar="الروابط"),
    "pattern": Text(en="pattern", ar="النقش"), "places": Text(en="places", ar="الأماكن"),
    "published": Text(en="published", ar="تاريخ النشر"), "publisher": Text(en="publisher", ar="الناشر"),
    "quote": Text(en="words of the source", ar="نصّ المصدر"), "rank": Text(en="rank", ar="الرتبة"),
    "reliability": Text(en="reliability", ar="الموثوقية"), "reported": Text(en="first reported", ar="أول خبر"),
    "scope": Text(en="of what", ar="نطاق الرقم"),
    "seed": Text(en="the town it grew around", ar="البلدة التي نشأت حولها"),
    "series": Text(en="series", ar="السلسلة"), "source": Text(en="source", ar="المصدر"),
    "sources": Text(en="sources", ar="المصادر"), "stands_in": Text(en="stands in", ar="يقع في"),
    "statement": Text(en="statement", ar="القول"), "steps": Text(en="steps", ar="الخطوات"),
    "strength": Text(en="strength", ar="القوة"), "summary": Text(en="summary", ar="الملخص"),
    "symbol": Text(en="UN symbol", ar="رمز وثيقة الأمم المتحدة"), "theatre": Text(en="theatre", ar="المسرح"),
    "timeline": Text(en="timeline", ar="التسلسل"), "title": Text(en="title", ar="العنوان"),
    "to": Text(en="where to", ar="إلى أين"), "unit": Text(en="unit", ar="الوحدة"),
    "url": Text(en="address", ar="الرابط"), "value": Text(en="figure", ar="الرقم"),
    "verdict": Text(en="verdict", ar="الحكم"),
}  # fmt: skip


def say(key: str, *values: Text | str) -> Text:
    """The sentence of `key` in both languages, filled in; plain text stands in both alike."""
    words = SAYS[key]
    return Text.model_construct(
        **{
            lang: words.of(lang).format(*(v.of(lang) if isinstance(v, Text) else v for v in values))
            for lang in ("en", "ar")
        }
    )
