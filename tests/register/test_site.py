"""The website: what is on it, for whom, and that nothing in a document can become markup."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.running import run
from isptool.cli import editions
from isptool.cli.entry import tidy_seldom

from .ground import EXAMPLE, PARTNERS, SETTINGS, agreement, put, workspace


def record(name: str, *, publish: str = "publish: yes\n", more: str = "", title: str = "") -> str:
    return (
        f"kind: record\nid: {name}\ntitle: {title or f'About {name}'}\nstatus: in-force\nowner: council Head\n"
        f"parties:\n  council:\n    signed: 1 May 2026\n  police:\n{publish}{more}"
    )


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    assert run(["site", str(EXAMPLE), "--drafts", "-o", str(out)]).code == 0
    return out


def _pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            if name == "id" and value:
                self.ids.append(value)


def test_every_link_leads_to_a_file_of_the_site(example: Path) -> None:
    for page in _pages(example):
        found = _Links()
        found.feed(page.read_text(encoding="utf-8"))
        assert len(found.ids) == len(set(found.ids)), page.name
        for link in found.links:
            file, _, place = link.partition("#")
            if file.startswith("https://"):
                continue  # what a document itself refers to; nothing is loaded from there
            target = (page.parent / file).resolve() if file else page
            assert target.is_file(), f"{page.name}: {link}"
            if place:
                there = _Links()
                there.feed(target.read_text(encoding="utf-8"))
                assert place in there.ids, f"{page.name}: {link}"


def test_there_is_nothing_of_gov_uk_s_branding(example: Path) -> None:
    names = [path.name.lower() for path in example.rglob("*")]
    assert not [each for each in names if re.search(r"crest|crown|favicon|\.woff|opengraph", each)]
    for path in [*_pages(example), *example.rglob("*.css"), *example.rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"GDS Transport|@font-face|govuk-crest|crown", text, re.I), path.name
    css = (example / "assets" / "govuk-frontend.css").read_text(encoding="utf-8")
    families = {each.strip() for each in re.findall(r"font-family:([^;}]+)", css)}
    assert families <= {"arial,sans-serif", "sans-serif", "monospace", "inherit"}
    assert "url(" not in css


def test_nothing_is_asked_of_another_site(example: Path) -> None:
    for path in _pages(example):
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        text = text.replace('<a class="govuk-link" href="https://', "")  # a person may follow it; no page does
        assert not re.search(r"""(src|href|action|url)\s*[=(]\s*["']?(https?:)?//""", text), path.name


def test_the_pages_of_the_example(example: Path) -> None:
    names = {path.relative_to(example).as_posix() for path in _pages(example)}
    assert {"index.html", "by-review.html", "by-status.html", "partners.html", "data.html", "law.html", "map.html",
            "changes.html", "downloads.html", "accessibility.html", "agreements/safe-and-well-visits.html",
            "partners/wolds-fire.html"} <= names  # fmt: skip
    index = (example / "index.html").read_text(encoding="utf-8")
    assert "7 documents that say who shares what with whom" in index
    assert "Wolds County Council. As at 2 November 2026." in index
    page = (example / "agreements" / "safe-and-well-visits.html").read_text(encoding="utf-8")
    assert "<svg " in page
    assert "Fire and Rescue Services Act 2004, section 6" in page
    assert "Whether oxygen is kept in the home (yes or no)" in page
    fire = (example / "partners" / "wolds-fire.html").read_text(encoding="utf-8")
    assert "gives and gets" in fire


def test_no_contact_system_or_post_is_published(example: Path) -> None:
    for path in example.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".csv", ".xml", ".js", ".ics"):
            text = path.read_text(encoding="utf-8")
            for kept in ("@wolds", "Prevention Manager", "01999", "Adult social care system", "isptool-rendered"):
                if path.name != ".isptool-rendered.json":
                    assert kept not in text, f"{path.name}: {kept}"


