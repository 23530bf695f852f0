// Copies a topic into another with kafkajs, in transactions that hold the offsets of what was read,
// until it is told to end (SIGTERM).
//
// usage: node copy_kafkajs.js BOOTSTRAP FROM TO GROUP
// Run from the folder that holds node_modules. Prints "committed TAB records" or "aborted TAB why" of
// each transaction.
//
// kafkajs commits offsets without its member id and generation (it is older than KIP-447), so a
// member that the group has given up is not refused by them. What fences it is the transactional
// id: there is one for each partition, and whoever begins to copy a partition takes its id, which
// ends what was open, and asks only then from where to go on.
'use strict';

const { createRequire } = require('node:module');

const { Kafka, Partitioners, logLevel } = createRequire(`${process.cwd()}/`)('kafkajs');

const RECORDS_MAX = 50;

class Copier {
  constructor([bootstrap, from, to, groupId]) {
    this.kafka = new Kafka({
      clientId: 'conformance',
      brokers: bootstrap.split(','),
      logLevel: logLevel.WARN,
      retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 100 },
      requestTimeout: 5000,
    });
    this.from = from;
    this.to = to;
    this.groupId = groupId;
    this.producers = new Map();
    this.admin = this.kafka.admin();
    this.consumer = this.kafka.consumer({
      groupId,
      sessionTimeout: 3000,
      heartbeatInterval: 500,
      rebalanceTimeout: 10000,
      metadataMaxAge: 2000,
      maxWaitTimeInMs: 100,
      readUncommitted: false,
    });
  }

  async run() {
    await this.admin.connect();
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [this.from], fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (delivery) => this.copy(delivery),
    });
  }

  async copy({ batch, resolveOffset, heartbeat, isRunning, isStale }) {
    const { partition } = batch;
    for (let at = 0; at < batch.messages.length; at += RECORDS_MAX) {
      if (!isRunning() || isStale()) return;
      const messages = batch.messages.slice(at, at + RECORDS_MAX);
      try {
        if (!this.producers.has(partition)) {
          await this.take(partition);
          const next = await this.committed(partition);
          if (next !== messages[0].offset) {
            this.consumer.seek({ topic: this.from, partition, offset: next });
            return;
          }
        }
        await this.copyInTransaction(partition, messages);
      } catch (error) {
        // Whether it was committed is known to whoever takes the id next.
        this.drop(partition);
        process.stdout.write(`aborted\t${String(error.message).replaceAll('\n', ' ')}\n`);
        return;
      }
      resolveOffset(messages.at(-1).offset);
      process.stdout.write(`committed\t${messages.length}\n`);
      await heartbeat();
    }
  }

  async take(partition) {
    const producer = this.kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      transactionalId: `${this.groupId}-${partition}`,
      transactionTimeout: 10000,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await producer.connect();
    this.producers.set(partition, producer);
  }

  drop(partition) {
    const producer = this.producers.get(partition);
    this.producers.delete(partition);
    // Not awaited: see group_kafkajs.js.
    producer?.disconnect().catch((error) => console.error(error));
  }

  async committed(partition) {
    const [topic] = await this.admin.fetchOffsets({ groupId: this.groupId, topics: [this.from] });
    const found = topic.partitions.find((each) => each.partition === partition);
    return found === undefined || found.offset === '-1' ? '0' : found.offset;
  }

  async copyInTransaction(partition, messages) {
    const transaction = await this.producers.get(partition).transaction();
    await transaction.send({
      topic: this.to,
      acks: -1,
      messages: messages.map(({ key, value }) => ({ partition, key, value })),
    });
    const offset = String(BigInt(messages.at(-1).offset) + 1n);
    await transaction.sendOffsets({
      consumerGroupId: this.groupId,
      topics: [{ topic: this.from, partitions: [{ partition, offset }] }],
    });
    await transaction.commit();
  }

  async end() {
    // Never mind who cannot leave: see group_kafkajs.js.
    setTimeout(() => process.exit(0), 5000);
    await this.consumer.disconnect();
    process.exit(0);
  }
}

const copier = new Copier(process.argv.slice(2));
process.on('SIGTERM', () => copier.end());
copier.run().catch((error) => {
  console.error(error);
  process.exit(1);
});
