"""What the server says on a release is squeezed against what it said before."""

from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.sync.client import connect

from tests.relay import relayed


def test_a_websocket_looks_back_sixteen_kilobytes(real):
    there = real.replace("http", "ws") + "/_stcore/stream"
    offered = [ClientPerMessageDeflateFactory(client_max_window_bits=True)]
    with connect(
        there, origin=real, extensions=offered, compression=None, subprotocols=["streamlit"]
    ) as socket:
        assert "server_max_window_bits=14" in socket.response.headers["Sec-WebSocket-Extensions"]


def test_a_release_takes_less_than_two_kilobytes_over_the_wire(page, real):
    with relayed(real) as relay:
        page.goto(f"{relay.url}/?date=2015-03-01")
        scrubber = page.frame_locator('iframe[src*="/kharita/map"]').locator(".kh-scrubber")

        def release(day: str) -> int:
            before = relay.came
            scrubber.press("ArrowRight")
            page.locator(".kh-panel .kh-day", has_text=day).first.wait_for(timeout=60_000)
            page.wait_for_timeout(500)
            return relay.came - before

        release("2 March 2015")
        assert max(release(f"{day} March 2015") for day in range(3, 8)) < 2000