def test_an_agreement_s_page_is_its_public_edition_with_a_reason_for_each_gap(example: Path) -> None:
    page = (example / "agreements" / "safeguarding-children.html").read_text(encoding="utf-8")
    assert "Published without these details: telephone numbers and system names." in page
    assert (
        '<dt class="govuk-summary-list__key">B</dt><dd class="govuk-summary-list__value">How the information is '
        "protected." in page
    )
    who = page.partition("Who may see it</h3>")[2]
    assert who.partition("</p>")[0].endswith('<a class="govuk-link" href="#not-published">[Not published: B]</a>')
    assert '<h2 class="govuk-heading-m" id="not-published">What is not published</h2>' in page
    assert "secure" not in page.lower().replace("security", "")


def test_with_particulars_alone_what_is_left_out_is_said_once(tmp_path: Path) -> None:
    assert run(["site", str(EXAMPLE), "--drafts", "--particulars", "-o", str(tmp_path)]).code == 0
    page = (tmp_path / "agreements" / "safeguarding-children.html").read_text(encoding="utf-8")
    assert "Left out of this page: telephone numbers, system names." in page
    assert "secure" not in page.lower()
    assert "FRSA 2004 s.6" in (tmp_path / "agreements" / "safe-and-well-visits.html").read_text(encoding="utf-8")


def test_of_what_is_published_as_a_summary_the_page_says_under_what_the_rest_is_withheld(tmp_path: Path) -> None:
    more = "publish:\n  answer: summary-only\n  exemption: section 31\n"
    root = workspace(tmp_path / "w", visits=agreement("visits", more=more))
    assert run(["site", str(root), "--drafts", "-o", str(tmp_path / "site")]).code == 0
    page = (tmp_path / "site" / "agreements" / "visits.html").read_text(encoding="utf-8")
    assert "A plain-English summary is published; the full text is withheld under section 31." in page
    assert '<h2 class="govuk-heading-m" id="glance">At a glance</h2>' in page
    assert "secure" not in page
    assert 'id="law"' not in page


PEOPLE = """\
reviews:
  - role: dpo
    on: 1 October 2026
    party: council
    post: Deputy Head of Records
publish:
  answer: publish-full
"""


