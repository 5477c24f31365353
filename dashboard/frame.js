// The document's language and direction follow the viewer's choice; Streamlit itself has no setting for either.
export default function ({ data }) {
  const root = document.documentElement;
  root.lang = data.lang;
  root.dir = data.dir;
}
