"""The page asks for nothing, runs nothing, and can be read by everyone."""

import re
from itertools import pairwise

import pytest

from detente.brief.content import Brief
from detente.brief.render import POLICY
from detente.claims.questions import question_groups
from tests.brief import samples
from tests.brief.markup import Node, parse

PAGES = ("page", "bare_page", "hostile_page")
ACTIVE = {"script", "iframe", "object", "embed", "form", "base", "link", "foreignobject", "use",
          "animate", "set", "image", "img", "audio", "video"}  # fmt: skip


@pytest.fixture(params=PAGES)
def tree(request: pytest.FixtureRequest) -> Node:
    return parse(request.getfixturevalue(request.param))


def test_nothing_on_the_page_can_act(tree: Node) -> None:
    nodes = tree.all()
    assert not {node.tag for node in nodes} & ACTIVE
    assert not [n for node in nodes for n in node.attributes if n.startswith("on")]


def test_the_page_asks_for_nothing(tree: Node) -> None:
    assert not [
        n for n in tree.all() if {"src", "srcset", "xlink:href", "action"} & n.attributes.keys()
    ]
    css = "".join(node.words() for node in tree.all("style"))
    assert "@import" not in css
    urls = re.findall(r"url\(([^)]*)\)", css)
    assert urls
    assert all(url.startswith("data:font/woff2;base64,") for url in urls)


def test_drawings_refer_only_to_themselves(tree: Node) -> None:
    for drawing in tree.all("svg"):
        own = {n.attributes["id"] for n in drawing.all() if "id" in n.attributes}
        values = [v for n in drawing.all() for k, v in n.attributes.items() if k != "aria-label"]
        named = [m for v in values for m in re.findall(r"url\(([^)]*)\)", v)]
        assert {name.removeprefix("#") for name in named} <= own


def test_links_lead_to_web_pages_data_files_or_this_page(tree: Node) -> None:
    ids = {node.attributes["id"] for node in tree.all() if "id" in node.attributes}
    for link in tree.all("a"):
        href = link.attributes["href"]
        if href.startswith("#"):
            assert href[1:] in ids
        elif href.startswith(("http://", "https://")):
            assert link.attributes["rel"] == "noopener noreferrer"
        else:
            assert re.fullmatch(r"data/[\w-]+\.(csv|json)|findings\.json|claimreview\.jsonld", href)


def test_ids_are_unique(tree: Node) -> None:
    ids = [node.attributes["id"] for node in tree.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))


def test_labels_point_at_something(tree: Node) -> None:
    ids = {node.attributes["id"] for node in tree.all() if "id" in node.attributes}
    named = {node.attributes.get("aria-labelledby") for node in tree.all()} - {None}
    assert named <= ids


def test_the_policy_forbids_everything_else(tree: Node) -> None:
    metas = {m.attributes.get("http-equiv"): m.attributes.get("content") for m in tree.all("meta")}
    assert metas["Content-Security-Policy"] == POLICY
    assert POLICY.startswith("default-src 'none'")
    assert "script-src" not in POLICY


