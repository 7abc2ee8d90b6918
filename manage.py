#!/usr/bin/env python
"""Django's commands; each compiles the texts and starts the services that it needs (see ``config.services``)."""

import os
import sys

from django.core.management import execute_from_command_line

from config import services, translations

WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "count_votes",
    "diffsettings",
    "findstatic",
    "help",
    "messages",
    "opinion_map",
    "version",
}


def needs_database(arguments: list[str]) -> bool:
    if not arguments or {"-h", "--help", "--version"} & set(arguments):
        return False
    return arguments[0] not in WITHOUT_DATABASE or "--database" in arguments


def main() -> None:
    if not any(map(os.environ.get, ("SECRET_KEY", "DATABASE_URL", "DEMO"))):
        os.environ.setdefault("DEBUG", "1")  # neither a secret nor a database of its own: somebody develops here
    translations.compile_catalogues()  # Django's own models read them, once, so afterwards is too late
    database = needs_database(sys.argv[1:])
    services.prepare(database=database)
    if database:
        services.require_database()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
