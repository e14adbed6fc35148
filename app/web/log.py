"""One line of JSON for each request and each fault, without a word of what people wrote."""

import json
import logging
import sys
from datetime import UTC, datetime


class Lines(logging.Formatter):
    """One JSON object a line; whatever a message holds is escaped, so nobody can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON: when, how grave, from where, and its facts or words."""
        said = record.msg if isinstance(record.msg, dict) else {"message": record.getMessage()}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": at, "level": record.levelname.lower(), "from": record.name, **said})
        return line.replace("\x7f", "\\u007f")  # the one control character that JSON leaves as it is


def start() -> None:
    """Send the service's own log to standard output, once a process."""
    logger = logging.getLogger("oversight")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(Lines())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