def _published(**changes: str) -> str:
    text = agreement("visits", title="Visits to homes", more=PEOPLE)
    text = text.replace(
        "  council:\n  police:\npurposes",
        "  council:\n    contacts:\n      day-to-day:\n        post: Night Duty Clerk\n        phone: 01234 567890\n"
        "        mailbox: night@beckshire.example\n  police:\npurposes",
    )
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def test_nobody_who_works_there_is_named(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", visits=_published())
    out = tmp_path / "site"
    assert run(["site", str(root), "--drafts", "--word", "-o", str(out)]).code == 0
    page = (out / "agreements" / "visits.html").read_text(encoding="utf-8")
    assert "Name and date of birth" in page
    for path in out.rglob("*"):
        if path.suffix in (".html", ".json", ".csv", ".xml", ".js", ".ics"):
            text = path.read_text(encoding="utf-8")
            for kept in ("Night Duty Clerk", "01234", "@beckshire", "Deputy Head", "Information Sharing Officer"):
                assert kept not in text, f"{path.name}: {kept}"
    import docx

    word = docx.Document(str(out / "agreements" / "visits.docx"))
    words = "\n".join(each.text for each in word.element.body.iter() if each.text)
    assert "Name and date of birth" in words
    assert "Not published" in words
    assert "Night Duty Clerk" not in words


def test_markup_in_an_agreement_is_text(tmp_path: Path) -> None:
    evil = EVIL.replace('"', "'")
    text = _published().replace("Keep people safe.", f'"{evil}"').replace("Name and date of birth", f'"{evil}"')
    text = text.replace("title: Visits to homes", f'title: "{evil}"').replace("what: Residents", f'what: "{evil}"')
    root = workspace(tmp_path / "w", visits=text)
    assert run(["site", str(root), "--drafts", "-o", str(tmp_path / "site")]).code == 0
    page = (tmp_path / "site" / "agreements" / "visits.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in page
    assert "<script>" not in page
    assert "<img" not in page


def test_a_long_document_has_several_pages_that_lead_to_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isptool.register.edition.MOST", 15_000)
    assert run(["site", str(EXAMPLE), "--drafts", "-o", str(tmp_path)]).code == 0
    pages = sorted((tmp_path / "agreements").glob("safeguarding-children*.html"))
    assert [each.name for each in pages][0:2] == ["safeguarding-children.html", "safeguarding-children.part-2.html"]
    assert len(pages) > 4
    assert max(each.stat().st_size for each in pages) < 15_000 + 12_000
    second = pages[1].read_text(encoding="utf-8")
    assert "together, part 2 of " in second
    assert 'href="safeguarding-children.html#not-published">[Not published: B]' in "".join(
        each.read_text(encoding="utf-8") for each in pages[1:]
    )
    test_every_link_leads_to_a_file_of_the_site(tmp_path)


def test_several_processes_make_the_same_pages(example: Path, tmp_path: Path) -> None:
    assert run(["site", str(EXAMPLE), "--drafts", "--jobs", "2", "-o", str(tmp_path)]).code == 0
    for page in _pages(example):
        assert (tmp_path / page.relative_to(example)).read_bytes() == page.read_bytes(), page.name


@pytest.mark.parametrize(
    ("enough", "cores", "pools"),
    [(100, 2, []), (2, 2, [2]), (2, 1, []), (2, 64, [4])],
    ids=["few", "two", "one", "many"],
)
def test_further_processes_are_started_by_themselves_where_there_is_enough_to_do(
    enough: int, cores: int, pools: list[int], tmp_path: Path, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pool(ThreadPoolExecutor):
        def __init__(self, workers: int, mp_context: object, initializer: Callable[[], None]) -> None:
            assert mp_context is not None
            assert initializer is tidy_seldom  # with the collector as it is in a fresh Python, a fifth slower
            started.append(workers)
            super().__init__(workers)

    started: list[int] = []
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Pool)
    monkeypatch.setattr(editions, "_cores", lambda: cores)
    monkeypatch.setattr(editions, "_ENOUGH", enough)
    monkeypatch.setattr(editions, "_AT_ONCE", 1)
    assert run(["site", str(EXAMPLE), "--drafts", "-o", str(tmp_path)]).code == 0
    assert started == pools
    for page in _pages(example):
        assert (tmp_path / page.relative_to(example)).read_bytes() == page.read_bytes(), page.name


def test_where_no_further_process_can_be_started_one_makes_the_same_pages(
    tmp_path: Path, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", none)
    assert run(["site", str(EXAMPLE), "--drafts", "--jobs", "2", "-o", str(tmp_path)]).code == 0
    for page in _pages(example):
        assert (tmp_path / page.relative_to(example)).read_bytes() == page.read_bytes(), page.name


def test_what_cannot_be_composed_has_its_particulars_and_is_said(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", visits=_published())
    put(root / "templates" / "agreement" / "public.md.j2", "{{ nothing_of_that_name }}")
    ran = run(["site", str(root), "--drafts", "-o", str(tmp_path / "site")])
    assert ran.code == 1
    assert "visits.yaml: its page has its particulars alone: " in ran.errors
    assert "nothing called nothing_of_that_name" in ran.errors
    assert "Who takes part" in (tmp_path / "site" / "agreements" / "visits.html").read_text(encoding="utf-8")


def test_the_site_tells_of_the_version_in_force_and_not_of_the_next_one(tmp_path: Path) -> None:
    import shutil

    root, out = tmp_path / "w", tmp_path / "site"
    shutil.copytree(EXAMPLE.parent / "signed-agreement", root)
    working = root / "protocols" / "wolds-and-dales.yaml"
    text = working.read_text(encoding="utf-8")
    put(working, text.replace("version: 5.0", "version: 6.0").replace("title: Wolds", "title: New Wolds"))
    assert run(["site", str(root), "-o", str(out)]).code == 0
    page = (out / "agreements" / "wolds-and-dales.html").read_text(encoding="utf-8")
    assert '<h1 class="govuk-heading-l">Wolds and Dales Multi-Agency' in page
    assert "New Wolds" not in page
    assert '<dd class="govuk-summary-list__value">5.0</dd>' in page


def test_only_what_is_agreed_and_said_to_be_public_is_on_it(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w", visits=agreement("visits", more="publish:\n  answer: publish-full\n"))
    put(root / "records" / "open.yaml", record("open"))
    put(root / "records" / "shut.yaml", record("shut", publish="publish: no\n"))
    put(root / "records" / "quiet.yaml", record("quiet", publish=""))
    out = tmp_path / "site"
    ran = run(["site", str(root), "-o", str(out)])
    assert ran.code == 0
    assert ran.output.startswith("1 document in ")
    everything = "\n".join(
        p.read_text(encoding="utf-8") for p in out.rglob("*") if p.suffix in (".html", ".js", ".json")
    )
    assert "About open" in everything
    assert not [each for each in ("About shut", "About quiet", "About visits") if each in everything]
    assert "3 more are not published." in (out / "index.html").read_text(encoding="utf-8")
    inside = tmp_path / "inside"
    assert run(["site", str(root), "--inside", "-o", str(inside)]).output.startswith("4 documents in ")
    assert "sharing@beckshire.example" in (inside / "agreements" / "visits.html").read_text(encoding="utf-8")


def test_what_is_published_no_longer_is_taken_off(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    put(root / "records" / "a.yaml", record("a"))
    put(root / "records" / "b.yaml", record("b"))
    out = tmp_path / "site"
    run(["site", str(root), "-o", str(out)])
    put(out / "own.html", "ours")
    put(out / "agreements" / "b.json", "changed by hand")
    put(root / "records" / "b.yaml", record("b", publish="publish: no\n"))
    ran = run(["site", str(root), "-o", str(out)])
    assert ran.code == 2
    assert f"{out}/agreements/b.json is not ours as it is, and was left." in ran.errors
    assert not (out / "agreements" / "b.html").exists()
    assert (out / "own.html").read_text(encoding="utf-8") == "ours"


def test_a_page_that_somebody_changed_is_left(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    put(root / "records" / "a.yaml", record("a"))
    put(tmp_path / "site" / "index.html", "mine")
    ran = run(["site", str(root), "-o", str(tmp_path / "site")])
    assert ran.code == 2
    assert (tmp_path / "site" / "index.html").read_text(encoding="utf-8") == "mine"


def test_the_site_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    root = workspace(tmp_path, visits=agreement("visits", more="publish:\n  answer: publish-full\n"))
    before = sorted(root.rglob("*"))
    ran = run(["site", str(root), "--drafts", "--no-cache", "-o", str(root)])
    assert (ran.code, ran.errors) == (
        2,
        (
            "Error: The site would lie among the files of the workspace.\n"
            "Name a folder of its own for it, such as -o site.\n"
        ),
    )
    assert sorted(root.rglob("*")) == before


def test_nothing_to_publish_is_said(tmp_path: Path) -> None:
    ran = run(["site", str(workspace(tmp_path, visits=agreement("visits"))), "-o", str(tmp_path / "site")])
    assert ran.code == 2
    assert "None of 1 documents here is agreed and says that it is published." in ran.errors
    assert not (tmp_path / "site").exists()


EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def test_markup_in_any_field_is_text(tmp_path: Path) -> None:
    evil = EVIL.replace('"', "'")
    more = (
        f'purpose: "{evil}"\nbenefits: "{evil}"\narea: "{evil}"\nretention: "{evil}"\nmethod: "{evil}"\n'
        f'gateway: ["{evil}"]\nsystems: ["{evil}"]\ncontact: "{evil}"\ndpia: "{evil}"\nversion: "{evil}"\n'
        f'references:\n  "{evil}": "{evil}"\ndata:\n  x:\n    what: "{evil}"\n    source: "{evil}"\n'
    )
    root = workspace(tmp_path / "w")
    put(root / "isptool.yaml", SETTINGS + f'publisher: "{evil}"\nlicence: "{evil}"\n')
    put(root / "partners.yaml", PARTNERS.replace("name: Beckshire Council", f'name: "{evil}"'))
    put(root / "records" / "x.yaml", record("x", more=more, title=f'"{evil}"'))
    out = tmp_path / "site"
    assert run(["site", str(root), "--inside", "-o", str(out)]).code == 0
    for path in out.rglob("*.*"):
        if path.suffix in (".html", ".js") and path.name != "site.js":
            text = path.read_text(encoding="utf-8")
            assert "<script>" not in text, path.name
            assert "<img" not in text, path.name
    ElementTree.parse(out / "feed.xml")
    assert json.loads((out / "register.json").read_text(encoding="utf-8"))["documents"][0]["purpose"] == [evil]


def test_no_page_grows_with_the_register(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    for number in range(130):
        put(root / "records" / f"r{number:03}.yaml", record(f"r{number:03}"))
    out = tmp_path / "site"
    assert run(["site", str(root), "-o", str(out)]).code == 0
    listed = [re.findall(r'href="agreements/(r\d+)\.html"', (out / name).read_text(encoding="utf-8"))
              for name in ("index.html", "index-2.html", "index-3.html")]  # fmt: skip
    assert [len(each) for each in listed] == [50, 50, 30]
    assert len({one for each in listed for one in each}) == 130
    assert not (out / "index-4.html").exists()
    assert max(path.stat().st_size for path in _pages(out)) < 300_000


def test_the_calendar_and_the_feed(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    put(root / "records" / "a.yaml", record("a", more="next-review: 3 May 2027\nends: 1 June 2028\n"))
    out = tmp_path / "site"
    run(["site", str(root), "-o", str(out)])
    calendar = (out / "calendar.ics").read_bytes().decode()
    assert "DTSTART;VALUE=DATE:20270503\r\n" in calendar
    assert "SUMMARY:Ends: About a\r\n" in calendar
    feed = ElementTree.parse(out / "feed.xml").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    assert [each.findtext(f"{atom}title") for each in feed.iter(f"{atom}entry")] == [
        "About a: signed by Beckshire Council"
    ]


def test_the_publisher_s_logo_and_licence(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    put(root / "records" / "a.yaml", record("a"))
    put(
        root / "isptool.yaml",
        SETTINGS + "publisher: Beckshire\nlicence: Open Government Licence v3.0\nlogo: logo.png\n",
    )
    ran = run(["site", str(root), "-o", str(tmp_path / "site")])
    assert ran.code == 2
    assert "The logo logo.png is no PNG or JPEG file of the workspace." in ran.errors
    (root / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert run(["site", str(root), "-o", str(tmp_path / "site")]).code == 0
    page = (tmp_path / "site" / "agreements" / "a.html").read_text(encoding="utf-8")
    assert '<img src="../assets/logo.png" alt="Beckshire" height="48">' in page
    assert "Published under the Open Government Licence v3.0." in page


def test_own_words_of_a_page(tmp_path: Path) -> None:
    root = workspace(tmp_path / "w")
    put(root / "records" / "a.yaml", record("a"))
    put(
        root / "templates" / "site" / "accessibility.html.j2",
        '{% extends "site/layout.html.j2" %}{% block main %}<h1>Ours</h1>{{ site.publisher }}{% endblock %}',
    )
    assert run(["site", str(root), "-o", str(tmp_path / "site")]).code == 0
    assert "<h1>Ours</h1>" in (tmp_path / "site" / "accessibility.html").read_text(encoding="utf-8")
