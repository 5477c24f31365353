// Colours, and patterns that tell apart what colour alone must not: drawn once for each theme.

export const THEMES = {
  light: {
    sea: '#dde5e9', land: '#f6f3ec', far: '#efebe2', coast: '#b9c3c7', border: '#8f887a', province: '#ddd6c8',
    river: '#b4cad6', ink: '#2b2926', quiet: '#625d54', halo: 'rgba(249, 247, 241, .88)', unknown: '#a49d90',
    paper: '#fbfaf6', line: '#d9d4c8', accent: '#1f4e79', front: 'rgba(251, 250, 246, .75)',
  },
  dark: {
    sea: '#12161b', land: '#20262d', far: '#1b2026', coast: '#35404a', border: '#6d7781', province: '#323b44',
    river: '#2d4a5c', ink: '#eceae5', quiet: '#a9b0b7', halo: 'rgba(22, 26, 31, .82)', unknown: '#5d6670',
    paper: '#171b20', line: '#343c45', accent: '#8fbbe6', front: 'rgba(23, 27, 32, .7)',
  },
};

const channels = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** `share` of colour `a`, the rest of `b`; both as #rrggbb. */
export function mix(a, b, share) {
  const [left, right] = [channels(a), channels(b)];
  return `#${left.map((v, i) => Math.round(v * share + right[i] * (1 - share)).toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance of a colour, as WCAG 2 defines it. */
export function luminance(hex) {
  const [r, g, b] = channels(hex).map((v) => (v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** An actor's colour in a theme: dark ones are lifted on the dark map. */
export function colourOf(actor, theme) {
  if (theme !== 'dark') return actor.colour;
  const dim = luminance(actor.colour) < 0.09;
  return mix(actor.colour, '#ffffff', dim ? 0.68 : 0.92);
}

/** Fills by name, made when first asked for. */
export class Fills {
  constructor(theme, ratio = window.devicePixelRatio || 1) {
    [this.theme, this.ratio, this.made, this.tiles, this.left, this.top] = [theme, ratio, new Map(), [], 0, 0];
  }

  /** Let the patterns lie fast on the ground whatever point of it is drawn at 0, 0; however the map came there, it looks the same. */
  anchor({ x, y }) {
    if (x === this.left && y === this.top) return;
    [this.left, this.top] = [x, y];
    this.tiles.forEach((tile) => this.lay(tile));
  }

  lay({ pattern, size, scale }) {
    pattern.setTransform(new DOMMatrix().translate(-(this.left % size), -(this.top % size)).scale(scale, scale));
  }

  get(key, make) {
    if (!this.made.has(key)) this.made.set(key, make());
    return this.made.get(key);
  }

  /** Held ground: the actor's colour with its pattern; paler where the start is uncertain. */
  control(ctx, actor, pale = false) {
    const colour = mix(colourOf(actor, this.theme), THEMES[this.theme].land, pale ? 0.45 : 0.88);
    if (actor.pattern === 'solid') return colour;
    const mark = mix(colour, this.theme === 'dark' || luminance(colour) < 0.13 ? '#ffffff' : '#000000', 0.68);
    return this.get(`c${actor.id}${pale}`, () => this.tile(ctx, 8, (c) => motif(c, actor.pattern, colour, mark)));
  }

  /** Fought over: broad bands of the holder and of each challenger. */
  contested(ctx, holder, challengers, pale = false) {
    const key = `x${holder.id}${challengers.map((one) => one.id)}${pale}`;
    const bands = [holder, ...challengers].map((one) => mix(colourOf(one, this.theme), THEMES[this.theme].land, pale ? 0.5 : 0.9));
    return this.get(key, () => this.tile(ctx, 6 * bands.length, (c, size) => stripes(c, bands, size)));
  }

  /** Held on the earlier of two days and no more: thin lines in the loser's colour over whatever lies there now. */
  lost(ctx, actor) {
    const [line, edge] = [colourOf(actor, this.theme), THEMES[this.theme].paper];
    return this.get(`l${actor.id}`, () => this.tile(ctx, 9, (c) => {
      for (const [stroke, width] of [[edge, 3.2], [line, 1.8]]) rule(c, STROKES.wide, stroke, width);
    }));
  }

  /** Present without holding ground: dots, closer together the stronger. */
  presence(ctx, actor, strength, pale = false) {
    const colour = mix(colourOf(actor, this.theme), THEMES[this.theme].land, pale ? 0.5 : 1);
    const step = [9, 11, 8, 6][strength];
    return this.get(`p${actor.id}${strength}${pale}`, () => this.tile(ctx, step, (c) => dots(c, step, colour)));
  }

  /** Sources disagree: a lattice of the ink, haloed so that it shows on every colour. */
  disputed(ctx) {
    const { ink, halo } = THEMES[this.theme];
    return this.get('disputed', () => this.tile(ctx, 10, (c) => lattice(c, 10, ink, halo)));
  }

  tile(ctx, size, draw) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = Math.round(size * this.ratio);
    const inner = canvas.getContext('2d');
    inner.scale(canvas.width / size, canvas.height / size);
    draw(inner, size);
    const tile = { pattern: ctx.createPattern(canvas, 'repeat'), size, scale: size / canvas.width };
    this.tiles.push(tile);
    this.lay(tile);
    return tile.pattern;
  }
}

function stripes(c, bands, size) {
  const width = size / bands.length;
  for (let at = -2 * bands.length; at < 2 * bands.length; at += 1) {
    c.fillStyle = bands[((at % bands.length) + bands.length) % bands.length];
    c.beginPath();
    c.moveTo(at * width, 0);
    c.lineTo((at + 1) * width, 0);
    c.lineTo((at + 1) * width - size, size);
    c.lineTo(at * width - size, size);
    c.fill();
  }
}

function lattice(c, size, ink, halo) {
  for (const [colour, width] of [[halo, 2.8], [ink, 1.1]]) {
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.beginPath();
    for (const [x, y, x2, y2] of [[-1, -1, size + 1, size + 1], [-1, size + 1, size + 1, -1]]) {
      c.moveTo(x, y);
      c.lineTo(x2, y2);
    }
    c.stroke();
  }
}

function dots(c, step, colour) {
  c.fillStyle = colour;
  c.globalAlpha = 0.85;
  for (const [x, y] of [[0.25, 0.25], [0.75, 0.75]]) {
    c.beginPath();
    c.arc(x * step, y * step, 1.15, 0, 7);
    c.fill();
  }
}

const STROKES = {
  diagonal: [[-2, 2, 2, -2], [0, 8, 8, 0], [6, 10, 10, 6]],
  'back-diagonal': [[-2, 6, 2, 10], [0, 0, 8, 8], [6, -2, 10, 2]],
  horizontal: [[0, 2, 8, 2], [0, 6, 8, 6]],
  vertical: [[2, 0, 2, 8], [6, 0, 6, 8]],
  grid: [[0, 4, 8, 4], [4, 0, 4, 8]],
};
STROKES.wide = [[-2, 2, 2, -2], [-1, 10, 10, -1], [7, 11, 11, 7]];
STROKES.cross = [...STROKES.diagonal, ...STROKES['back-diagonal']];

function motif(c, pattern, colour, mark) {
  c.fillStyle = colour;
  c.fillRect(0, 0, 8, 8);
  rule(c, STROKES[pattern] || [], mark, 1);
  c.fillStyle = mark;
  if (pattern === 'dots') [[2, 2], [6, 6]].forEach(([x, y]) => c.fillRect(x - 0.8, y - 0.8, 1.6, 1.6));
}

function rule(c, lines, colour, width) {
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.beginPath();
  for (const [x, y, x2, y2] of lines) {
    c.moveTo(x, y);
    c.lineTo(x2, y2);
  }
  c.stroke();
}

/** How much larger type and thicker lines are drawn than on a desk: set with the layout. */
export const SIZE = { type: 1, line: 1 };

/** The font of a label: Arabic and Latin from the fonts served here. */
export const font = (size, weight = 400) => `${weight} ${size * SIZE.type}px "Noto Sans Variable", "Noto Sans", "Noto Sans Arabic Variable", "Noto Sans Arabic", system-ui, sans-serif`;
