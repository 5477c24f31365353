// Days as numbers since 1970-01-01 (UTC): to and from ISO text, steps, and the words a reader sees.

const DAY_MS = 86_400_000;

export const fromIso = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / DAY_MS);

export const toIso = (day) => toDate(day).toISOString().slice(0, 10);

export const toDate = (day) => new Date(day * DAY_MS);

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** The number of a calendar day; months count from 0 and may run over. */
export const dayOf = (year, month, date) => Math.round(Date.UTC(year, month, date) / DAY_MS);

/** The same date `count` months later, or that month's last day where it has no such date. */
export function addMonths(day, count) {
  const date = toDate(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + count];
  const last = toDate(dayOf(year, month + 1, 0)).getUTCDate();
  return dayOf(year, month, Math.min(date.getUTCDate(), last));
}

/** The 1 Januaries from `start` to `end`, both included. */
export function years(start, end) {
  const found = [];
  for (let year = toDate(start).getUTCFullYear(); dayOf(year, 0, 1) <= end; year += 1) {
    if (dayOf(year, 0, 1) >= start) found.push({ year, day: dayOf(year, 0, 1) });
  }
  return found;
}

const LOCALES = { en: 'en-GB-u-nu-latn', ar: 'ar-SY-u-ca-gregory-nu-' };
const ARABIC = '٠١٢٣٤٥٦٧٨٩';

/**
 * Writers of dates and figures in a language, "en" or "ar" (months as in Syria and Iraq); in Arabic with
 * Latin digits ("latn") or its own ("arab").
 */
export function writer(lang, digits = 'latn') {
  const locale = lang === 'ar' ? LOCALES.ar + digits : LOCALES.en;
  const own = lang === 'ar' && digits === 'arab';
  const date = (options) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    return (day) => format.format(toDate(day));
  };
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  return {
    day: date({ day: 'numeric', month: 'long', year: 'numeric' }),
    month: date({ month: 'long', year: 'numeric' }),
    year: date({ year: 'numeric' }),
    number: (value) => number.format(value),
    digits: (text) => (own ? String(text).replace(/\d/g, (digit) => ARABIC[digit]) : String(text)),
  };
}

/** An area as precisely as it deserves: to 1 below 100, to 10 below 10,000, to 100 above. */
export function rounded(value) {
  const step = Math.abs(value) < 100 ? 1 : Math.abs(value) < 10_000 ? 10 : 100;
  return Math.round(value / step) * step;
}

/** A boundary as precise as it is known: the day, or the month or year it lies in. */
export function partial(write, day, sure) {
  if (sure <= day) return write.day(day);
  return sure - day > 31 ? write.year(day) : write.month(day);
}
