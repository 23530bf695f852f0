"""Writes every row of a file to a topic with aiokafka; its own partitioner chooses by key.

usage: write_aiokafka.py BOOTSTRAP TOPIC CODEC ROWS      (ROWS: one "key TAB value" a line)

With its default settings, but for IDEMPOTENT in the environment. Prints the number of
acknowledged records.
"""

import asyncio
import os
import sys

from aiokafka import AIOKafkaProducer


async def main(bootstrap, topic, codec, rows_file):
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        compression_type=None if codec == "none" else codec,
        **({"enable_idempotence": True} if "IDEMPOTENT" in os.environ else {}),
    )
    await producer.start()
    try:
        with open(rows_file, "rb") as rows:
            futures = [
                await producer.send(topic, key=key, value=value)
                for key, value in (line.rstrip(b"\n").split(b"\t", 1) for line in rows)
            ]
        await asyncio.gather(*futures)
    finally:
        await producer.stop()
    print(len(futures))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
