// What surrounds the map: the page that frames it, same origin and plain data; or, in a file of its own, the `host` given.

const { host } = window.kharita;

/** Call `show` for each view that is sent, and say that the map is ready. */
export function listen(show) {
  if (host) host.ready(show);
  else {
    window.addEventListener('message', (event) => {
      if (event.source !== window.parent || event.origin !== window.location.origin) return;
      if (event.data?.kharita === 'show') show(event.data);
    });
    tell({ kharita: 'ready' });
  }
}

/** Tell what changed; only on release, never while the clock is dragged. */
export function tell(message) {
  if (host) host.heard(message);
  else if (window.parent !== window) window.parent.postMessage(message, window.location.origin);
}

/** What the page around asked for already, while this one was still coming; each once. */
function brought(url) {
  const waiting = window.parent !== window && window.parent.kharitaBrought?.get(url);
  if (waiting) window.parent.kharitaBrought.delete(url);
  return waiting || null;
}

/** The document at an address: bytes where it ends in .bin, otherwise what its JSON says. */
export async function bring(url) {
  if (host) return host.bring(url);
  const answer = await (brought(url) ?? fetch(url));
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return url.endsWith('.bin') ? answer.arrayBuffer() : answer.json();
}
