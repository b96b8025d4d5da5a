"""usage: pack.py OUTPUT [PATH FILE]...

Writes a .tgz with each FILE as PATH: the same bytes for the same files, whenever it is made.
"""

import gzip
import sys
import tarfile


def main():
    output, *rest = sys.argv[1:]
    with (
        open(output, "wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as zipped,
        tarfile.open(mode="w", fileobj=zipped, format=tarfile.USTAR_FORMAT) as tar,
    ):
        for path, file in zip(rest[::2], rest[1::2]):
            with open(file, "rb") as content:
                entry = tarfile.TarInfo(path)
                entry.size = content.seek(0, 2)
                entry.mode = 0o644
                content.seek(0)
                tar.addfile(entry, content)


if __name__ == "__main__":
    main()
