"""What every test may use. The house of the tests is a temporary folder, so no test sees a user's data."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")  # the same examples everywhere: a red test is a change, not bad luck

os.environ["OPENHEARTH_HOME"] = tempfile.mkdtemp(prefix="openhearth-tests-")
for name in ("OPENHEARTH_URL", "OPENHEARTH_SMTP_HOST", "OPENHEARTH_BEHIND_PROXY"):
    os.environ.pop(name, None)

FACTS: list[Callable[[], None]] = []
"""Loads the packaged facts into the test database, once there is one."""

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository; CI has it, a user's clone need not."""
    if not SHARED.is_dir():
        if os.environ.get("OPENHEARTH_REQUIRE_SHARED"):
            pytest.fail(f"{SHARED} is missing, and OPENHEARTH_REQUIRE_SHARED is set")
        pytest.skip(f"needs the real data in {SHARED}")
    return SHARED


try:
    import pytest_django  # noqa: F401
except ImportError:  # the core's tests also run in an environment without Django
    pass
else:

    @pytest.fixture(scope="session")
    def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
        """Every test with a database finds the packaged facts and practices in it, and the practices in the index."""
        from django.core.management import call_command  # noqa: PLC0415

        from openhearth.apps.practices.finding import index  # noqa: PLC0415
        from openhearth.apps.practices.services.packaged import load_packaged_practices  # noqa: PLC0415
        from openhearth.apps.regions.services import load_packaged_facts  # noqa: PLC0415

        def load() -> None:
            with django_db_blocker.unblock():
                load_packaged_facts(progress=lambda *_: None)
                load_packaged_practices()
                index.build(lambda *_: None)

        with django_db_blocker.unblock():
            call_command("createcachetable", verbosity=0)
        load()
        FACTS.append(load)

    @pytest.fixture(autouse=True)
    def english() -> None:
        """A German page leaves its thread German; every test begins in English."""
        from django.utils import translation  # noqa: PLC0415

        translation.activate("en")

    @pytest.fixture
    def own_index(db: None, settings: Any, tmp_path: Path) -> Generator[Path]:
        """An index of its own for a test that changes practices: the database forgets what the test did, the index would not."""
        from openhearth.apps.practices.finding import index  # noqa: PLC0415

        settings.SEARCH_FOLDER = tmp_path / "index"
        index.build(lambda *_: None)
        yield settings.SEARCH_FOLDER
        index.engine().close()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
        """A test with real transactions empties the database when it ends: the next one finds the facts again."""
        yield
        marked = item.get_closest_marker("django_db")
        if marked and marked.kwargs.get("transaction"):
            for load in FACTS:
                load()
