// Writes every row of a file to a topic with kafkajs; the client's own partitioner chooses by key.
//
// usage: node write_kafkajs.js BOOTSTRAP TOPIC CODEC ROWS      (ROWS: one "key TAB value" a line)
// Run from the folder that holds node_modules. With its default settings, but for IDEMPOTENT in the
// environment. Prints the number of acknowledged records.
'use strict';

const fs = require('node:fs');
const { createRequire } = require('node:module');

const { CompressionTypes, Kafka, Partitioners, logLevel } = createRequire(
  `${process.cwd()}/`,
)('kafkajs');

const ROWS_PER_REQUEST = 500;

async function main([bootstrap, topic, codec, rowsFile]) {
  const compression = { none: CompressionTypes.None, gzip: CompressionTypes.GZIP }[codec];
  if (compression === undefined) throw new Error(`kafkajs has no codec ${codec} of its own`);
  const messages = fs
    .readFileSync(rowsFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const tab = line.indexOf('\t');
      return { key: line.slice(0, tab), value: line.slice(tab + 1) };
    });

  const kafka = new Kafka({
    clientId: 'conformance',
    brokers: [bootstrap],
    logLevel: logLevel.WARN,
  });
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    ...(process.env.IDEMPOTENT ? { idempotent: true } : {}),
  });
  await producer.connect();
  for (let from = 0; from < messages.length; from += ROWS_PER_REQUEST) {
    const part = messages.slice(from, from + ROWS_PER_REQUEST);
    await producer.send({ topic, compression, acks: -1, messages: part });
  }
  await producer.disconnect();
  console.log(messages.length);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
