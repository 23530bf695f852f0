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
    // After its coordinator's death kafkajs begins its consumer anew by a timer; told to end just
    // then it may wait for the one before for ever.
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
