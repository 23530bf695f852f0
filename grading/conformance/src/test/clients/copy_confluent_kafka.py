"""Copies a topic into another with librdkafka, in transactions that hold the offsets of what was
read, until it is told to end (SIGTERM).

usage: copy_confluent_kafka.py BOOTSTRAP FROM TO GROUP TRANSACTIONAL_ID

Prints "committed TAB records" or "aborted TAB why" of each transaction. Ends with exit code 3 when
another producer has taken its transactional id, or time has.
"""

import signal
import sys
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

FENCED = 3
RECORDS_MAX = 50
COLLECTS_FOR_S = 0.1

ending = False


def end(_signal, _frame):
    global ending
    ending = True


def tell(what, more):
    sys.stdout.write("%s\t%s\n" % (what, str(more).replace("\n", " ")))
    sys.stdout.flush()


class Copier:
    def __init__(self, bootstrap, source, target, group, transactional_id):
        common = {"bootstrap.servers": bootstrap, "topic.metadata.refresh.interval.ms": 1000,
                  "reconnect.backoff.max.ms": 200}
        self.source = source
        self.target = target
        # What was polled and belongs to no transaction yet; only of partitions that it holds.
        self.records = []
        # As the group was when it gave out the partitions: a generation that has passed is refused.
        self.metadata = None
        self.consumer = Consumer({
            **common, "group.id": group, "isolation.level": "read_committed",
            "enable.auto.commit": False, "auto.offset.reset": "earliest",
            "session.timeout.ms": 3000, "heartbeat.interval.ms": 500,
            "max.poll.interval.ms": 30000, "fetch.wait.max.ms": 100})
        self.producer = Producer({
            **common, "transactional.id": transactional_id, "transaction.timeout.ms": 10000,
            "linger.ms": 5})

    def run(self):
        self.until_done(self.producer.init_transactions)
        self.consumer.subscribe([self.source], on_assign=self.assigned, on_revoke=self.revoked,
                                on_lost=self.revoked)
        while not ending:
            self.collect()
            if self.records:
                self.copy()
        self.consumer.close()

    def assigned(self, consumer, _partitions):
        self.metadata = consumer.consumer_group_metadata()

    def revoked(self, _consumer, partitions):
        gone = {each.partition for each in partitions}
        self.records = [each for each in self.records if each.partition() not in gone]

    def collect(self):
        deadline = time.monotonic() + COLLECTS_FOR_S
        while len(self.records) < RECORDS_MAX and not ending:
            left = deadline - time.monotonic()
            if left <= 0:
                return
            record = self.consumer.poll(left)
            if record is None:
                continue
            if record.error():
                if record.error().fatal():
                    raise KafkaException(record.error())
                print(record.error(), file=sys.stderr)
                continue
            self.records.append(record)

    def copy(self):
        records, self.records = self.records, []
        self.producer.begin_transaction()
        try:
            following = {}
            for each in records:
                self.producer.produce(self.target, key=each.key(), value=each.value(),
                                      partition=each.partition())
                following[each.partition()] = each.offset() + 1
            offsets = [TopicPartition(self.source, partition, offset)
                       for partition, offset in following.items()]
            self.until_done(self.producer.send_offsets_to_transaction, offsets, self.metadata)
            self.until_done(self.producer.commit_transaction)
        except KafkaException as fault:
            if not fault.args[0].txn_requires_abort():
                raise
            self.until_done(self.producer.abort_transaction)
            tell("aborted", fault)
            self.rewind()
            return
        tell("committed", len(records))

    def until_done(self, call, *arguments):
        while True:
            try:
                call(*arguments)
                return
            except KafkaException as fault:
                if not fault.args[0].retriable():
                    raise
                print(fault, file=sys.stderr)

    def rewind(self):
        """Goes back to what is committed."""
        assigned = self.consumer.assignment()
        if not assigned:
            return
        committed = None
        while committed is None:
            try:
                committed = self.consumer.committed(assigned, 60)
            except KafkaException as fault:
                # It gives up early where its coordinator dies meanwhile.
                if fault.args[0].fatal():
                    raise
                print(fault, file=sys.stderr)
        for each in committed:
            if each.error:
                raise KafkaException(each.error)
            each.offset = max(each.offset, 0)
            self.consumer.seek(each)


def main(*arguments):
    signal.signal(signal.SIGTERM, end)
    try:
        Copier(*arguments).run()
    except KafkaException as fault:
        print(repr(fault), file=sys.stderr)
        fenced = fault.args[0].code() in (KafkaError._FENCED, KafkaError.INVALID_PRODUCER_EPOCH,
                                          KafkaError.PRODUCER_FENCED)
        sys.exit(FENCED if fenced else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
