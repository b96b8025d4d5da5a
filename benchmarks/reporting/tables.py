"""The results as Markdown."""

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


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def machine_section(results):
    machine = results["machine"]
    text = (f"Written by `{COMMAND}`. Machine: {machine['processor']}, {machine['cores']} cores, "
            f"Linux {machine['kernel']}, load {machine['load_at_start']} at the start.\n")
    if results["quick"]:
        text += "\n**A quick run: the figures are rough.**\n"
    return text


def construct_section(cases):
    def added(marking, fields):
        if marking == "plain":
            return number(cases[f"Construct/plain/fields:{fields}"]["ns"])
        return number(max(cases[f"Construct/{marking}/fields:{fields}"]["over_plain_ns"], 0))
    rows = [[label, *(added(marking, fields) for fields in FIELDS)]
            for marking, label in MARKINGS.items()]
    claims = [[fields, *(number(cases[f"Claim/fields:{fields}"][key]) for key in
                         ("make_transferable_ns", "instance_mark_ns", "class_mark_ns",
                          "times_instance_mark", "times_class_mark"))]
              for fields in FIELDS]
    return ("What a marking adds to the construction of an object, in ns; the first row is the "
            "plain construction itself.\n\n![](construct.svg)\n\n"
            + table(["", *(f"{n} field{'s' * (n > 1)}" for n in FIELDS)], rows)
            + "\nIn one run, in turn: what is added, and how many times as much "
              "`makeTransferable` adds as a mark. Less than a nanosecond counts as one.\n\n"
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
                 f"{case['ratio']:.2f}"]
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


def markdown(results):
    native = results["native"]
    modes = native["transfer_mode_benchmark"]
    sections = [
        ("Results", machine_section(results)),
        ("Cost per construction", construct_section(modes)),
        ("Clone, transfer, post", operate_section(modes)),
        ("Memory and garbage collection", heap_section(modes)),
        ("The host object hook", hook_section(native["hook_benchmark"])),
        ("structuredClone and V8's bare serializer", baseline_section(native["baseline_benchmark"])),
        ("structuredClone in the peers", peers_section(results["peers"])),
        ("Streams", streams_section(results["streams"])),
        ("Host objects of Node.js", host_objects_section(results["host_objects"])),
        ("Other threads", workers_section(results["workers"])),
    ]
    return "\n".join(f"{'#' if i == 0 else '##'} {title}\n\n{text}"
                     for i, (title, text) in enumerate(sections))
