// Writes every row of a file to a topic with @platformatic/kafka, a client of the newest request
// versions; the client's own partitioner chooses by key.
//
// usage: node write_platformatic.js BOOTSTRAP TOPIC CODEC ROWS      (ROWS: one "key TAB value" a line)
// Run from the folder that holds node_modules. With its default settings, but for IDEMPOTENT in the
// environment. Prints the number of acknowledged records.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const ROWS_PER_REQUEST = 500;

// The client is written for Node 22; this is all that Node 20 lacks of what it calls here.
Promise.withResolvers ??= function withResolvers() {
  const deferred = {};
  deferred.promise = new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject }));
  return deferred;
};

async function main([bootstrap, topic, codec, rowsFile]) {
  const entry = path.resolve('node_modules/@platformatic/kafka/dist/index.js');
  const { Producer, stringSerializers } = await import(pathToFileURL(entry).href);
  const messages = fs
    .readFileSync(rowsFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const tab = line.indexOf('\t');
      return { topic, key: line.slice(0, tab), value: line.slice(tab + 1) };
    });

  const producer = new Producer({
    clientId: 'conformance',
    bootstrapBrokers: [bootstrap],
    serializers: stringSerializers,
    compression: codec,
    ...(process.env.IDEMPOTENT ? { idempotent: true } : {}),
  });
  for (let from = 0; from < messages.length; from += ROWS_PER_REQUEST) {
    await producer.send({ messages: messages.slice(from, from + ROWS_PER_REQUEST) });
  }
  await producer.close();
  console.log(messages.length);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
