"""The application, for the server and the flask command."""

from app import create_app

app = create_app()
