// A member of a group with kafkajs, until it is told to end (SIGTERM), which it does by leaving.
//
// usage: node group_kafkajs.js BOOTSTRAP TOPIC GROUP
// Run from the folder that holds node_modules. Prints "partition TAB offset" of each record.
'use strict';

const { createRequire } = require('node:module');

const { Kafka, logLevel } = createRequire(`${process.cwd()}/`)('kafkajs');

async function main([bootstrap, topic, groupId]) {
  const kafka = new Kafka({
    clientId: 'conformance',
    brokers: bootstrap.split(','),
    logLevel: logLevel.WARN,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 100 },
  });
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 6000,
    heartbeatInterval: 1000,
    rebalanceTimeout: 15000,
    metadataMaxAge: 2000,
  });
  process.on('SIGTERM', async () => {
    // Told to end while it begins anew after its coordinator's death, kafkajs 2.2.4 may wait for
    // ever: a request that is written after Connection.disconnect() has looked whether any is in
    // flight, and before it ends the socket, is neither answered nor timed out nor rejected when
    // the socket closes, and each later disconnect() waits for it, whatever the broker does.
    setTimeout(() => process.exit(0), 5000);
    await consumer.disconnect();
    process.exit(0);
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommitInterval: 500,
    eachMessage: async ({ partition, message }) => {
      process.stdout.write(`${partition}\t${message.offset}\n`);
    },
  });
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
