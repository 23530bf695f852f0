"""A member of a group with kafka-python, until it is told to end (SIGTERM): then it leaves.

usage: group_kafka_python.py BOOTSTRAP TOPIC GROUP

Prints "partition TAB offset" of each record. Which release of kafka-python runs is decided by
PYTHONPATH.
"""

import signal
import sys

try:  # kafka-python 2.0.2 carries a copy of six that Python 3.12 and newer cannot import from.
    import six

    sys.modules.setdefault("kafka.vendor.six.moves", six.moves)
except ImportError:  # the other releases need none
    pass

from kafka import KafkaConsumer

ending = False


def end(_signal, _frame):
    global ending
    ending = True


def main(bootstrap, topic, group):
    signal.signal(signal.SIGTERM, end)
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=bootstrap.split(","),
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=True,
        auto_commit_interval_ms=500,
        session_timeout_ms=6000,
        heartbeat_interval_ms=1000,
        max_poll_interval_ms=15000,
        request_timeout_ms=20000,
        fetch_max_wait_ms=100,
        retry_backoff_ms=100,
        metadata_max_age_ms=2000,
    )
    while not ending:
        for records in consumer.poll(timeout_ms=200).values():
            for record in records:
                sys.stdout.write("%d\t%d\n" % (record.partition, record.offset))
        sys.stdout.flush()
    consumer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
