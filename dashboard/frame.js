// The document's language and direction follow the viewer's choice; Streamlit itself has no setting for either.
// Links within Kharita lead on without loading the page anew; opened in another tab they are links as any.
const follow = { setTriggerValue: null };

export default function ({ data, parentElement, setTriggerValue }) {
  const root = document.documentElement;
  root.lang = data.lang;
  root.dir = data.dir;
  const look = getComputedStyle(parentElement.host ?? parentElement);
  for (const name of ['link', 'primary', 'background', 'text']) {
    root.style.setProperty(`--kh-${name}`, look.getPropertyValue(`--st-${name}-color`));
  }
  if (!window.kharitaFollows) document.addEventListener('click', (event) => window.kharitaFollows(event));
  follow.setTriggerValue = setTriggerValue;
  window.kharitaFollows = lead;
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

function lead(event) {
  const link = event.target.closest?.('[data-testid="stHtml"] a[href]');
  if (!link || (link.target && link.target !== '_self') || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const { origin, pathname, searchParams } = new URL(link.href);
  if (origin !== window.location.origin || pathname.startsWith('/kharita/')) return;
  event.preventDefault();
  follow.setTriggerValue('go', { page: pathname.slice(1) || 'briefing', params: Object.fromEntries(searchParams), at: Date.now() });
  window.scrollTo({ top: 0 });
}
