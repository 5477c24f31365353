// The document's language and direction follow the viewer's choice; Streamlit itself has no setting for either.
export default function ({ data, parentElement }) {
  const root = document.documentElement;
  root.lang = data.lang;
  root.dir = data.dir;
  const look = getComputedStyle(parentElement.host ?? parentElement);
  for (const name of ['link', 'primary', 'background', 'text']) {
    root.style.setProperty(`--kh-${name}`, look.getPropertyValue(`--st-${name}-color`));
  }
}
