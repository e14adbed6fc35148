"""The application, for the server and the flask command."""

import gc

from app import create_app

app = create_app()
# What the app is made of stays as long as the process: the collector need not walk it during a large page.
gc.collect()
gc.freeze()
