# SPDX-License-Identifier: Apache-2.0
"""What a reader of the page sees, and what the page must not do."""

import functools
import json
import struct
import subprocess
import time
import unittest
import zlib

import story

PROFILE = "version: 1\nhost:\n  sysctl:\n    net.core.somaxconn: 65000\n"
SETTLED = "return document.documentElement.dataset.ready === 'yes' && document.readyState"
DRAW_ALL = "for (const box of [...waiting.keys()]) drawNow(box);"
CANVAS = """
const canvas = document.querySelector(arguments[0]);
const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
return new Set(new Uint32Array(pixels.buffer)).size;
"""


class Pages:
    """Pages of one recording, each made once."""

    def __init__(self, netkeel, folder):
        self.netkeel, self.folder = netkeel, folder
        self.start = int(time.time()) // 60 * 60 - 2 * story.SECONDS
        kept = folder / "recording"
        kept.mkdir(mode=0o700)
        self.recording = kept / "recording.sqlite"
        story.write(netkeel, self.recording, self.start)
        (folder / "profile.yaml").write_text(PROFILE)

    @functools.cache
    def page(self, first, last):
        """Of these seconds of the story."""
        path = self.folder / f"{first}-{last}.html"
        moments = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.start + second))
                   for second in (first, last)]
        subprocess.run([self.netkeel, "report", self.folder / "profile.yaml", "-o", path,
                        "--recording", self.recording, "--from", moments[0], "--to", moments[1],
                        "--state-dir", self.folder / "state"], check=True)
        return path


def size_of(png):
    return struct.unpack(">II", png[16:24])


