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

/** Under whom an actor's ground counts on `day`: itself, and those whose affiliate or part it then was. */
export const countsFor = (pack, actor, day) =>
  pack.actors[actor].counts_for.filter(([, first, after]) => first <= day && day < after).map(([other]) => other);

/** The zones of a theatre that each actor holds on `day`, settled ground under control: actor -> Set of features. */
export function heldOn(pack, theatre, day) {
  const { statuses, features, settled } = pack;
  const held = new Map();
  for (let row = 0; row < statuses.from.length; row += 1) {
    const feature = statuses.feature[row];
    if (statuses.status[row] !== CONTROL || !holds(statuses, row, day) || features[feature].kind !== 'zone') continue;
    if (!settled[feature] || !inTheatre(pack, feature, theatre)) continue;
    for (const actor of countsFor(pack, statuses.actor[row], day)) {
      if (!held.has(actor)) held.set(actor, new Set());
      held.get(actor).add(feature);
    }
  }
  return held;
}

/**
 * Ground gained, lost and held between two days, in m2, by the actors that the theatre's figures name.
 * @returns {{actor: number, gained: number, lost: number, held: number}[]} the greatest net gain first
 */
export function gainedAndLost(pack, theatre, start, end) {
  const [before, now] = [start, end].map((day) => heldOn(pack, theatre, day));
  const holders = (pack.series[theatre] || []).map((one) => one.actor);
  const area = (features) => features.reduce((sum, feature) => sum + pack.area[feature], 0);
  return holders
    .map((actor) => {
      const [old, fresh] = [before, now].map((held) => held.get(actor) ?? new Set());
      const [gained, lost] = [[...fresh].filter((zone) => !old.has(zone)), [...old].filter((zone) => !fresh.has(zone))];
      return { actor, gained: area(gained), lost: area(lost), held: area([...fresh].filter((zone) => old.has(zone))) };
    })
    .filter(({ gained, lost, held }) => gained || lost || held)
    .sort((a, b) => b.gained - b.lost - (a.gained - a.lost) || a.actor - b.actor);
}

export function inTheatre(pack, feature, theatre) {
  return theatre === 'all' || pack.theatres[pack.features[feature].theatre]?.id === theatre;
}
