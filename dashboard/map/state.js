// Pure questions to a decoded pack: what holds on a day, what happened in a window, who has how much ground.

export const CONTROL = 0;
export const CONTESTED = 1;
export const PRESENCE = 2;

/** Whether a row is drawn on `day`: from its first day up to, and without, its end. */
export const holds = (rows, row, day) => rows.from[row] <= day && day < rows.to[row];

/** Whether `day` lies where the row's imprecise start leaves open if it had begun. */
export const unsure = (rows, row, day) => holds(rows, row, day) && day < rows.from_sure[row];

/** Rows of one feature itself that hold on `day`; empty: not known. */
export function rowsOn(pack, feature, day) {
  const [first, after] = pack.spans[feature];
  const found = [];
  for (let row = first; row < after; row += 1) {
    if (holds(pack.statuses, row, day)) found.push(row);
  }
  return found;
}

/** As `rowsOn`, where a place answers from the ground it stands in: control, then contested, then presence. */
export function answer(pack, feature, day) {
  const rows = pack.grounds[feature].flatMap((ground) => rowsOn(pack, ground, day));
  const kind = pack.statuses.status;
  return rows.sort((a, b) => kind[a] - kind[b] || a - b);
}

/**
 * One number a feature that changes exactly when its drawing does; 0: not known.
 * @param {Int32Array} out reused between calls
 */
export function snapshot(pack, day, out = new Int32Array(pack.features.length)) {
  const rows = pack.statuses;
  for (let feature = 0; feature < out.length; feature += 1) {
    const [first, after] = pack.spans[feature];
    let key = 0;
    for (let row = first; row < after; row += 1) {
      if (holds(rows, row, day)) key = key * 31 + 2 * (row + 1) + (unsure(rows, row, day) ? 1 : 0);
    }
    out[feature] = key;
  }
  return out;
}

export function same(a, b) {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** Indexes of events that touch the `window` days up to and with `day`, oldest first. */
export function eventsIn(pack, day, window) {
  return touching(pack.events, day - window + 1, day);
}

/** Indexes of links that touch the same window. */
export function linksIn(pack, day, window) {
  return touching(pack.links, day - window + 1, day);
}

function touching(table, first, last) {
  const found = [];
  for (let i = 0; i < table.day.length; i += 1) {
    if (table.day[i] <= last && table.day_to[i] >= first) found.push(i);
  }
  return found;
}

/** The step of a series that holds on `day`; -1 before its first. */
export function stepOn(days, day) {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle] <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Ground of one series on `day`: {km2, low, high}. */
export function areaOn(series, day) {
  const step = stepOn(series.days, day);
  if (step < 0) return { km2: 0, low: 0, high: 0 };
  return { km2: series.km2[step], low: series.low[step], high: series.high[step] };
}

/** Ground by actor in a theatre on `day`, the largest first; those without any are left out. */
export function areasOn(pack, theatre, day) {
  const series = pack.series[theatre] || [];
  return series
    .map((one) => ({ actor: one.actor, ...areaOn(one, day) }))
    .filter((one) => one.km2 > 0 || one.high > 0)
    .sort((a, b) => b.km2 - a.km2);
}

/** Zones whose holder or status differs between two days: {feature, before, after}, rows or -1. */
export function changesBetween(pack, start, end) {
  const rows = pack.statuses;
  const differs = (a, b) => a !== b && (a < 0 || b < 0 || rows.actor[a] !== rows.actor[b] || rows.status[a] !== rows.status[b]);
  return pack.features
    .map((feature, index) => ({ feature: index, kind: feature.kind }))
    .filter((one) => one.kind === 'zone')
    .map(({ feature }) => ({ feature, before: rowsOn(pack, feature, start)[0] ?? -1, after: rowsOn(pack, feature, end)[0] ?? -1 }))
    .filter(({ before, after }) => differs(before, after));
}

/** All days on which a status of the theatre begins or ends, ascending. */
export function changeDays(pack, theatre = 'all') {
  const days = new Set();
  const rows = pack.statuses;
  rows.feature.forEach((feature, row) => {
    if (!inTheatre(pack, feature, theatre)) return;
    for (const day of [rows.from[row], rows.to[row]]) {
      if (day > pack.start && day <= pack.end) days.add(day);
    }
  });
  return [...days].sort((a, b) => a - b);
}

export function inTheatre(pack, feature, theatre) {
  return theatre === 'all' || pack.theatres[pack.features[feature].theatre]?.id === theatre;
}

/** The change day after (`way` 1) or before (`way` -1) `day`, or null. */
export function nextChange(days, day, way) {
  const found = way > 0 ? days.find((other) => other > day) : days.findLast((other) => other < day);
  return found ?? null;
}

/** What a place's ribbon shows: pieces {from, to, row} of the rows of its ground, within the clock. */
export function ribbon(pack, feature) {
  const rows = pack.statuses;
  return pack.grounds[feature]
    .flatMap((ground) => range(...pack.spans[ground]))
    .map((row) => ({ row, from: Math.max(rows.from[row], pack.start), to: Math.min(rows.to[row], pack.end + 1) }))
    .filter((piece) => piece.from < piece.to)
    .sort((a, b) => rows.status[b.row] - rows.status[a.row] || a.from - b.from);
}

const range = (first, after) => Array.from({ length: after - first }, (_, index) => first + index);
