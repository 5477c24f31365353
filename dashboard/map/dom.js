// Elements by hand: words only ever arrive as text.

/** An element with a class and a text. */
export function el(name, className = '', text = '') {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** A button with a name for those who cannot see its sign. */
export function button(className, label, onClick, text = '') {
  const node = el('button', className, text);
  node.type = 'button';
  if (label) name(node, label);
  node.addEventListener('click', onClick);
  return node;
}

export function name(node, label) {
  node.setAttribute('aria-label', label);
  node.title = label;
}

/** A canvas in the pixels of this screen; its context draws in CSS pixels. */
export function sized(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const ctx = canvas.getContext('2d');
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  return ctx;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A small sign drawn from one path on a grid of 24 units. */
export function icon(path) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}
