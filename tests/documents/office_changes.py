"""Accepts or refuses the tracked changes of Word files in a real LibreOffice, and tells what it then sees.

Run by the Python that has LibreOffice's bridge (package python3-uno), apart from the tests: `python3 office_changes.py
SOFFICE PROFILE < jobs.json`. A job is {"file", "command": null or the name of a command of LibreOffice}; the answer to
each is its paragraphs. The files hold no comments: without its screens (the « nogui » packages), LibreOffice stops
where it has to draw one.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

WAIT = 60.0  # seconds for LibreOffice to start


def value(name, content):
    return PropertyValue(name, 0, content, 0)


def connected(pipe):
    """The context of the office that listens on a pipe."""
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    until = time.monotonic() + WAIT
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def contents(text, found):
    """Every paragraph of a text, those of its tables too, as [style, number, words]."""
    walk = text.createEnumeration()
    while walk.hasMoreElements():
        block = walk.nextElement()
        if block.supportsService("com.sun.star.text.TextTable"):
            for name in block.getCellNames():
                found.append(["cell", "", name])
                contents(block.getCellByName(name), found)
        elif hasattr(block, "ParaStyleName"):
            found.append([block.ParaStyleName, getattr(block, "ListLabelString", ""), block.getString()])


def done(desktop, context, job):
    url = uno.systemPathToFileUrl(str(Path(job["file"]).resolve()))
    document = desktop.loadComponentFromURL(url, "_blank", 0, (value("Hidden", True),))
    try:
        if job["command"]:
            helper = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
            frame = document.getCurrentController().getFrame()
            helper.executeDispatch(frame, f".uno:{job['command']}", "", 0, ())
        paragraphs = []
        contents(document.getText(), paragraphs)
        notes = document.getFootnotes()
        for number in range(notes.getCount()):
            contents(notes.getByIndex(number), paragraphs)
        return paragraphs
    finally:
        document.close(True)


def main():
    soffice, profile = sys.argv[1], Path(sys.argv[2])
    pipe = f"clausier{profile.name}"
    office = subprocess.Popen(
        [
            soffice,
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # `soffice` starts another process: both end together
    )
    try:
        context = connected(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        # The office ends with its last document: this one holds it open.
        held = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (value("Hidden", True),))
        json.dump([done(desktop, context, job) for job in json.load(sys.stdin)], sys.stdout)
        held.close(True)
        with suppress(Exception):  # the bridge may close before it answers
            desktop.terminate()
        office.wait(WAIT)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(office.pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
