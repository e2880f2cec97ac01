"""Good manners: robots.txt, a pause between visits, patience up to a bound."""

from __future__ import annotations

import email.utils
from itertools import pairwise

import pytest
from behaviours import sized
from hostile import Hostile

from pipeline.web import Visits
from pipeline.web.fetch import Page
from pipeline.web.refusals import (
    BadRedirect,
    BadStatus,
    CutShort,
    Forbidden,
    NoCertificate,
    NotPublic,
    RetryLater,
    TooLarge,
    TooLate,
    Unreachable,
)
from pipeline.web.visits import retry_after

URL = "https://tin.example/thoi-su/bai.html"
NOW = 1_700_000_000.0


def _page(url: str, data: bytes = b"") -> Page:
    return Page(url, url, data, None, "")


class World:
    """Sites without a network and a clock that moves only when somebody sleeps."""

    def __init__(self, robots: bytes | Exception = b"", *pages: Exception) -> None:
        self.now, self.slept, self.asked = NOW, [], []
        self._robots, self._pages = robots, list(pages)

    def get(self, url: str, **_: object) -> Page:
        self.asked.append((url, self.now))
        robots = url.endswith("/robots.txt")
        answer = self._robots if robots else self._pages.pop(0) if self._pages else b"<p>"
        if isinstance(answer, Exception):
            raise answer
        return _page(url, answer)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def visits(self) -> Visits:
        return Visits(get=self.get, now=lambda: self.now, sleep=self.sleep)


def _status(code: int, wait: str | None = None) -> BadStatus:
    return BadStatus(URL, code, wait)


ALL = b"User-agent: *\nDisallow: "
# What robots.txt answers, and what becomes of the visit; None is a page.
ROBOTS: list[tuple[bytes | Exception, type[Exception] | None]] = [
    (b"", None),
    (ALL, None),
    (ALL + b"/", Forbidden),
    (ALL + b"/thoi-su/", Forbidden),
    (ALL + b"/the-thao/", None),
    (ALL + b"/\nAllow: /thoi-su/bai", None),
    (ALL + b"/*.html$", Forbidden),
    (b"User-agent: kladka\nDisallow: /", Forbidden),
    (b"User-agent: KLADKA\nDisallow: /\n\nUser-agent: *\nDisallow:", Forbidden),
    (b"User-agent: other\nDisallow: /", None),
    (b"\xef\xbb\xbf" + ALL + b"/", Forbidden),
    (b"<html>not robots at all", None),
    (b"\xff\xfe\0\1" * 100, None),
    (_status(404), None),
    (_status(403), None),
    (_status(429), Forbidden),
    (_status(500), Forbidden),
    (_status(503), Forbidden),
    (BadRedirect(URL, "redirects more than 5 times"), None),
    (Unreachable(URL, "cannot be reached"), Unreachable),
    (TooLate(URL, "did not finish in time"), TooLate),
    (NoCertificate(URL, "its certificate does not hold"), NoCertificate),
    (NotPublic(URL, "leads to 10.0.0.1"), NotPublic),
    (TooLarge(URL, "is larger than 5 MiB"), TooLarge),
]


@pytest.mark.promise("F7")
@pytest.mark.parametrize(("robots", "refusal"), ROBOTS)
def test_robots_txt_is_held_to(robots: bytes | Exception, refusal: type[Exception] | None) -> None:
    world = World(robots)
    if refusal is None:
        assert world.visits().page(URL).url == URL
    else:
        with pytest.raises(refusal, match=r"tin\.example/thoi-su"):
            world.visits().page(URL)
    expected = ["https://tin.example:443/robots.txt", *([URL] if refusal is None else [])]
    assert [url for url, _ in world.asked] == expected


@pytest.mark.promise("F7")
def test_a_host_is_asked_for_its_rules_once_and_left_a_second_between_visits() -> None:
    world = World()
    visits = world.visits()
    for number in range(3):
        visits.page(f"https://tin.example/{number}")
    times = [when for _, when in world.asked]
    assert [b - a for a, b in pairwise(times)] == [1.0] * 3
    visits.page("https://other.example/")
    assert world.asked[-2][1] == times[-1]


