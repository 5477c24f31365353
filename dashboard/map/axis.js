// The time axis that the scrubber and the lanes share. Pure: days to pixels and back, mirrored for Arabic.

import { clamp } from './days.js';

/** @param {{start: number, end: number, width: number, mirrored: boolean}} options days and CSS pixels */
export function axis({ start, end, width, mirrored }) {
  const span = Math.max(end - start, 1);
  const flip = (x) => (mirrored ? width - x : x);
  return {
    start, end, width, mirrored,
    x: (day) => flip(((day - start) / span) * width),
    day: (x) => clamp(Math.round(start + (flip(x) / Math.max(width, 1)) * span), start, end),
  };
}

/** Steps of several series stacked: for each series its lower and upper figure at every day that changes any. */
export function stacked(series, start, end) {
  const days = [...new Set([start, ...series.flatMap((one) => [...one.days].filter((day) => day > start && day <= end))])].sort((a, b) => a - b);
  const floor = new Float64Array(days.length);
  const layers = series.map((one) => {
    const low = Float64Array.from(floor);
    let step = -1;
    days.forEach((day, index) => {
      while (step + 1 < one.days.length && one.days[step + 1] <= day) step += 1;
      floor[index] += step < 0 ? 0 : one.km2[step];
    });
    return { actor: one.actor, low, high: Float64Array.from(floor) };
  });
  return { days, layers, top: Math.max(1, ...floor) };
}
