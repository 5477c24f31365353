// Small drawings: the marker of an event, above its place, and the arrow of a link.

const FIGHT = new Set(['battle', 'attack', 'strike', 'siege']);
const FLIP = new Set(['capture', 'loss']);

/** How far above its place an event's marker stands, in pixels. */
export const LIFT = 13;

/** The box of a marker around its place: left, top, width, height, in pixels. */
export const MARKER = [-12, -26, 24, 28];
export const DOT = [-7, -7, 14, 14];

/** Small pictures drawn once for a theme, and put on the canvas as often as needed. */
export class Sprites {
  constructor(ratio = window.devicePixelRatio || 1) {
    [this.ratio, this.made] = [ratio, new Map()];
  }

  /** A picture of a box around its place. */
  get(key, [left, top, width, height], draw) {
    let picture = this.made.get(key);
    if (!picture) {
      const { ratio } = this;
      const canvas = new OffscreenCanvas(Math.ceil(width * ratio), Math.ceil(height * ratio));
      const ctx = canvas.getContext('2d');
      ctx.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio);
      draw(ctx);
      picture = { image: canvas.transferToImageBitmap(), left, top };
      this.made.set(key, picture);
    }
    return picture;
  }

  /** Put a picture at its place, on whole device pixels, where it stays sharp. */
  put(ctx, { image, left, top }, x, y) {
    const { ratio } = this;
    ctx.drawImage(image, Math.round((x + left) * ratio) / ratio, Math.round((y + top) * ratio) / ratio, image.width / ratio, image.height / ratio);
  }
}

/** A place: a disc in the colour of who has it. */
export function dot(ctx, radius, theme, colour) {
  ctx.beginPath();
  ctx.arc(0, 0, radius, 0, 7);
  ctx.fillStyle = colour || theme.paper;
  ctx.fill();
  ctx.lineWidth = 2.6;
  ctx.strokeStyle = theme.paper;
  ctx.stroke();
  ctx.lineWidth = 1.3;
  ctx.strokeStyle = theme.ink;
  ctx.stroke();
}

/** A marker on a short stem, with the number it stands for: a square where ground changes hands, a diamond for fighting, a disc for the rest. */
export function marker(ctx, { kind, many, digits, theme, colour }) {
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.lineTo(0, -LIFT);
  ctx.stroke();
  outlineOf(ctx, kind, 0, -LIFT, many > 1 ? 8 : 6);
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.lineWidth = 3.2;
  ctx.strokeStyle = theme.paper;
  ctx.stroke();
  ctx.fill();
  ctx.lineWidth = 1.2;
  ctx.strokeStyle = theme.ink;
  ctx.stroke();
  if (many > 1) number(ctx, digits(tally(many)));
}

function outlineOf(ctx, kind, x, y, r) {
  ctx.beginPath();
  if (FLIP.has(kind)) ctx.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else if (FIGHT.has(kind)) polygon(ctx, [[x, y - r * 1.2], [x + r * 1.2, y], [x, y + r * 1.2], [x - r * 1.2, y]]);
  else ctx.arc(x, y, r, 0, 7);
}

function polygon(ctx, points) {
  points.forEach(([x, y], index) => (index ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
}

/** How many events a marker stands for, in two digits: 7, 43, 340, 12k. */
export const tally = (many) => (many < 100 ? String(many) : many < 1000 ? `${Math.floor(many / 10)}0` : `${Math.floor(many / 1000)}k`);

function number(ctx, text) {
  ctx.font = `700 ${text.length > 2 ? 8.5 : 10}px "Noto Sans Variable", system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 2.4;
  ctx.strokeStyle = 'rgba(0, 0, 0, .7)';
  ctx.strokeText(text, 0, 0.5 - LIFT);
  ctx.fillStyle = '#ffffff';
  ctx.fillText(text, 0, 0.5 - LIFT);
}

const DASHES = { money: [2, 4], goods: [8, 4], cooperation: [1, 0], leaders: [10, 3, 2, 3], fighters: [] };

/** A bowed arrow from one place to another; without a head where it ties both alike. */
export function arrow(ctx, from, to, { colour, kind, halo }) {
  const bow = bowOf(from, to);
  ctx.save();
  ctx.lineCap = 'round';
  for (const [width, stroke, dash] of [[4.5, halo, []], [2, colour, DASHES[kind] || []]]) {
    ctx.lineWidth = width;
    ctx.strokeStyle = stroke;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.quadraticCurveTo(bow.x, bow.y, to.x, to.y);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  if (kind !== 'cooperation') head(ctx, bow, to, colour, halo);
  ctx.restore();
}

/** The control point of a link's curve. */
export function bowOf(from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const side = dx < 0 ? 0.18 : -0.18;
  return { x: (from.x + to.x) / 2 - dy * side, y: (from.y + to.y) / 2 + dx * side };
}

function head(ctx, bow, to, colour, halo) {
  const angle = Math.atan2(to.y - bow.y, to.x - bow.x);
  ctx.translate(to.x, to.y);
  ctx.rotate(angle);
  ctx.beginPath();
  polygon(ctx, [[-4, 0], [-15, 5.5], [-12, 0], [-15, -5.5]]);
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = halo;
  ctx.stroke();
  ctx.fillStyle = colour;
  ctx.fill();
}

/** Points along a link's curve, for picking it. */
export function curve(from, to, count = 12) {
  const bow = bowOf(from, to);
  return Array.from({ length: count + 1 }, (_, index) => {
    const t = index / count;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return { x: a * from.x + b * bow.x + c * to.x, y: a * from.y + b * bow.y + c * to.y };
  });
}
