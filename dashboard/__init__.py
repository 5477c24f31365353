"""The screen: a Streamlit app around one map and one clock."""
