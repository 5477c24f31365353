"""The folium element: the one page, the wire, and the routes that serve them."""
