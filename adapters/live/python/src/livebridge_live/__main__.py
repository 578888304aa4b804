"""`python -m livebridge_live script DIR`: runs a Remote Script on the engine of the environment."""

import argparse
import signal
import sys

from . import link, session
from .errors import LinkError
from .host import TICK_MS, Host


def parser():
    """The command line."""
    top = argparse.ArgumentParser(prog="livebridge-live", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    script = commands.add_parser("script", help="run the Remote Script in a folder")
    script.add_argument("directory", metavar="DIR", help="the folder with __init__.py")
    script.add_argument(
        "--tick-ms",
        type=positive,
        default=TICK_MS,
        metavar="MS",
        help="real milliseconds of a tick; Live's are %(default)g, tests take fewer",
    )
    script.add_argument(
        "--refuse-threads",
        action="store_true",
        help="raise where the script touches Live from another thread than the main one; else it is counted",
    )
    script.add_argument("--quiet", action="store_true", help="write no log to stderr")
    return top


def positive(text):
    """A number of milliseconds above zero."""
    number = float(text)
    if not 0.1 <= number <= 60_000:
        raise argparse.ArgumentTypeError("between 0.1 and 60000")
    return number


def main(argv=None):
    """Runs the command; 0 when the script was taken away in order, 1 when it failed, 2 without an engine."""
    options = parser().parse_args(argv)
    try:
        pipe, token = link.from_environment()
        live = session.connect(pipe, token)
    except LinkError as error:
        print(f"livebridge-live: {error}", file=sys.stderr)
        return 2
    live.refuse_threads = options.refuse_threads
    host = Host(live, log=(lambda _line: None) if options.quiet else None)
    stopped = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.append(True))
    try:
        host.load(options.directory)
    except Exception as error:
        host.report("create_instance", error)
        print(f"livebridge-live: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(f"ready {options.directory}", flush=True)
    host.run(options.tick_ms, until=lambda: bool(stopped))
    host.unload()
    if live.off_main:
        host.log(f"Live was touched {live.off_main} times from other threads than its main one")
    live.close()
    return 0


if __name__ == "__main__":
    # Threads that a script leaves running must not keep the process.
    sys.exit(main())