def brightness(png):
    """Of the first pixel: 0 is black, 255 white."""
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        data += png[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    row = zlib.decompress(data)[:4]
    return sum(row[1:4]) / 3


class PageTest(unittest.TestCase):
    maxDiff = None

    def open(self, first=0, last=story.SECONDS, width=1280, dark=False):
        self.browser.look(width, 900, dark)
        self.browser.log("browser"), self.browser.log("performance")
        self.browser.open(self.pages.page(first, last))
        self.assertEqual(self.browser.run(SETTLED), "complete")

    def run_js(self, script, *arguments):
        return self.browser.run(script, *arguments)

    def text(self, selector="body"):
        return self.run_js("return document.querySelector(arguments[0]).innerText", selector)

    def keep(self, name, picture):
        (self.pictures / name).write_bytes(picture)
        return picture

    def tearDown(self):
        """Whatever a test does with the page, it must not complain and not ask for anything."""
        self.assertEqual([entry["message"] for entry in self.browser.log("browser")], [])
        sent = [json.loads(entry["message"])["message"]
                for entry in self.browser.log("performance")]
        asked = {message["params"]["request"]["url"] for message in sent
                 if message["method"] == "Network.requestWillBeSent"}
        outside = {url for url in asked if not url.startswith(("file:", "data:", "chrome:"))}
        self.assertEqual(outside, set())

    def test_the_verdict_is_read_first(self):
        self.open()
        self.assertRegex(self.text("#verdict .said"), r"packets were lost .*ring of eth0")
        self.assertIn("interrupts of all its 8 queues go to cpu2", self.text("#verdict"))
        self.assertIn("To do:", self.text("#verdict"))
        self.assertIn("irq:", self.run_js(
            "return document.querySelector('#verdict pre').textContent"))

    def test_losses_before_a_boot_are_the_headline_where_nothing_was_lost_after_it(self):
        self.open(0, story.END)
        self.assertRegex(self.text("#verdict .said"),
                         r"packets were lost .*ring of eth0: at the worst moment, ")
        self.assertIn("Nothing was lost between", self.text("#verdict"))
        self.assertEqual(self.run_js("return document.querySelector('#verdict .verdict').classList[1]"),
                         "lost")

    def test_the_path_names_the_stages_that_lose(self):
        self.open()
        losing = self.run_js("return [...document.querySelectorAll('#path .loses b')]"
                             ".map((each) => each.textContent)")
        self.assertEqual(losing, ["Card", "Socket"])

    def test_charts_and_heat_maps_are_drawn(self):
        self.open()
        self.keep("light.png", self.browser.picture())
        self.run_js(DRAW_ALL)
        self.keep("light-whole.png", self.browser.whole_picture())
        self.assertGreater(self.run_js(CANVAS, "#overview canvas"), 20)
        self.assertGreater(self.run_js(CANVAS, "canvas.heat"), 20)
        # A chart in the part of the page that is below the screen.
        self.assertGreater(self.run_js(CANVAS, "#stage-card canvas"), 20)

    def test_every_counter_that_moved_has_a_chart(self):
        self.open()
        self.run_js("for (const each of document.querySelectorAll('.stage')) each.open = true;")
        time.sleep(0.2)
        self.run_js(DRAW_ALL)
        names = set(self.run_js("return data.series.map((each) => `${each.source}/"
                                "${each.name.replace(/\\d+/g, 'N')}`)"))
        shown = set(self.run_js("return [...document.querySelectorAll('.family code')]"
                                ".map((each) => each.textContent)"))
        self.assertEqual(shown, names)
        undrawn = self.run_js("return [...document.querySelectorAll('.family')]"
                              ".filter((each) => !each.querySelector('canvas')).length")
        self.assertEqual(undrawn, 0)

    def test_names_and_marks_that_would_be_markup_are_text(self):
        self.open()
        self.run_js("for (const each of document.querySelectorAll('details')) each.open = true;")
        self.run_js(DRAW_ALL)
        self.run_js("for (let i = 0; i < axis.length; i += 200) setCursor(i);")
        text = self.text()
        for hostile in (story.HOSTILE, story.ENDING, "<b>x</b>"):
            self.assertIn(hostile, text)
        self.assertEqual(self.run_js("return document.querySelectorAll('img').length"), 0)
        self.assertNotEqual(self.run_js("return document.title"), "owned")
        self.assertEqual(self.run_js("return document.scripts.length"), 2)

    def test_all_charts_zoom_together_with_the_mouse_and_with_keys(self):
        self.open()
        ranges = ("return [...charts].map((each) => "
                  "each.graph.xAxisRange().map(Math.round).join())")
        self.run_js("document.querySelector('#overview .plot').focus()")
        whole = self.run_js(ranges)
        self.browser.press("+", "+")
        zoomed = self.run_js(ranges)
        self.assertEqual(len(set(zoomed)), 1)
        self.assertNotEqual(zoomed[0], whole[0])
        self.browser.press("\ue011")
        self.assertEqual(self.run_js(ranges), whole)
        self.drag("#overview .plot", 0.4, 0.5)
        dragged = self.run_js(ranges)
        self.assertEqual(len(set(dragged)), 1)
        self.assertNotEqual(dragged[0], whole[0])

    def drag(self, selector, first, last):
        """With the mouse from one share of the width to another."""
        box = self.run_js("const box = document.querySelector(arguments[0]); box.scrollIntoView();"
                          "const at = box.getBoundingClientRect();"
                          "return [at.left, at.top, at.width, at.height]", selector)
        y = int(box[1] + box[3] / 2)
        places = [{"type": "pointerMove", "x": int(box[0] + box[2] * share), "y": y, "duration": 0}
                  for share in (first, (first + last) / 2, last)]
        steps = [places[0], {"type": "pointerDown", "button": 0}, *places[1:],
                 {"type": "pointerUp", "button": 0}]
        self.browser.do("actions", actions=[{"type": "pointer", "id": "mouse", "actions": steps}])

    def test_the_cursor_tells_values_of_all_charts_and_the_event_there(self):
        self.open()
        self.run_js("setCursor(axis.findIndex((each) => each.x > local(data.events.find("
                    "(event) => event.kind === 'apply').at)))")
        self.assertIn("apply: feed.yaml", self.text("#overview .legend .time"))
        self.assertRegex(self.text("#overview"), r"Card 0 ?/s")

    def test_an_event_of_the_list_leads_to_its_moment(self):
        self.open()
        self.run_js("document.querySelector('#events td button').click()")
        at = self.run_js("return local(data.events[0].at)")
        first, last = self.run_js("return [view.from, view.to]")
        self.assertLessEqual(first, at)
        self.assertLess(last - first, story.SECONDS * 1000 / 2)

    def test_everything_is_reached_by_the_keyboard(self):
        self.open()
        self.run_js("document.activeElement.blur(); window.scrollTo(0, 0);")
        reached = set()
        for _ in range(80):
            self.browser.press("\ue004")
            reached.add(self.run_js("const at = document.activeElement;"
                                    "return at.id || at.className || at.tagName"))
        self.assertLessEqual({"zoom-in", "whole", "plot", "heat", "SUMMARY"}, reached)
        self.assertEqual(self.run_js("return [...document.querySelectorAll('[role=img]')]"
                                     ".filter((each) => !each.getAttribute('aria-label')).length"), 0)

    def test_a_phone_scrolls_downwards_only(self):
        self.open(width=360)
        self.run_js(DRAW_ALL)
        self.keep("phone.png", self.browser.whole_picture())
        self.assertLessEqual(self.run_js("return document.documentElement.scrollWidth"), 360)

    def test_the_dark_is_dark(self):
        self.open()
        self.assertGreater(brightness(self.browser.picture()), 200)
        light = self.run_js("return charts.values().next().value.graph.getColors().join()")
        self.browser.look(1280, 900, dark=True)
        self.assertLess(brightness(self.keep("dark.png", self.browser.picture())), 60)
        dark = self.run_js("return charts.values().next().value.graph.getColors().join()")
        self.assertNotEqual(light, dark)

    def test_paper_is_light_and_as_wide_as_paper(self):
        self.open(dark=True)
        paper = self.keep("paper.pdf", self.browser.paper())
        self.assertTrue(paper.startswith(b"%PDF"))
        self.run_js("onPaper(true)")
        self.assertGreater(brightness(self.browser.picture()), 200)
        self.assertLessEqual(self.run_js("return Math.max(...[...document.querySelectorAll("
                                         "'canvas')].map((each) => each.clientWidth))"), 700)
        self.run_js("onPaper(false)")
        self.assertLess(brightness(self.browser.picture()), 60)

    def test_a_time_without_loss_says_so(self):
        self.open(10, 600)
        self.assertIn("Nothing was lost between the wire and the sockets", self.text("#verdict"))
        self.assertIn("No counter of a loss moved", self.text("#overview"))

    def test_a_few_seconds_have_charts_as_well(self):
        self.open(story.MOVED, story.MOVED + 4)
        self.assertGreater(self.run_js(CANVAS, "#overview canvas"), 3)

    def test_drift_is_listed(self):
        self.open()
        self.assertIn("host/sysctl/net.core.somaxconn", self.text("#drift"))
        self.assertIn("65000", self.text("#drift"))

    def test_times_behind_the_end_of_summer_are_those_of_winter(self):
        self.open()
        before, behind, axis = self.run_js("""
            const change = data.points[0][0] + 1800000;
            data.zones = [{from: 0, name: 'CEST', minutes: 120},
                          {from: change, name: 'CET', minutes: 60}];
            return [local(change - 1) - change, local(change) - change,
                    fromTo(change - 1000, change, moment)];
        """)
        self.assertEqual((before, behind), (7_199_999, 3_600_000))
        self.assertRegex(axis, r" CEST to .* CET$")

    def test_without_any_point_it_still_has_its_times(self):
        self.open()
        self.assertRegex(self.run_js("data.points = []; return timeOf(data.made)"),
                         r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
