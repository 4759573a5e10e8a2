"""Draws figures of a result and reads them with an XML parser: check_figures.py ACTORHOOD RESULT SWEEP"""
import subprocess
import sys
import xml.etree.ElementTree as tree

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {SVG + name for name in ("svg", "title", "desc", "rect", "path", "text")}
TITLE = "A <script>alert('x')</script> & \"title\" \x01 é"


def figure(program, *arguments):
    drawn = [subprocess.run([program, "plot", *arguments], check=True, capture_output=True).stdout for _ in range(2)]
    assert drawn[0] == drawn[1], "the same call gives other bytes"
    return drawn[0]


def check(text):
    root = tree.fromstring(text)
    width, height = (float(root.get(name)) for name in ("width", "height"))
    assert root.get("viewBox").split() == ["0", "0", root.get("width"), root.get("height")]
    assert root[0].tag == SVG + "title" and root[0].text == TITLE.replace("\x01", "\ufffd"), root[0].text
    assert root[1].tag == SVG + "desc" and len(root[1].text) > 40
    for element in root.iter():
        assert element.tag in ALLOWED, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on") and "href" not in name and "url(" not in value, (name, value)
            assert "nan" not in value and "inf" not in value, (name, value)
        if element.tag == SVG + "text":
            assert 0 <= float(element.get("x")) <= width and 0 <= float(element.get("y")) <= height, element.text
            assert 7 <= float(element.get("font-size")) <= 16
    assert len(text) < 1_000_000


program, result, sweep = sys.argv[1:]
for arguments in ((result,), (result, result, "--kind", "differences"), (sweep, "--kind", "simplex"),
                  (sweep, "--kind", "simplex", "--colour", "mean"), (sweep, "--kind", "regret"),
                  (sweep, "--kind", "tornado", "--method", "rank")):
    check(figure(program, *arguments, "--title", TITLE))
print("figures are well formed")
