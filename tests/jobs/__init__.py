"""The queue of slow work, with real workers."""
