"""Take it with you: a map state as one HTML file, as a PDF briefing, as a picture."""