@pytest.mark.promise("F7")
@pytest.mark.parametrize(("asked", "gap"), [(b"5", 5.0), (b"0.1", 1.0), (b"86400", 30.0)])
def test_a_longer_pause_is_kept_where_the_site_asks_for_one(asked: bytes, gap: float) -> None:
    world = World(b"User-agent: *\nCrawl-delay: " + asked)
    visits = world.visits()
    visits.page("https://tin.example/1")
    visits.page("https://tin.example/2")
    assert world.asked[-1][1] - world.asked[-2][1] == gap


@pytest.mark.promise("F6")
@pytest.mark.parametrize(
    "error", [_status(503), _status(429), _status(500), _status(502), CutShort(URL, "is cut short")]
)
def test_what_may_pass_is_tried_three_times(error: Exception) -> None:
    world = World(b"", error, error)
    assert world.visits().page(URL).url == URL
    assert len(world.asked) == 4
    again = World(b"", error, error, error)
    with pytest.raises((BadStatus, CutShort, RetryLater)):
        again.visits().page(URL)
    assert len(again.asked) == 4
    assert 2.0 <= sum(again.slept) <= 12.0


@pytest.mark.promise("F6")
@pytest.mark.parametrize("error", [_status(404), _status(410), TooLate(URL, "did not finish")])
def test_what_will_not_pass_is_tried_once(error: Exception) -> None:
    world = World(b"", error)
    with pytest.raises(type(error)):
        world.visits().page(URL)
    assert len(world.asked) == 2


@pytest.mark.promise("F6")
def test_a_server_that_fails_slowly_is_not_asked_again() -> None:
    world = World(b"", _status(503))
    quick = world.get

    def slow(url: str, **more: object) -> Page:
        world.now += 5
        return quick(url, **more)

    world.get = slow
    with pytest.raises(RetryLater):
        world.visits().page(URL)
    assert len(world.asked) == 2


def _date(seconds: float) -> str:
    return email.utils.formatdate(NOW + seconds, usegmt=True)


# Retry-After, the seconds that it means, None where it means nothing.
WAITS: dict[str, float | None] = {
    "0": 0.0,
    "5": 5.0,
    " 60 ": 60.0,
    "61": 61.0,
    "99999999999999999999": 999999999999.0,
    "9e99": None,
    "-5": None,
    "soon": None,
    "": None,
    "5.5": None,
    "٥": None,
    _date(30): 30.0,
    _date(-3600): 0.0,
    _date(7200): 7200.0,
    "Tue, 99 Foo 2026 00:00:00 GMT": None,
}


@pytest.mark.promise("F6")
@pytest.mark.parametrize("said", WAITS)
def test_retry_after_is_a_count_or_a_date_or_nothing(said: str) -> None:
    assert retry_after(said, NOW) == WAITS[said]


@pytest.mark.promise("F6")
@pytest.mark.parametrize("said", WAITS)
def test_retry_after_is_waited_for_within_a_minute(said: str) -> None:
    world = World(b"", _status(503, said))
    wait = WAITS[said]
    if wait is not None and wait > 60:
        with pytest.raises(RetryLater, match="try again later"):
            world.visits().page(URL)
        assert sum(world.slept) <= 1
        return
    assert world.visits().page(URL).url == URL
    assert sum(world.slept) >= (wait or 0)
    assert sum(world.slept) <= 120


@pytest.mark.promise("F6")
def test_the_longest_patience_is_two_minutes() -> None:
    world = World(b"", *[_status(429, "60")] * 3)
    with pytest.raises(RetryLater):
        world.visits().page(URL)
    assert sum(world.slept) <= 121  # and the second that robots.txt costs


def test_a_real_server_is_greeted_by_its_robots_txt(server: Hostile) -> None:
    heard: list[bytes] = []
    url = server.serve(sized(b"<p>User-agent: *"), heard=heard)
    assert Visits(loopback=True, sleep=lambda _: None).page(url).url == url
    assert [asked.split(b" ")[1] for asked in heard] == [b"/robots.txt", b"/page"]
