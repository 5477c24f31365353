"""Applications as people write them without Kharita, each a Streamlit script over dated GeoJSON."""
