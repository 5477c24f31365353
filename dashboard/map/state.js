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
  const found = [];
  for (let row = pack.rows[feature]; row < pack.rows[feature + 1]; row += 1) {
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

/** Indexes of links that touch the `window` days up to and with `day`. */
export function linksIn(pack, day, window) {
  const { links } = pack;
  return [...links.day.keys()].filter((index) => links.day[index] <= day && links.day_to[index] > day - window);
}

/** The first place in ascending `days` whose day is over `day`. */
export function after(days, day) {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle] <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ground of one series on `day`: {km2, low, high}. */
export function areaOn(series, day) {
  const step = after(series.days, day) - 1;
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

/**
 * Ground gained, lost and held between two days, in m2, by the actors that the theatre's figures name: settled ground
 * under control, counted for whoever its holder then counted under. `geodata.balance` says the same.
 * @returns {{actor: number, gained: number, lost: number, held: number}[]} the greatest net gain first
 */
export function gainedAndLost(pack, theatre, start, end) {
  const [gained, lost, held] = [0, 1, 2].map(() => new Float64Array(pack.actors.length));
  pack.features.forEach(({ kind }, feature) => {
    if (kind !== 'zone' || !pack.settled[feature] || !inTheatre(pack, feature, theatre)) return;
    const [old, now] = [holdersOn(pack, feature, start), holdersOn(pack, feature, end)];
    for (const actor of now) (old.includes(actor) ? held : gained)[actor] += pack.area[feature];
    for (const actor of old) if (!now.includes(actor)) lost[actor] += pack.area[feature];
  });
  return (pack.series[theatre] || [])
    .map(({ actor }) => ({ actor, gained: gained[actor], lost: lost[actor], held: held[actor] }))
    .filter((one) => one.gained || one.lost || one.held)
    .sort((a, b) => b.gained - b.lost - (a.gained - a.lost) || a.actor - b.actor);
}

const NOBODY = [];

/** Everyone for whom a feature counts on a day: whoever controls it, and under whom that actor then counted. */
function holdersOn({ statuses, rows, actors }, feature, day) {
  for (let row = rows[feature]; row < rows[feature + 1]; row += 1) {
    if (statuses.status[row] !== CONTROL || !holds(statuses, row, day)) continue;
    const ties = actors[statuses.actor[row]].counts_for;
    return ties.length === 1 ? ties[0].slice(0, 1) : ties.filter(([, first, after]) => first <= day && day < after).map(([actor]) => actor);
  }
  return NOBODY;
}

export function inTheatre(pack, feature, theatre) {
  return theatre === 'all' || pack.theatres[pack.features[feature].theatre]?.id === theatre;
}
