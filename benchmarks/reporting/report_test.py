"""Tests what the report makes of results that were not measured."""

import unittest

import compare
import native
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
        "machine": {"processor": "a processor", "cores": 2, "kernel": "6.1",
                    "busy": {"native": 0.01, "peers": 0.05}},
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

    def test_says_whether_the_machine_was_loaded(self):
        of_all = results(*[peers.skipped("a test is")] * 4)
        self.assertIn("Quiet: for three seconds before each part other programs took at most 0.05 of a "
                      "core", tables.markdown(of_all))
        of_all["machine"]["busy"]["peers"] = 1.5
        text = tables.markdown(of_all)
        self.assertIn("**Measured on a loaded machine (`--force`).**", text)
        self.assertIn("peers (1.50)", text)
        self.assertNotIn("native (0.01)", text)

    def test_says_where_others_are_faster(self):
        def times(low, median, high):
            return {"low": low, "median": median, "high": high}
        found = {"times": {"ferry": {"clear": times(8, 9, 10), "near": times(8, 9, 10),
                                     "won": times(1, 2, 3)},
                           "bun": {"clear": times(2, 3, 4), "near": times(7, 8, 9),
                                   "won": times(8, 9, 10)}}}
        rows = [row for _, row in tables.slower_than_peers(found, "messages")]
        self.assertEqual(rows, [["messages: clear", "bun", "9.00", "3.00", "3.00", ""],
                                ["messages: near", "bun", "9.00", "8.00", "1.12", "quartiles overlap"]])
        cases = {"a": {"ns": 3.0, "baseline_ns": 2.0, "ratio": 1.5, "spread": {"ratio": [0.9, 1.6]}},
                 "b": {"ns": 1.0, "baseline_ns": 2.0, "ratio": 0.5}}
        self.assertEqual([row for _, row in tables.slower_than_v8(cases)],
                         [["a", "V8's bare round trip", "3.00", "2.00", "1.50",
                           "between 0.90 and 1.60"]])
        self.assertIn("Nowhere in this run.", tables.markdown(results(*[peers.skipped("it is")] * 4)))

    def test_shows_what_each_benchmark_counts(self):
        text = tables.counters_section("Ports.", tables.PORTS, {
            "messaging_benchmark": {"Small": {"ns": 5.0, "ratio": 2.0},
                                    "Bare": {"time_unit": "ns", "real_time": 7.0,
                                             "spread": {"real_time": [6.0, 8.0]}}},
            "bindings_benchmark": {"Small": {"ns": 9.0}}})
        self.assertIn("|  | ferry, ns | ratio |", text)
        self.assertIn("| `messaging: Small` | 5.00 | 2.00 |", text)
        self.assertIn("| `messaging: Bare` | 7.00 (6.00 – 8.00) | – |", text)
        self.assertIn("| `bindings: Small` | 9.00 | – |", text)

    def test_takes_the_median_and_the_extremes_of_runs(self):
        merged = native.merged([{"name": "x", "ns": value, "label": "l"} for value in (3.0, 1.0, 2.0)])
        self.assertEqual(merged, {"ns": 2.0, "label": "l", "spread": {"ns": [1.0, 3.0]}})
        self.assertEqual(tables.with_spread(merged, "ns"), "2.00 (1.00 – 3.00)")

    def test_shows_what_the_package_measures(self):
        found = {"versions": {"node 26": {
            "clones_ns": {"an Error": {"ferry": 200.0, "node": 100.0}},
            "records_ms": dict.fromkeys(("job", "blocked", "write", "worker", "workerBlocked"), 5.0),
            "buffer_us": {"blocked": 150.0, "best": 120.0}}}}
        text = tables.package_section(found)
        self.assertIn("| an Error | 200 (0.50) |", text)
        self.assertIn("| to a job and back | 5.00 |", text)
        self.assertEqual([row for _, row in tables.slower_than_node(found)],
                         [["the package's structuredClone: an Error", "node 26", "200", "100", "2.00", ""]])

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