def test_headings_step_down_one_at_a_time(tree: Node) -> None:
    levels = [int(node.tag[1]) for node in tree.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_landmarks_and_language(tree: Node) -> None:
    assert tree.all("html")[0].attributes["lang"] == "en-GB"
    assert [len(tree.all(tag)) for tag in ("main", "header", "nav", "footer")] == [1, 1, 1, 1]
    first = tree.all("a")[0]
    assert first.attributes["href"] == "#main"
    assert tree.all("title")[0].words().strip()


def test_every_drawing_has_words_for_it(tree: Node) -> None:
    for drawing in tree.all("svg"):
        assert drawing.attributes["role"] == "img"
        assert len(drawing.attributes["aria-label"]) > 40


def test_tables_have_captions_and_scoped_headers(tree: Node) -> None:
    for table in tree.all("table"):
        assert table.all("caption")[0].words().strip()
        assert table.all("th")
        assert all(head.attributes.get("scope") for head in table.all("th"))


def test_scrolling_boxes_can_be_reached_by_keyboard(tree: Node) -> None:
    for node in tree.all():
        if "scroll" in node.attributes.get("class", "").split():
            assert node.attributes["tabindex"] == "0"
            assert node.attributes["aria-label"]


def test_everything_found_is_on_the_page(page: str, brief: Brief) -> None:
    tree, made = parse(page), samples.findings()
    ids = {node.attributes["id"] for node in tree.all() if "id" in node.attributes}
    assert {f"claim-{claim.id}" for claim in made.claims} <= ids
    assert {f"event-{event.id}" for event in made.events} <= ids
    assert {f"effect-{effect.id}" for effect in made.effects} <= ids
    assert {f"source-{source.name}" for source in made.sources} <= ids
    assert {figure.id for figure in brief.drawn} <= ids
    words = tree.words()
    said = [claim.text for claim in made.claims] + [event.summary for event in made.events]
    said += [j.likelihood for j in made.judgements] + [j.confidence for j in made.judgements]
    said += [source.sha256 for source in made.sources]
    said += [effect.survives_why for effect in made.effects]
    said += [change.statement for claim in made.claims for change in claim.changed_by]
    said += [c.rivals.statement for c in made.claims if c.rivals]
    said += [f"{claim.untested}." for claim in made.claims if claim.untested]
    said += [claim.rival[1:] + "." for claim in made.claims if claim.rival]
    said += [group.statement for group in question_groups(made.claims)]
    assert len(question_groups(made.claims)) == 1
    assert [text for text in said if text not in words] == []


def test_every_sentence_is_on_the_list_under_its_verdict(page: str) -> None:
    ledger = next(t for t in parse(page).all("table") if t.attributes.get("class") == "ledger")
    made = samples.findings()
    for body in ledger.all("tbody"):
        verdict = body.all("tr")[0].words()
        for row in body.all("tr")[1:]:
            claim = next(c for c in made.claims if c.text in row.words())
            assert str(claim.now.verdict) in verdict
    assert len(ledger.all("a")) == len(made.claims)


def test_a_dot_lies_where_its_probability_is(page: str) -> None:
    """The line of a dot runs from 6 at 0 to 126 at 100%."""
    tree = parse(page)
    for claim in samples.findings().claims:
        link = next(a for a in tree.all("a") if a.attributes["href"] == f"#claim-{claim.id}"
                    and a.parent and a.parent.tag == "th")  # fmt: skip
        assert link.parent is not None
        assert link.parent.parent is not None
        dots = [c for c in link.parent.parent.all("circle") if c.attributes["class"] == "now"]
        p = claim.now.probability
        assert [float(dot.attributes["cx"]) for dot in dots] == ([] if p is None else [6 + 120 * p])


def test_likelihood_and_confidence_are_never_in_one_paragraph(page: str) -> None:
    items = [n for n in parse(page).all("ol") if n.attributes.get("class") == "judgements"]
    for item in items[0].all("li"):
        first, second = item.all("p")
        assert "Confidence" not in first.words()
        assert "likely" not in second.words()


def test_hostile_text_is_shown_as_text(hostile_page: str) -> None:
    assert "<script" not in hostile_page
    words = parse(hostile_page).words()
    assert "</script><script>alert(1)</script>" in words
    assert "{{7*7}}" in words
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", hostile_page)


def test_an_address_that_is_no_web_page_is_no_link(hostile_page: str) -> None:
    hrefs = [link.attributes["href"] for link in parse(hostile_page).all("a")]
    assert not [href for href in hrefs if "javascript" in href or "evil" in href]


def test_a_bare_run_says_what_it_has(bare_page: str) -> None:
    tree = parse(bare_page)
    assert "No index could be estimated for US–China." in tree.words()
    assert len(tree.all("tr")) > len(samples.bare().events)


def test_warnings_stand_before_the_judgements(brief: Brief) -> None:
    import dataclasses

    from detente.brief.render import render_html

    warned = render_html(dataclasses.replace(brief, warnings=("The sampler did not converge.",)))
    assert warned.index("The sampler did not converge.") < warned.index("Key judgements</h2>")


def test_an_event_told_twice_is_one_entry_with_both_sources(page: str) -> None:
    """The second row keeps its fragment, so that what rests on it leads there."""
    tree = parse(page)
    (entry,) = [node for node in tree.all("tr") if node.attributes.get("id") == "event-ev-000"]
    links = [node.attributes["href"] for node in entry.all("a")]
    assert links == ["https://news.example/0?a=1&b=2", "https://other.example/story"]
    (second,) = [node for node in tree.all() if node.attributes.get("id") == "event-ev-900"]
    assert second in entry.all()
    assert "6 events: 3 cooperative, 3 conflictual." in page.replace("\u00a0", " ")


def test_what_was_left_out_is_told_with_its_reason(page: str) -> None:
    (table,) = [n for n in parse(page).all("table") if n.attributes.get("id") == "left-out"]
    rows = [[cell.words() for cell in row.all("td")] for row in table.all("tr")[1:]]
    plain = [[text.replace("\u00a0", " ") for text in row] for row in rows]
    assert ["7 events", "domestic steps", "ev-090, ev-091 and 5 more"] in plain
    assert ["1 sentence", "published after 2026-05-31", "later"] in plain


def test_a_run_that_leaves_nothing_out_says_nothing_of_it(bare_page: str) -> None:
    assert 'id="left-out"' not in bare_page


def test_a_sentence_later_than_the_record_says_so(page: str) -> None:
    late = [n for n in parse(page).all("article") if "Published after the newest" in n.words()]
    assert [node.attributes["id"] for node in late] == ["claim-peak-3"]
