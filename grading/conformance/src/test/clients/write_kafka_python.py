"""Writes every row of a file to a topic with kafka-python; its own partitioner chooses by key.

usage: write_kafka_python.py BOOTSTRAP TOPIC CODEC ROWS      (ROWS: one "key TAB value" a line)

Which release of kafka-python runs is decided by PYTHONPATH. With its default settings, but for
IDEMPOTENT in the environment. Prints the number of acknowledged
records; each single acknowledgement is awaited, so a lost one is an error here already.
"""

import os
import sys

try:  # kafka-python 2.0.2 carries a copy of six that Python 3.12 and newer cannot import from.
    import six

    sys.modules.setdefault("kafka.vendor.six.moves", six.moves)
except ImportError:  # the other releases need none
    pass

from kafka import KafkaProducer


def main(bootstrap, topic, codec, rows_file):
    producer = KafkaProducer(
        bootstrap_servers=bootstrap,
        compression_type=None if codec == "none" else codec,
        **({"enable_idempotence": True} if "IDEMPOTENT" in os.environ else {}),
    )
    with open(rows_file, "rb") as rows:
        futures = [
            producer.send(topic, key=key, value=value)
            for key, value in (line.rstrip(b"\n").split(b"\t", 1) for line in rows)
        ]
    producer.flush(60)
    for future in futures:
        future.get(timeout=30)
    producer.close()
    print(len(futures))


if __name__ == "__main__":
    main(*sys.argv[1:])
