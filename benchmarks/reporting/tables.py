"""The results as Markdown."""

from machine import BUSY

COMMAND = "tools/bazel run //benchmarks:report"

MARKINGS = {
    "plain": "a plain class",
    "make_transferable": "makeTransferable(this)",
    "extends_js_transferable": "extends JSTransferable",
    "instance_mark": "instance mark, from JavaScript",
    "instance_mark_in_native": "instance mark, from C++",
    "class_mark": "class mark",
    "native_transferable": "native platform object",
}
FIELDS = [1, 4, 16]
HOOKS = ["unmarked", "class_marks", "instance_marks", "both_marks", "field_test"]


def number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def with_spread(case, counter):
    """The median, and in brackets the least and the most of the runs, where they differ."""
    low, high = case.get("spread", {}).get(counter, (case[counter],) * 2)
    if number(low) == number(high):
        return number(case[counter])
    return f"{number(case[counter])} ({number(low)} – {number(high)})"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def machine_section(results):
    machine = results["machine"]
    text = (f"<!-- Written by `{COMMAND}`: do not edit. -->\n\n"
            f"Written by `{COMMAND}`. Machine: {machine['processor']}, {machine['cores']} cores, "
            f"Linux {machine['kernel']}. ")
    # Older results have none.
    busy = machine.get("busy", {})
    most = max(busy.values(), default=None)
    if most is None:
        text += "It was not noted whether other programs ran.\n"
    elif most > BUSY:
        loaded = ", ".join(f"{part} ({cores:.2f})" for part, cores in busy.items() if cores > BUSY)
        text += (f"\n\n**Measured on a loaded machine (`--force`).** Before these parts other programs "
                 f"took more than {BUSY} of a core, for three seconds: {loaded}.\n")
    else:
        text += (f"Quiet: for three seconds before each part other programs took at most {most:.2f} "
                 f"of a core (up to {BUSY} counts as quiet).\n")
    if results["quick"]:
        text += "\n**A quick run: the figures are rough.**\n"
    return text


def slower_than_peers(part, what):
    """Rows of a part in which a peer's median is less than ferry's."""
    times = part.get("times", {})
    for case, ours in times.get("ferry", {}).items():
        for name, cases in times.items():
            if name.startswith("ferry") or case not in cases:
                continue
            theirs = cases[case]
            if theirs["median"] < ours["median"]:
                clear = theirs["high"] < ours["low"]
                yield (ours["median"] / theirs["median"],
                       [f"{what}: {case}", name, number(ours["median"]), number(theirs["median"]),
                        f"{ours['median'] / theirs['median']:.2f}", "" if clear else "quartiles overlap"])


def slower_than_v8(cases):
    for name, case in cases.items():
        if case.get("ratio", 0) > 1 and "baseline_ns" in case:
            low, high = case.get("spread", {}).get("ratio", (case["ratio"],) * 2)
            yield (case["ratio"], [name, "V8's bare round trip", number(case["ns"]),
                                   number(case["baseline_ns"]), f"{case['ratio']:.2f}",
                                   "" if low > 1 else f"between {low:.2f} and {high:.2f}"])


def slower_than_node(part):
    for version, found in part.get("versions", {}).items():
        for case, ns in found["clones_ns"].items():
            if ns["node"] < ns["ferry"]:
                yield (ns["ferry"] / ns["node"],
                       [f"the package's structuredClone: {case}", version, number(ns["ferry"]),
                        number(ns["node"]), f"{ns['ferry'] / ns['node']:.2f}", ""])


def losses_section(results):
    """All that others do faster, the worst first."""
    rows = [*slower_than_peers(results["peers"], "structuredClone"),
            *slower_than_peers(results.get("messages", {}), "messages"),
            *slower_than_peers(results["streams"], "streams"),
            *slower_than_v8(results["native"]["baseline_benchmark"]),
            *slower_than_node(results.get("package", {}))]
    if not rows:
        return "Nowhere in this run.\n"
    rows.sort(key=lambda row: -row[0])
    return ("All cases of this page in which another one was faster, the worst first.\n\n"
            + table(["", "than", "ferry, ns", "the other, ns", "times as long", ""],
                    [row for _, row in rows]))


