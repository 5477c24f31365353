// The address bar holds the whole view: copy it, or the lines that embed it in another page.

const boxes = new WeakMap();

export default function ({ data, parentElement }) {
  let box = boxes.get(parentElement);
  if (!box) {
    box = build(parentElement.querySelector('.kh-share'));
    boxes.set(parentElement, box);
  }
  dress(box, data);
}

function build(root) {
  const open = root.appendChild(made('button', 'open'));
  const panel = root.appendChild(made('div', 'box'));
  panel.hidden = true;
  panel.setAttribute('role', 'group');
  const link = panel.appendChild(made('input'));
  link.readOnly = true;
  const [address, lines] = [0, 1].map(() => panel.appendChild(made('button', 'copy')));
  const said = panel.appendChild(made('p', 'said'));
  said.setAttribute('role', 'status');
  const box = { root, open, panel, link, address, lines, said };
  open.addEventListener('click', () => toggle(box, panel.hidden));
  address.addEventListener('click', () => copy(box, link.value));
  lines.addEventListener('click', () => copy(box, embedding(box)));
  root.addEventListener('keydown', (event) => event.key === 'Escape' && toggle(box, false));
  document.addEventListener('pointerdown', (event) => { if (!event.composedPath().includes(root)) toggle(box, false); });
  return box;
}

function dress(box, { words, title, dir }) {
  Object.assign(box, { words, title });
  box.root.dir = dir;
  box.open.replaceChildren(icon(), made('span', '', words.share));
  box.open.setAttribute('aria-expanded', String(!box.panel.hidden));
  box.panel.setAttribute('aria-label', words.share);
  box.link.setAttribute('aria-label', words.share_link);
  box.address.textContent = words.share_link;
  box.lines.textContent = words.share_embed;
}

function toggle(box, on) {
  if (box.panel.hidden === !on) return;
  box.panel.hidden = !on;
  box.open.setAttribute('aria-expanded', String(on));
  box.said.textContent = '';
  box.link.value = window.location.href;
  if (on) box.address.focus();
  else box.open.focus();
}

/** The lines of HTML that show this view in a frame. */
function embedding({ title }) {
  const address = new URL(window.location.href);
  address.pathname = '/';
  address.searchParams.set('embed', 'true');
  const frame = document.createElement('iframe');
  for (const [key, value] of Object.entries({ src: address.href, title, width: '100%', height: '640', loading: 'lazy', style: 'border:0' })) frame.setAttribute(key, value);
  return frame.outerHTML;
}

async function copy(box, text) {
  const done = await put(box, text);
  box.said.textContent = done ? box.words.share_copied : box.words.share_by_hand;
  if (done) return;
  box.link.value = text;
  box.link.select();
}

/** The clipboard is there only on https and on this machine; elsewhere the old way, with a selection. */
async function put({ link }, text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    link.value = text;
    link.select();
    return document.execCommand('copy');
  }
}

function icon() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  path.setAttribute('d', 'M6.5 9.5l3-3M7 4.5l1.6-1.6a2.5 2.5 0 0 1 3.6 3.6L10.6 8M9 11.5l-1.6 1.6a2.5 2.5 0 0 1-3.6-3.6L5.4 8');
  return svg;
}

function made(tag, name, text) {
  const element = document.createElement(tag);
  if (tag === 'button') element.type = 'button';
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}
