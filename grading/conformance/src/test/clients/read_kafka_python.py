"""Reads topics from their beginning to their end with kafka-python, without a group.

usage: read_kafka_python.py BOOTSTRAP FOLDER TOPIC...

Writes FOLDER/TOPIC.tsv: one "partition TAB offset TAB timestamp TAB key TAB value" a line, in the
order in which the consumer handed the records out. Which release of kafka-python runs is decided
by PYTHONPATH. Ends with an error when no record comes for ten seconds before the end is reached.
"""

import os
import sys

try:  # kafka-python 2.0.2 carries a copy of six that Python 3.12 and newer cannot import from.
    import six

    sys.modules.setdefault("kafka.vendor.six.moves", six.moves)
except ImportError:  # the other releases need none
    pass

from kafka import KafkaConsumer, TopicPartition


def read(consumer, topic, file):
    partitions = [TopicPartition(topic, p) for p in sorted(consumer.partitions_for_topic(topic))]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends = consumer.end_offsets(partitions)
    waiting = {partition for partition in partitions if ends[partition] > 0}
    while waiting:
        polled = consumer.poll(timeout_ms=10_000, max_records=10_000)
        if not polled:
            raise SystemExit(f"nothing came of {sorted(waiting)} before the ends {ends}")
        for partition, records in polled.items():
            for r in records:
                if r.offset < ends[partition]:
                    line = b"\t".join(
                        [b"%d\t%d\t%d" % (r.partition, r.offset, r.timestamp), r.key, r.value]
                    )
                    file.write(line + b"\n")
            if consumer.position(partition) >= ends[partition]:
                waiting.discard(partition)


def main(bootstrap, folder, *topics):
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=None,
        enable_auto_commit=False,
        check_crcs=True,
        fetch_max_wait_ms=100,
    )
    for topic in topics:
        with open(os.path.join(folder, topic + ".tsv"), "wb") as file:
            read(consumer, topic, file)
    consumer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
