// The document's language and direction follow the viewer's choice; Streamlit itself has no setting for either.
// Links within Kharita lead on without loading the page anew; opened in another tab they are links as any.
const follow = { setTriggerValue: null };

export default function ({ data, parentElement, setTriggerValue }) {
  const root = document.documentElement;
  root.lang = data.lang;
  root.dir = data.dir;
  root.dataset.layout = data.layout;
  const look = getComputedStyle(parentElement.host ?? parentElement);
  for (const name of ['link', 'primary', 'background', 'text']) {
    root.style.setProperty(`--kh-${name}`, look.getPropertyValue(`--st-${name}-color`));
  }
  if (window.location.pathname !== '/') window.kharitaEarly?.drop();
  if (!window.kharitaFollows) {
    document.addEventListener('click', (event) => window.kharitaFollows(event));
    document.addEventListener('keydown', (event) => { if (event.key === '?' && !typing(event)) window.kharitaKeys(); });
  }
  follow.setTriggerValue = setTriggerValue;
  window.kharitaFollows = lead;
  window.kharitaKeys = () => showKeys(data.keys);
  if (!window.kharitaReturns) returns();
  window.kharitaReturns = () => follow.setTriggerValue('back', Date.now());
}

// A page whose server died is taken up by another, which has to be told what the page shows; Streamlit tells it nothing.
function returns() {
  const app = document.querySelector('[data-test-connection-state]');
  if (!app) return;
  let lost = false;
  new MutationObserver(() => {
    const connected = app.dataset.testConnectionState === 'CONNECTED';
    if (connected && lost) window.kharitaReturns();
    lost = !connected;
  }).observe(app, { attributes: true, attributeFilter: ['data-test-connection-state'] });
}

const typing = (event) => event.composedPath().some((one) => one.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(one.tagName ?? '') && one.type !== 'range'));

function lead(event) {
  const link = event.target.closest?.('[data-testid="stHtml"] a[href]');
  if (!link || (link.target && link.target !== '_self') || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const { origin, pathname, searchParams, hash } = new URL(link.href);
  if (origin !== window.location.origin || pathname.startsWith('/kharita/')) return;
  event.preventDefault();
  if (link.getAttribute('href').startsWith('#')) {
    leap(hash);
    return;
  }
  const params = { ...Object.fromEntries(searchParams), ...dayIn(link, event) };
  follow.setTriggerValue('go', { page: pathname.slice(1) || 'briefing', params, at: Date.now() });
  window.scrollTo({ top: 0 });
}

/** The day at which a lane of days was clicked, as part of an address. */
function dayIn(link, { clientX, detail }) {
  if (!link.dataset.days || !detail) return {};
  const [first, last] = link.dataset.days.split(',').map(Number);
  const { left, width } = link.getBoundingClientRect();
  const share = document.documentElement.dir === 'rtl' ? 1 - (clientX - left) / width : (clientX - left) / width;
  return { date: new Date(Math.round(first + (last - first) * share) * 86_400_000).toISOString().slice(0, 10) };
}

/** To a part of this page; or the list of keys. */
function leap(hash) {
  if (hash === '#kh-keys') {
    window.kharitaKeys();
    return;
  }
  const target = document.querySelector(hash);
  target?.focus();
  target?.scrollIntoView();
}

/** The keys, each with what it does: a dialog made of text alone. */
function showKeys({ title, close, rows }) {
  document.querySelector('#kh-keys')?.remove();
  const dialog = element('dialog', '');
  dialog.id = 'kh-keys';
  dialog.setAttribute('aria-label', title);
  const list = element('dl', '');
  list.append(...rows.flatMap(([key, what]) => [element('dt', key), element('dd', what)]));
  const button = element('button', close);
  button.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  dialog.append(element('h2', title), list, button);
  document.body.append(dialog);
  dialog.showModal();
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
