// Messages between this frame and the page around it: same origin, plain data.

/** Call `show` for each view the page sends, and say that the map is ready. */
export function listen(show) {
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== window.location.origin) return;
    if (event.data?.kharita === 'show') show(event.data);
  });
  tell({ kharita: 'ready' });
}

/** Tell the page; only on release, never while the clock is dragged. */
export function tell(message) {
  if (window.parent !== window) window.parent.postMessage(message, window.location.origin);
}
