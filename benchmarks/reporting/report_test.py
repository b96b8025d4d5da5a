"""Tests what the report makes of results that were not measured."""

import unittest

import compare
import peers
import tables


def native_results():
    modes = {}
    for marking in tables.MARKINGS:
        modes[f"Heap/{marking}"] = {"bytes": 100.0, "real_time": 5.0}
        for fields in tables.FIELDS:
            suffix = f"{marking}/fields:{fields}"
            modes[f"Construct/{suffix}"] = {"ns": 5.0, "over_plain_ns": -0.1}
            for what in ("Clone", "Transfer", "Post"):
                modes[f"{what}/{suffix}"] = {"ns": 1234.5}
    for fields in tables.FIELDS:
        modes[f"Claim/fields:{fields}"] = {
            "make_transferable_ns": 2000.0, "instance_mark_ns": 8.0, "class_mark_ns": 0.0,
            "times_instance_mark": 250.0, "times_class_mark": 2000.0}
    hooks = {f"Serialize/{graph}/{hook}": {"baseline_ns": 99.0, "ns": 101.0, "ratio": 1.02}
             for graph in ("rows1000", "objects:10", "objects:1000") for hook in tables.HOOKS}
    return {
        "transfer_mode_benchmark": modes,
        "hook_benchmark": hooks,
        "baseline_benchmark": {
            "StructuredClone/point": {"baseline_ns": 700.0, "ns": 70.0, "ratio": 0.1},
            "AcrossIsolates/rows": {"baseline_ns": 900.0, "ns": 450.0, "ratio": 0.5}},
    }


def results(of_peers, host_objects, ways, streams):
    return {
        "quick": False,
        "machine": {"processor": "a processor", "cores": 2, "kernel": "6.1", "load_at_start": 0},
        "native": native_results(),
        "peers": of_peers,
        "host_objects": host_objects,
        "workers": ways,
        "streams": streams,
    }


class ReportTest(unittest.TestCase):
    def test_says_what_was_skipped_and_why(self):
        skipped = peers.skipped("a test is")
        text = tables.markdown(results(skipped, skipped, skipped, skipped))
        self.assertEqual(text.count("Skipped: the peers are not installed; "
                                    "tools/peers install does it."), 4)

    def test_has_a_row_for_each_case(self):
        times = {name: {"point": peers.summary([1.0, 2.0, 3.0])} for name in ("ferry", "bun")}
        of_peers = {"times": times, "ratios": {"bun": {"point": 2.5}},
                    "geometric_means": {"bun": 2.5}, "versions": {"bun": "1.0"}}
        text = tables.markdown(results(of_peers, {"times": {"node 20": {"new Blob()":
                                                            peers.summary([5.0])}}},
                                       {"times": {"Unlocker": {"64": {"blocked_ms": 12.5,
                                                                      "total_ms": 31.25}}}},
                                       {"times": {name: {"to a worker/object": peers.summary([ns])}
                                                  for name, ns in (("ferry", 400.0),
                                                                   ("ferry, window 16", 200.0),
                                                                   ("node 26", 600.0))}}))
        self.assertIn("| to a worker/object | 1.50 | 3.00 |", text)
        self.assertIn("| point | 2.50 |", text)
        self.assertIn("| **geometric mean** | **2.50** |", text)
        self.assertIn("| `new Blob()` | 5.00 (5.00 – 5.00) |", text)
        self.assertIn("| class mark | 0.00 | 0.00 | 0.00 |", text)
        self.assertIn("| 4 | 2,000 | 8.00 | 0.00 | 250 | 2,000 |", text)
        self.assertIn("| Unlocker | 12.5 (2.00) |", text)
        self.assertIn("| objects:10 | 99.0 | 1.02 |", text)
        self.assertIn("| point | 700 | 70.0 | 0.10 |", text)
        self.assertIn("| rows | 900 | 450 | 0.50 |", text)

    def test_takes_medians_and_quartiles(self):
        self.assertEqual(peers.summary([4.0, 1.0, 3.0, 2.0, 5.0]),
                         {"median": 3.0, "low": 1.5, "high": 4.5})
        self.assertAlmostEqual(peers.geometric_mean([0.5, 2.0, 8.0]), 2.0)


class CompareTest(unittest.TestCase):
    def test_gives_the_interval_of_the_median(self):
        # Of 15 the 4th and the 12th: the binomial tail below is 1.8 %.
        self.assertEqual(compare.interval(range(15, 0, -1)), (4, 12))
        # Too few for 95 percent: all that there is.
        self.assertEqual(compare.interval([2.0, 1.0, 3.0]), (1.0, 3.0))

    def test_shows_the_cases_that_are_asked_for(self):
        text = compare.table({"a: x": [1.0, 2.0, 3.0], "b: y": [1.0]}, "^a")
        self.assertEqual(text.splitlines()[2:], ["| a: x | 2.000 | 1.000 – 3.000 |"])


if __name__ == "__main__":
    unittest.main()