def construct_section(cases):
    def added(marking, fields):
        if marking == "plain":
            return number(cases[f"Construct/plain/fields:{fields}"]["ns"])
        return number(max(cases[f"Construct/{marking}/fields:{fields}"]["over_plain_ns"], 0))
    rows = [[label, *(added(marking, fields) for fields in FIELDS)]
            for marking, label in MARKINGS.items()]
    claims = [[fields, *(with_spread(cases[f"Claim/fields:{fields}"], key) for key in
                         ("make_transferable_ns", "instance_mark_ns", "class_mark_ns",
                          "times_instance_mark", "times_class_mark"))]
              for fields in FIELDS]
    return ("What a marking adds to the construction of an object, in ns; the first row is the "
            "plain construction itself.\n\n![](construct.svg)\n\n"
            + table(["", *(f"{n} field{'s' * (n > 1)}" for n in FIELDS)], rows)
            + "\nIn one run, in turn: what is added, and how many times as much "
              "`makeTransferable` adds as a mark. Less than a nanosecond counts as one. In "
              "brackets the least and the most of the runs.\n\n"
            + table(["fields", "makeTransferable, ns", "instance mark, ns", "class mark, ns",
                     "× instance mark", "× class mark"], claims))


def operate_section(cases):
    rows = []
    for marking, label in MARKINGS.items():
        row = [label]
        for what in ("Clone", "Transfer", "Post"):
            for fields in FIELDS:
                case = cases.get(f"{what}/{marking}/fields:{fields}")
                row.append(number(case["ns"]) if case else "–")
        rows.append(row)
    head = [f"{what} {n}" for what in ("clone", "transfer", "post") for n in FIELDS]
    return ("One object is made, then cloned, transferred, or serialized into a message and "
            "received; ns, for 1, 4 and 16 fields.\n\n" + table(["", *head], rows))


def heap_section(cases):
    rows = [[label, number(cases[f"Heap/{marking}"]["bytes"]),
             number(cases[f"Heap/{marking}"]["real_time"])]
            for marking, label in MARKINGS.items()]
    return ("100,000 objects of 4 fields live: memory of V8's heap and of malloc for each, and "
            "a full garbage collection.\n\n"
            + table(["", "bytes per object", "collection, ms"], rows))


def hook_section(cases):
    graphs = sorted({name.split("/")[1] for name in cases},
                    key=lambda g: (g.startswith("objects"), len(g), g))
    rows = [[graph, number(cases[f"Serialize/{graph}/unmarked"]["baseline_ns"]),
             *(f"{cases[f'Serialize/{graph}/{hook}']['ratio']:.2f}" for hook in HOOKS)]
            for graph in graphs]
    return ("Serializing plain graphs, as a ratio to V8's serializer without a delegate. Marks "
            "are somewhere, not on the graph.\n\n![](hook.svg)\n\n"
            + table(["graph", "bare, ns", *(hook.replace("_", " ") for hook in HOOKS)], rows))


def baseline_section(cases):
    def section(benchmark, ours):
        rows = [[name.split("/")[1], number(case["baseline_ns"]), number(case["ns"]),
                 with_spread(case, "ratio")]
                for name, case in cases.items() if name.startswith(benchmark + "/")]
        return table(["payload", "V8's bare round trip, ns", ours, "ratio"], rows)
    text = section("StructuredClone", "StructuredClone, ns")
    # Older results have none.
    if any(name.startswith("AcrossIsolates/") for name in cases):
        text += ("\nFrom one isolate to another, with a transferred buffer:\n\n"
                 + section("AcrossIsolates", "ferry, ns"))
    return text


def time_cell(time):
    return f"{number(time['median'])} ({number(time['low'])} – {number(time['high'])})"


