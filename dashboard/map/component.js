// The host: one frame, made once and kept; the page's view goes down, the map's view comes up on release.

const hosts = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let host = hosts.get(parentElement);
  if (!host) {
    host = mount(parentElement);
    // On its way before the frame has read its first script; the frame then finds it in the cache, where it stays.
    for (const url of [data.pack, data.basemap, data.words].filter(Boolean)) fetch(url).catch(() => {});
    hosts.set(parentElement, host);
  }
  host.setStateValue = setStateValue;
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
  const frame = document.createElement("iframe");
  const host = { frame, ready: false };
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== window.location.origin) return;
    if (event.data?.kharita === "ready") {
      host.ready = true;
      send(host);
    }
    if (event.data?.kharita === "keys") window.kharitaKeys?.();
    if (event.data?.kharita === "view") host.setStateValue("view", event.data.view);
  });
  frame.src = new URL("/kharita/map", window.location.origin).href;
  parent.querySelector(".kh-host").append(frame);
  return host;
}

function send(host) {
  host.frame.contentWindow.postMessage(host.message, window.location.origin);
}

// The theme is read off the page itself, so that the map follows the viewer's own switch.
function themeOf(element) {
  const [r, g, b] = (getComputedStyle(element.host ?? element).getPropertyValue("--st-background-color") || "#ffffff")
    .trim().replace("#", "").match(/../g).map((part) => Number.parseInt(part, 16));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 110 ? "dark" : "light";
}
