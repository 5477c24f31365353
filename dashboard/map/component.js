// The host: one frame, made once and kept; the page's view goes down, the map's view comes up on release.

const hosts = new WeakMap();

export default function ({ data: { visit, ...data }, parentElement, setStateValue }) {
  let host = hosts.get(parentElement);
  if (!host) {
    host = mount(parentElement);
    // On its way before the frame has read its first script; see bridge.js.
    if (!host.again) window.kharitaBrought = new Map([data.pack, data.basemap, data.words].map((url) => [url, fetch(url)]));
    hosts.set(parentElement, host);
  }
  host.setStateValue = setStateValue;
  if (host.moved) setStateValue("view", host.moved);
  host.moved = null;
  // Another server took over, which knows the address, but not what was released on a line that was down.
  if (host.visit && host.visit !== visit && host.released) setStateValue("view", { ...host.released, again: visit });
  host.visit = visit;
  host.frame.title = data.title;
  const message = { kharita: "show", ...data, theme: themeOf(parentElement) };
  const text = JSON.stringify(message);
  if (text !== host.text) {
    host.text = text;
    host.message = message;
    if (host.ready) send(host);
  }
}

function mount(parent) {
  const home = parent.querySelector(".kh-host");
  const early = takeOver(home);
  const frame = early?.frame ?? document.createElement("iframe");
  const host = { frame, ready: Boolean(early?.ready), again: Boolean(early), moved: early?.view };
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== window.location.origin) return;
    if (event.data?.kharita === "ready") {
      host.ready = true;
      send(host);
    }
    if (event.data?.kharita === "keys") window.kharitaKeys?.();
    if (event.data?.kharita === "drawn") host.setStateValue("drawn", event.data.drawn);
    if (event.data?.kharita === "view") {
      host.released = event.data.view;
      host.setStateValue("view", host.released);
    }
    if (event.data?.kharita === "picked") host.setStateValue("picked", event.data.picked);
  });
  if (!early) {
    frame.src = new URL("/kharita/map", window.location.origin).href;
    home.append(frame);
  }
  return host;
}

// The frame that early.js made, moved to where it belongs without loading anew; it has its last size only there.
function takeOver(home) {
  const early = window.kharitaEarly;
  delete window.kharitaEarly;
  const frame = early?.take();
  if (!frame) return null;
  if (!home.isConnected) {
    frame.remove();
    return null;
  }
  home.moveBefore(frame, null);
  frame.removeAttribute("style");
  return early;
}

function send(host) {
  host.frame.contentWindow.postMessage({ ...host.message, again: host.again }, window.location.origin);
  host.again = false;
}

// The theme is read off the page itself, so that the map follows the viewer's own switch.
function themeOf(element) {
  const [r, g, b] = (getComputedStyle(element.host ?? element).getPropertyValue("--st-background-color") || "#ffffff")
    .trim().replace("#", "").match(/../g).map((part) => Number.parseInt(part, 16));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 110 ? "dark" : "light";
}
