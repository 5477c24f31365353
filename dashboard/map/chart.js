// Ground by actor over the whole clock, stacked; drawn once for each theatre, theme, language and width.

import { stepOn } from './state.js';
import { THEMES, colourOf, font, mix } from './style.js';

/** Heights of the parts of the scrubber's canvas, in pixels. */
export const PARTS = { ticks: 16, years: 18 };

/** Draw the area chart, the events' ticks and the years. */
export function paintChart(ctx, axis, height, scene) {
  const theme = THEMES[scene.theme];
  const base = height - PARTS.ticks - PARTS.years;
  const stack = stacked(scene.pack, scene.theatre, scene.hidden, axis);
  const top = Math.max(...stack.total, 1) * 1.04;
  const y = (km2) => base - (km2 / top) * (base - 4);
  ctx.clearRect(0, 0, axis.width, height);
  grid(ctx, axis, base, theme, scene);
  for (const layer of stack.layers) area(ctx, layer, y, scene);
  band(ctx, stack, y, theme);
  line(ctx, 0, base + 0.5, axis.width, theme.line);
  eventTicks(ctx, axis, base, scene, theme);
}

/** Per pixel column the ground of each actor, stacked on those before it; the group and its family lie lowest. */
function stacked(pack, theatre, hidden, axis) {
  const count = Math.ceil(axis.width);
  const days = Array.from({ length: count }, (_, x) => axis.day(x + 0.5));
  const total = new Float64Array(count);
  const layers = [];
  for (const one of ordered(pack, theatre)) {
    if (hidden.has(one.actor)) continue;
    const low = total.slice();
    days.forEach((day, x) => { total[x] += one.km2[stepOn(one.days, day)] || 0; });
    layers.push({ actor: one.actor, low, high: total.slice() });
  }
  return { layers, total, ...familyBand(pack, theatre, hidden, days) };
}

/** The family's own uncertainty, low and high, by column. */
function familyBand(pack, theatre, hidden, days) {
  const [low, high] = [new Float64Array(days.length), new Float64Array(days.length)];
  const family = headOf(pack);
  for (const one of pack.series[theatre] || []) {
    if (pack.actors[one.actor].family !== family || hidden.has(one.actor)) continue;
    days.forEach((day, x) => {
      const step = stepOn(one.days, day);
      low[x] += one.low[step] || 0;
      high[x] += one.high[step] || 0;
    });
  }
  return { low, high };
}

/** The actor that the briefing is about: "isis" where the dataset has it, otherwise the first family. */
export const headOf = (pack) => Math.max(pack.actors.findIndex((actor) => actor.id === 'isis'), 0);

function ordered(pack, theatre) {
  const head = headOf(pack);
  const first = (one) => (one.actor === head ? 0 : pack.actors[one.actor].family === head ? 1 : 2);
  const most = (one) => Math.max(...one.km2, 0);
  return [...(pack.series[theatre] || [])].sort((a, b) => first(a) - first(b) || most(b) - most(a));
}

function area(ctx, { actor, low, high }, y, scene) {
  const one = scene.pack.actors[actor];
  const lead = one.family === headOf(scene.pack);
  ctx.fillStyle = mix(colourOf(one, scene.theme), THEMES[scene.theme].paper, lead ? 0.95 : 0.5);
  ctx.beginPath();
  ctx.moveTo(0, y(low[0]));
  high.forEach((value, x) => ctx.lineTo(x + 0.5, y(value)));
  for (let x = low.length - 1; x >= 0; x -= 1) ctx.lineTo(x + 0.5, y(low[x]));
  ctx.fill();
}

/** What is uncertain of the family's ground: a thin line at its low and at its high figure. */
function band(ctx, { low, high }, y, theme) {
  ctx.save();
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.ink;
  for (const [values, dash, alpha] of [[low, [2, 2], 0.75], [high, [2, 2], 0.75]]) {
    ctx.globalAlpha = alpha;
    ctx.setLineDash(dash);
    ctx.beginPath();
    values.forEach((value, x) => (x ? ctx.lineTo(x + 0.5, y(value)) : ctx.moveTo(0.5, y(value))));
    ctx.stroke();
  }
  ctx.restore();
}

function grid(ctx, axis, base, theme, scene) {
  ctx.font = font(11, 500);
  ctx.textBaseline = 'middle';
  ctx.direction = scene.lang === 'ar' ? 'rtl' : 'ltr';
  ctx.textAlign = scene.lang === 'ar' ? 'right' : 'left';
  const inset = scene.lang === 'ar' ? -4 : 4;
  const middle = base + PARTS.ticks + PARTS.years / 2 + 1;
  for (const tick of axis.ticks()) {
    ctx.fillStyle = theme.line;
    ctx.fillRect(Math.round(tick.x), tick.named ? 0 : base, 1, tick.named ? base + PARTS.ticks + PARTS.years : PARTS.ticks);
    if (!tick.named || Math.abs(tick.x - (axis.rtl ? 0 : axis.width)) < 34) continue;
    ctx.fillStyle = theme.quiet;
    ctx.fillText(scene.write.year(tick.day), tick.x + inset, middle);
  }
}

function line(ctx, x, y, width, colour) {
  ctx.fillStyle = colour;
  ctx.fillRect(x, y, width, 1);
}

function eventTicks(ctx, axis, base, scene, theme) {
  const { day } = scene.pack.events;
  ctx.fillStyle = theme.ink;
  ctx.globalAlpha = 0.42;
  for (const first of day) ctx.fillRect(axis.x(first) - 0.6, base + 4, 1.2, PARTS.ticks - 7);
  ctx.globalAlpha = 1;
}
