"""Passing a view on: its link, the lines that embed it in another page, and the page that such lines show."""
