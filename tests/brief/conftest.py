"""Briefs made once and looked at by many tests."""

import pytest

from detente.brief.compose import compose
from detente.brief.content import Brief
from detente.brief.render import render_html
from tests.brief import samples


@pytest.fixture(scope="session")
def brief() -> Brief:
    return compose(samples.findings())


@pytest.fixture(scope="session")
def bare_brief() -> Brief:
    return compose(samples.bare())


@pytest.fixture(scope="session")
def hostile_brief() -> Brief:
    return compose(samples.hostile())


@pytest.fixture(scope="session")
def page(brief: Brief) -> str:
    return render_html(brief)


@pytest.fixture(scope="session")
def bare_page(bare_brief: Brief) -> str:
    return render_html(bare_brief)


@pytest.fixture(scope="session")
def hostile_page(hostile_brief: Brief) -> str:
    return render_html(hostile_brief)
