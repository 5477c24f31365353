// Messages between this page and the one around it: same origin, known senders, known words.

/**
 * Listen to the page around, and say that the map is ready.
 * @param {(message: object) => void} show called with each "show"
 * @returns {(kind: string, content: object) => void} send
 */
export function connect(show) {
  const host = window.parent;
  const send = (kind, content = {}) => {
    if (host !== window) host.postMessage({ kharita: kind, ...content }, window.location.origin);
  };
  window.addEventListener('message', (event) => {
    if (event.origin !== window.location.origin || event.source !== host) return;
    if (event.data?.kharita === 'show') show(event.data);
  });
  send('ready');
  return send;
}

const kept = new Map();

/** A JSON document of this server, fetched once for each address. */
export function fetched(url) {
  if (!/^\/kharita\/(pack|basemap)\/[0-9a-f]{16}\.json$/.test(url)) return Promise.reject(new Error('not an address of a pack'));
  if (!kept.has(url)) {
    const answer = fetch(url).then((response) => (response.ok ? response.json() : Promise.reject(new Error(`${response.status}`))));
    answer.catch(() => kept.delete(url));
    kept.set(url, answer);
  }
  return kept.get(url);
}
