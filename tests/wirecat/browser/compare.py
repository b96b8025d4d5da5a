#!/usr/bin/env python3
"""Compares what wirecat reads with what the page says that it stored.

usage: compare.py said.json LINES        LINES is what wirecat idb printed
"""

import json
import sys


def same(said, read, blobs):
    """Whether `read` is what the page said; the browser's objects have more."""
    if isinstance(said, dict) and "$hostObject" in said:
        return isinstance(read, dict) and same_host_object(said, read, blobs)
    if isinstance(said, dict):
        if "$repeat" in said:
            part, times = said["$repeat"]
            return read == part * times
        if "$bigint" in said or "$BigInt" in said:
            return isinstance(read, dict) and said.keys() == read.keys() and all(
                int(said[key], 16) == int(read[key], 16) for key in said)
        if "$error" in said:  # The stack depends on where the page was.
            read = {key: value for key, value in read.items() if key != "stack"}
        return isinstance(read, dict) and list(said) == list(read) and all(
            same(said[key], read[key], blobs) for key in said)
    if isinstance(said, list):
        if isinstance(read, dict) and "$sparse" in read:
            read = [read.get(str(index), {"$hole": True}) for index in range(read["$sparse"])]
        return isinstance(read, list) and len(said) == len(read) and all(
            same(a, b, blobs) for a, b in zip(said, read))
    return type(said) is type(read) and said == read or (
        isinstance(said, (int, float)) and not isinstance(said, bool) and said == read)


def same_host_object(said, read, blobs):
    read = dict(read)
    if "index" in read and read["index"] < len(blobs):
        read.update(blobs[read["index"]])
    if "files" in read:
        read["files"] = [{**file, **blobs[file["index"]]} for file in read["files"]]
    return all(key in read and same_part(value, read[key]) for key, value in said.items())


def same_part(said, read):
    if isinstance(said, dict) and isinstance(read, dict):
        return all(key in read and same_part(value, read[key]) for key, value in said.items())
    if isinstance(said, list) and said and isinstance(said[0], str):
        return sorted(said) == sorted(read)  # The usages of a key.
    if isinstance(said, list):
        return len(said) == len(read) and all(same_part(a, b) for a, b in zip(said, read))
    return said == read


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        said = json.load(file)["said"]
    with open(sys.argv[2], encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    read = {(line["store"], json.dumps(line["key"])): line for line in lines
            if line.get("database") == "kinds" and "key" in line and "index" not in line}
    # What was stored last under a key is there: -0 is the same key as 0.
    stored = {}
    for record in said:
        if "failed" in record:
            sys.exit(f"the page failed: {record['failed']}")
        if "value" in record:
            key = json.dumps(record["key"])
            stored[record["store"], "0" if key == '{"$number": "-0"}' else key] = record
    wrong = 0
    for place, record in stored.items():
        line = read.pop(place, None) or read.pop((place[0], '{"$number": "-0"}'), {})
        if not same(record["value"], line.get("value", {"$hole": True}), line.get("blobs", [])):
            print(f"{place}\n  said {json.dumps(record['value'])[:400]}\n  read {json.dumps(line)[:400]}")
            wrong += 1
    for place in read:
        print(f"{place}: nobody said so")
        wrong += 1
    print(f"{len(stored)} values, {wrong} of them wrong")
    sys.exit(wrong > 0 or not stored)


main()