def peers_section(peers):
    if "skipped" in peers:
        return f"Skipped: {peers['skipped']}.\n"
    names = list(peers["ratios"])
    shown = ", ".join(f"{name} {version}" for name, version in peers["versions"].items())
    ratios = [[case, *(f"{peers['ratios'][name][case]:.2f}" for name in names)]
              for case in peers["times"]["ferry"]]
    ratios.append(["**geometric mean**",
                   *(f"**{peers['geometric_means'][name]:.2f}**" for name in names)])
    times = [[case, *(time_cell(peers["times"][name][case]) for name in ["ferry", *names])]
             for case in peers["times"]["ferry"]]
    return (f"The same script in each runtime, in turn. {shown}.\n\n![](peers.svg)\n\n"
            "How many times as long the peer takes as ferry:\n\n" + table(["", *names], ratios)
            + "\nMedians, with quartiles, in ns:\n\n" + table(["", "ferry", *names], times))


def streams_section(found):
    if "skipped" in found:
        return f"Skipped: {found['skipped']}.\n"
    times = found["times"]
    names = list(times)
    cases = list(times["ferry"])
    rows = [[case, *(time_cell(times[name][case]) for name in names)] for case in cases]
    ours, others = names[:2], names[2:]
    ratios = [[case, *(f"{times[name][case]['median'] / times[our][case]['median']:.2f}"
                       for our in ours for name in others)] for case in cases]
    return ("Chunks of a stream that was transferred: the same script in each runtime, in "
            "turn. The shell has web-streams-polyfill, whose streams are JavaScript. "
            "Where two threads take turns, much depends on whether one of them sleeps, which the "
            "quartiles below show. How many times as long a chunk takes in the peer:\n\n"
            + table(["", *(f"{name} / {our}" for our in ours for name in others)], ratios)
            + "\nMedians, with quartiles, in ns per chunk:\n\n" + table(["", *names], rows))


def host_objects_section(found):
    if "skipped" in found:
        return f"Skipped: {found['skipped']}.\n"
    names = list(found["times"])
    rows = [[f"`{case}`", *(time_cell(found["times"][name][case]) for name in names)]
            for case in found["times"][names[0]]]
    return ("Node.js 20 makes its host objects by makeTransferable, the later ones mark them. "
            "Medians, with quartiles, in ns; other things changed too between the versions.\n\n"
            + table(["", *names], rows))


def workers_section(found):
    if "skipped" in found:
        return f"Skipped: {found['skipped']}.\n"
    times = found["times"]
    sizes = list(next(iter(times.values())))
    def cell(time, size):
        gigabytes = int(size) / 1024 / (time["total_ms"] / 1000)
        return f"{number(time['blocked_ms'])} ({number(gigabytes)})"
    rows = [[way, *(cell(by_size[size], size) for size in sizes)]
            for way, by_size in times.items()]
    return ("Scaling an array of doubles in Node.js 24, by the ways of "
            "[worker_threads.md](../worker_threads.md) that work: how long the event loop is "
            "at work, in ms, and in brackets how many GB a second are done. Medians.\n\n"
            "![](workers.svg)\n\n" + table(["", *(f"{size} MB" for size in sizes)], rows))


# Of parts that older results do not have.
MISSING = {"skipped": "these results are older than the measurement"}


def messages_section(found):
    if "skipped" in found:
        return f"Skipped: {found['skipped']}.\n"
    times = found["times"]
    names = list(times)
    rows = [[case, *(time_cell(times[name][case]) if case in times[name] else "–" for name in names)]
            for case in times["ferry"]]
    return ("Messages from a script to a worker: the same script in each runtime, in turn. Medians, "
            "with quartiles, in ns per message.\n\n" + table(["", *names], rows))


# Of the C++ benchmarks: what a case is compared with, and which of its counters say what.
PORTS = [("ns", "ferry, ns"), ("baseline_ns", "bare V8, ns"), ("ratio", "ratio"),
         ("node_ns", "Node.js, ns"), ("times_node", "Node.js / ferry")]
STARTUP = [("made_us", "made, us"), ("kept_us", "from a snapshot, us"), ("ratio", "ratio"),
           ("made_heap_kb", "heap of V8, made, KB"), ("kept_heap_kb", "from a snapshot, KB"),
           ("made_cpp_kb", "memory of C++, made, KB"), ("kept_cpp_kb", "from a snapshot, KB")]


