// The frame of the map, made while Streamlit is still on its way; component.js takes it over, and what it was told.
// The script before this one holds what the map is told first.

(() => {
  if (!('moveBefore' in Element.prototype)) return; // Any other way of moving a frame loads it anew.
  const told = JSON.parse(document.currentScript.previousElementSibling.textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const message = { kharita: 'show', ...told, theme: dark ? 'dark' : 'light' };
  const frame = document.createElement('iframe');
  const early = { frame, ready: false, view: null, gone: false };

  const heard = (event) => {
    if (event.source !== frame.contentWindow || event.origin !== location.origin) return;
    if (event.data?.kharita === 'ready') {
      early.ready = true;
      frame.contentWindow.postMessage(message, location.origin);
    }
    if (event.data?.kharita === 'view') early.view = event.data.view;
  };

  /** Give the frame to whoever mounts the map; null where there is none. */
  early.take = () => {
    window.removeEventListener('message', heard);
    clearTimeout(timer);
    early.gone = true;
    return frame.isConnected ? frame : null;
  };
  early.drop = () => { if (!early.gone) early.take()?.remove(); };
  // A page that never came to show its map.
  const timer = setTimeout(early.drop, 60_000);

  /** About where the page will have it, so that little moves. */
  const place = () => {
    const side = 'clamp(0.6rem, 2vw, 2rem)';
    const where = matchMedia('(max-width: 640px)').matches
      ? `top: 463px; inline-size: calc(100vw - 2 * ${side}); block-size: clamp(460px, 78vh, 700px);`
      : `top: 238px; inline-size: calc((100vw - 2 * ${side}) * 0.687); block-size: clamp(540px, calc(100vh - 10.5rem), 1200px);`;
    frame.style.cssText = `position: absolute; z-index: 1; border: 0; ${told.lang === 'ar' ? 'right' : 'left'}: ${side}; ${where}`;
  };
  document.documentElement.style.background = dark ? '#14181d' : '#faf8f3';
  frame.title = told.title;
  frame.src = '/kharita/map';

  window.kharitaEarly = early;
  window.addEventListener('message', heard);
  window.kharitaBrought = new Map([told.pack, told.basemap, told.words].map((url) => [url, fetch(url)]));
  const body = new MutationObserver(() => {
    if (!document.body) return;
    body.disconnect();
    place(); // A phone knows its own width only once the head has been read.
    document.body.append(frame);
  });
  body.observe(document.documentElement, { childList: true });
})();
