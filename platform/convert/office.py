"""Drives one LibreOffice over a pipe: a JSON request a line on stdin
({"in": PATH, "out": PATH}), a JSON answer a line on stdout. Ends with stdin."""
import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

NEVER = 0  # MacroExecMode.NEVER_EXECUTE, UpdateDocMode.NO_UPDATE


def prop(name, value):
    p = PropertyValue()
    p.Name, p.Value = name, value
    return p


def connect(pipe, seconds):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + seconds
    while True:
        try:
            return resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def convert(desktop, request):
    source = (prop("Hidden", True), prop("ReadOnly", True), prop("MacroExecutionMode", NEVER),
              prop("UpdateDocMode", NEVER), prop("FilterName", "MS Word 2007 XML"))
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(request["in"]), "_blank", 0, source)
    if document is None:
        return {"ok": False, "detail": "not loaded"}
    try:
        options = uno.Any("[]com.sun.star.beans.PropertyValue", (
            prop("SelectPdfVersion", 17), prop("UseTaggedPDF", True), prop("EmbedStandardFonts", True),
            prop("ExportBookmarks", False), prop("ExportFormFields", False), prop("ExportLinksRelativeFsys", False),
            prop("ReduceImageResolution", False), prop("UseLosslessCompression", True)))
        document.storeToURL(uno.systemPathToFileUrl(request["out"]),
                            (prop("FilterName", "writer_pdf_Export"), prop("FilterData", options)))
    finally:
        document.close(True)
    return {"ok": True}


def lost(desktop):
    """Whether LibreOffice answers no more: then the document is not to blame."""
    try:
        desktop.getCurrentFrame()
        return False
    except Exception:
        return True


def answer(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main():
    context = connect(sys.argv[1], float(sys.argv[2]))
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    answer({"ok": True})
    for line in sys.stdin:
        try:
            answer(convert(desktop, json.loads(line)))
        except Exception as e:
            answer({"ok": False, "lost": lost(desktop), "detail": str(e)[:300]})


main()
