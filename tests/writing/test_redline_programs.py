"""LibreOffice itself accepts and rejects all that is tracked in a redline, and says what it has left."""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest
from sample_agreement import agreement
from test_redline import DAY, rewritten, swapped, without_references
from tracked import W, body, said_by

from isptool.writing.redline import redline
from isptool.writing.word import HouseStyle, to_word

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice"),
]

DOCTYPE = '<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">'
LIBRARIES = f"""<?xml version="1.0" encoding="UTF-8"?>
{DOCTYPE.format("library:libraries", "libraries")}
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
  library:link="false"/>
</library:libraries>
"""
LIBRARY = f"""<?xml version="1.0" encoding="UTF-8"?>
{DOCTYPE.format("library:library", "library")}
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Settling"/></library:library>
"""
MODULE = f"""<?xml version="1.0" encoding="UTF-8"?>
{DOCTYPE.format("script:module", "module")}
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Settling" script:language="StarBasic">
Sub Settle(source, folder)
  Settled(source, folder, "Accept")
  Settled(source, folder, "Reject")
End Sub
Sub Settled(source, folder, how)
  Dim opening(0) As New com.sun.star.beans.PropertyValue
  opening(0).Name = "Hidden"
  opening(0).Value = True
  doc = StarDesktop.loadComponentFromURL(source, "_blank", 0, opening())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(doc.CurrentController.Frame, ".uno:" + how + "AllTrackedChanges", "", 0, Array())
  Dim saving(0) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName"
  saving(0).Value = "MS Word 2007 XML"
  doc.storeToURL(folder + "/" + how + ".docx", saving())
  doc.close(True)
End Sub
</script:module>
"""


def lines(data: bytes) -> list[str]:
    """The words of every paragraph that has some; LibreOffice writes a page break as a line in a paragraph."""
    texts = ("".join(said_by(run) for run in each.iter(f"{W}r")).strip() for each in body(data).iter(f"{W}p"))
    return [text for text in texts if text]


def test_libreoffice_accepts_to_the_new_text_and_rejects_to_the_old(house: HouseStyle, tmp_path: Path) -> None:
    old = agreement("FOR SIGNATURE 7F3A-91C2")
    new = swapped(swapped(old, without_references), rewritten)
    source = tmp_path / "redline.docx"
    source.write_bytes(redline(old, new, house, author="Wolds Council", on=DAY))
    basic = tmp_path / "profile" / "user" / "basic"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    run = partial(subprocess.run, check=True, timeout=180, capture_output=True)
    run(
        ["soffice", profile, "--headless", "--terminate_after_init"]
    )  # it fills a new profile with libraries of its own
    (basic / "script.xlc").write_text(LIBRARIES)
    (basic / "Standard" / "script.xlb").write_text(LIBRARY)
    (basic / "Standard" / "Settling.xba").write_text(MODULE)
    call = f'macro:///Standard.Settling.Settle("{source.as_uri()}","{tmp_path.as_uri()}")'
    run(["soffice", profile, "--headless", call])
    for how, wanted in (("Accept", new), ("Reject", old)):
        assert lines((tmp_path / f"{how}.docx").read_bytes()) == lines(to_word(wanted, house)), how
