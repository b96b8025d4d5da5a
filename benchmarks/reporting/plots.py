"""The results as SVG, drawn by matplotlib."""

import sys

import tables

COLORS = ["#1b6ca8", "#d1495b", "#edae49", "#3a7d44", "#7d5ba6"]
# Versions of one runtime have one shape, from light to dark.
PEERS = {
    "node 20": ("o", "#b7d7b0"), "node 22": ("o", "#7fb77e"), "node 24": ("o", "#3f8f4f"),
    "node 26": ("o", "#1f5130"), "deno": ("s", "#1b6ca8"), "bun": ("D", "#d1495b"),
}
INK = "#333333"
# A string is cloned in no time at all, which would squeeze the rest.
FARTHEST = 100


def load_pyplot():
    """None where matplotlib is not installed."""
    try:
        import matplotlib
    except ImportError:
        print("report: plots skipped: matplotlib is not installed; "
              "tools/sdk exec --with=plot true does it", file=sys.stderr)
        return None
    matplotlib.use("svg")
    matplotlib.rcParams.update({
        "svg.hashsalt": "ferry", "font.size": 10, "axes.spines.top": False,
        "axes.spines.right": False, "axes.edgecolor": INK, "axes.labelcolor": INK,
        "text.color": INK, "xtick.color": INK, "ytick.color": INK,
        "axes.titlelocation": "left", "axes.titlesize": 11, "figure.facecolor": "white",
    })
    from matplotlib import pyplot
    return pyplot


def save(figure, path, note):
    figure.text(0.995, 0.99, note, ha="right", va="top", color="#d1495b", fontsize=9)
    figure.tight_layout()
    # Without the date the same results give the same file.
    figure.savefig(path, metadata={"Date": None})


def set_log_scale(axes):
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,g}")


def draw_construct(pyplot, cases, path, note):
    markings = [m for m in tables.MARKINGS if m != "plain"][::-1]
    figure, axes = pyplot.subplots(figsize=(9, 3.8))
    height = 0.26
    floor = 0.1
    for i, fields in enumerate(tables.FIELDS):
        values = [max(cases[f"Construct/{m}/fields:{fields}"]["over_plain_ns"], floor)
                  for m in markings]
        places = [y + (1 - i) * height for y in range(len(markings))]
        axes.barh(places, values, height, color=COLORS[i], left=0,
                  label=f"{fields} field{'s' * (fields > 1)}")
        for place, value in zip(places, values):
            text = "0" if value <= floor else tables.number(value)
            axes.text(value * 1.12, place, text, va="center", fontsize=8)
    set_log_scale(axes)
    axes.set_xlim(left=floor)
    axes.margins(x=0.1)
    axes.set_yticks(range(len(markings)), [tables.MARKINGS[m] for m in markings])
    axes.set_xlabel("ns added to the construction of one object (log scale)")
    axes.set_title("What it costs to make an object transferable")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    save(figure, path, note)


def draw_peers(pyplot, peers, path, note):
    names = list(peers["ratios"])
    cases = list(peers["times"]["ferry"])[::-1]
    rows = ["geometric mean", *cases]
    figure, axes = pyplot.subplots(figsize=(8, 6.2))
    for name in names:
        marker, color = PEERS[name]
        values = [peers["geometric_means"][name]] + [peers["ratios"][name][c] for c in cases]
        values = [min(value, FARTHEST) for value in values]
        axes.scatter(values, range(len(rows)), s=34, marker=marker, color=color, label=name,
                     zorder=3, edgecolor="white", linewidth=0.5)
    axes.axvline(1, color=INK, linewidth=1)
    axes.axhline(0.5, color=INK, linewidth=0.5)
    set_log_scale(axes)
    axes.grid(axis="both", color="#e5e5e5", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_yticks(range(len(rows)), rows)
    axes.set_xlabel("times as long as ferry (log scale); right of 1: ferry is faster; 100 "
                    "means 100 or more")
    axes.set_title("structuredClone, ferry against each peer")
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.4, -0.1), ncols=len(names))
    save(figure, path, note)


def draw_hook(pyplot, cases, path, note):
    sizes = sorted({int(name.split("/")[1].split(":")[1]) for name in cases
                    if name.startswith("Serialize/objects:")})
    figure, axes = pyplot.subplots(figsize=(8, 3.6))
    for color, hook in zip(COLORS, tables.HOOKS):
        values = [cases[f"Serialize/objects:{size}/{hook}"]["ratio"] for size in sizes]
        axes.plot(sizes, values, marker="o", markersize=4, color=color,
                  label=hook.replace("_", " "))
    axes.axhline(1, color=INK, linewidth=0.8)
    set_log_scale(axes)
    axes.set_xlabel("objects in the graph")
    axes.set_ylabel("ratio to V8 without a delegate")
    axes.set_title("What the host object hook costs when nothing in the graph is marked")
    axes.grid(axis="y", color="#e5e5e5", linewidth=0.6)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    save(figure, path, note)


def draw_workers(pyplot, times, path, note):
    figure, axes = pyplot.subplots(figsize=(8, 3.6))
    for color, (way, by_size) in zip(COLORS, times.items()):
        axes.plot([int(size) for size in by_size],
                  [time["blocked_ms"] for time in by_size.values()],
                  marker="o", markersize=4, color=color, label=way)
    set_log_scale(axes)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axes.set_xticks([int(size) for size in next(iter(times.values()))])
    axes.minorticks_off()
    axes.set_xlabel("megabytes of doubles (log scale)")
    axes.set_ylabel("ms (log scale)")
    axes.set_title("How long the event loop of Node.js is blocked by work on a buffer")
    axes.grid(axis="y", color="#e5e5e5", linewidth=0.6)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    save(figure, path, note)


def draw(results, folder):
    pyplot = load_pyplot()
    if pyplot is None:
        return
    note = "from a quick run: rough" if results["quick"] else ""
    native = results["native"]
    draw_construct(pyplot, native["transfer_mode_benchmark"], folder / "construct.svg", note)
    draw_hook(pyplot, native["hook_benchmark"], folder / "hook.svg", note)
    if "skipped" not in results["peers"]:
        draw_peers(pyplot, results["peers"], folder / "peers.svg", note)
    if "skipped" not in results["workers"]:
        draw_workers(pyplot, results["workers"]["times"], folder / "workers.svg", note)