def counters_section(intro, columns, benchmarks):
    # What has no counter of its own is timed by Google Benchmark.
    cases = {f"{benchmark.removesuffix('_benchmark')}: {name}":
             case if "ns" in case or case.get("time_unit") != "ns" else
             {**case, "ns": case["real_time"],
              "spread": {"ns": case["spread"]["real_time"]}}
             for benchmark, found in benchmarks.items() for name, case in found.items()}
    shown = [(key, label) for key, label in columns if any(key in case for case in cases.values())]
    rows = [[f"`{name}`", *(with_spread(case, key) if key in case else "–" for key, _ in shown)]
            for name, case in cases.items()]
    return intro + "\n\n" + table(["", *(label for _, label in shown)], rows)


def package_section(found):
    if "skipped" in found:
        return f"Skipped: {found['skipped']}.\n"
    versions = found["versions"]
    first = next(iter(versions.values()))
    def each(cell):
        return [cell(of_one) for of_one in versions.values()]
    clones = [[case, *each(lambda v: f"{number(v['clones_ns'][case]['ferry'])} "
                                     f"({v['clones_ns'][case]['node'] / v['clones_ns'][case]['ferry']:.2f})")]
              for case in first["clones_ns"]]
    labels = {"job": "to a job and back", "blocked": "of that the loop is blocked",
              "write": "of that the message is written", "worker": "to a worker that sums a column, and back",
              "workerBlocked": "of that the loop is blocked"}
    records = [[label, *each(lambda v: number(v["records_ms"][key]))] for key, label in labels.items()]
    buffers = [["blocked", *each(lambda v: number(v["buffer_us"]["blocked"]))],
               ["the best", *each(lambda v: number(v["buffer_us"]["best"]))]]
    return ("The npm package's `structuredClone`, in ns, and in brackets how many times as long "
            "Node's own takes, in one run, in turn.\n\n" + table(["", *versions], clones)
            + "\n100,000 records of four properties, ms:\n\n" + table(["", *versions], records)
            + "\nA buffer of 64 MB that is transferred to a job and back, us of the event loop:\n\n"
            + table(["", *versions], buffers))


def cpp_sections(native):
    def section(intro, columns, *names):
        if any(name not in native for name in names):
            return f"Skipped: {MISSING['skipped']}.\n"
        return counters_section(intro, columns, {name: native[name] for name in names})
    return [
        ("Ports", section(
            "Ports of one thread and of two, from C++ (`messaging_benchmark`) and with a script on both "
            "sides (`bindings_benchmark`), in turn with V8's bare serializer and deserializer, or with a "
            "bare queue that waits in the same way.", PORTS,
            "messaging_benchmark", "bindings_benchmark")),
        ("Streams from C++", section(
            "Chunks of streams (`streams_benchmark`), beside what their bytes cost alone.", PORTS,
            "streams_benchmark")),
        ("Native threads", section(
            "A column of 10,000 rows is summed on a thread without an isolate (`document_benchmark`), "
            "beside V8's deserializer and a loop in JavaScript.", PORTS[:3], "document_benchmark")),
        ("Startup", section(
            "What an agent and the globals add to an isolate and to a realm (`startup_benchmark`).",
            STARTUP, "startup_benchmark")),
    ]


def markdown(results):
    native = results["native"]
    modes = native["transfer_mode_benchmark"]
    sections = [
        ("Results", machine_section(results)),
        ("Where ferry is slower", losses_section(results)),
        ("Cost per construction", construct_section(modes)),
        ("Clone, transfer, post", operate_section(modes)),
        ("Memory and garbage collection", heap_section(modes)),
        ("The host object hook", hook_section(native["hook_benchmark"])),
        ("structuredClone and V8's bare serializer", baseline_section(native["baseline_benchmark"])),
        ("structuredClone in the peers", peers_section(results["peers"])),
        ("Messages", messages_section(results.get("messages", MISSING))),
        ("Streams", streams_section(results["streams"])),
        *cpp_sections(native),
        ("Host objects of Node.js", host_objects_section(results["host_objects"])),
        ("Other threads", workers_section(results["workers"])),
        ("The npm package", package_section(results.get("package", MISSING))),
    ]
    return "\n".join(f"{'#' if i == 0 else '##'} {title}\n\n{text}"
                     for i, (title, text) in enumerate(sections))
