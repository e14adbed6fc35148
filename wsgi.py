"""The application, for the server and the flask command."""

from app import create_app
from app.web.serving import settle

app = create_app()
settle()
