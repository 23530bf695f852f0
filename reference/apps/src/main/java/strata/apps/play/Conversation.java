package strata.apps.play;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/** Each line that is typed becomes a record, and is read back by a consumer that waits for it. */
final class Conversation {
    private static final String TOPIC = "lines";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long ECHO_SECONDS_MAX = 10;

    private final PlayNode node;
    private final Teller teller;

    Conversation(PlayNode node, Teller teller) {
        this.node = node;
        this.teller = teller;
    }

    void hold(InputStream typed) {
        Clients clients = new Clients(node, TOPIC);
        clients.createTopic(1);
        teller.chapter("Type a line, or key:value. An empty line or Ctrl-D ends it.");
        teller.say("Meanwhile, in another terminal:");
        teller.say("  kcat -C -b " + node.bootstrap() + " -t " + TOPIC + " -o beginning");
        int count = 0;
        try (KafkaProducer<String, String> producer = clients.producer("none");
                KafkaConsumer<String, String> consumer = clients.consumer();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(typed, StandardCharsets.UTF_8))) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            teller.prompt();
            String line = lines.readLine();
            while (line != null && !line.isEmpty()) {
                PlayRecord written = clients.write(producer, List.of(recordOf(line))).get(0);
                echo(consumer, written);
                count++;
                teller.prompt();
                line = lines.readLine();
            }
        } catch (IOException e) {
            throw new PlayFault(PlayFault.ENVIRONMENT, "cannot read what is typed: " + e, e);
        }
        teller.chapter(count + (count == 1 ? " record" : " records") + " written and read back");
    }

    private static PlayRecord recordOf(String line) {
        int colon = line.indexOf(':');
        return new PlayRecord(
                0,
                -1,
                colon > 0 ? line.substring(0, colon) : "",
                line.substring(colon > 0 ? colon + 1 : 0),
                List.of());
    }

    /** Others may write, too: what came before it is shown as well. */
    private void echo(KafkaConsumer<String, String> consumer, PlayRecord written) {
        long deadline = System.nanoTime() + Duration.ofSeconds(ECHO_SECONDS_MAX).toNanos();
        while (System.nanoTime() < deadline) {
            node.requireAlive();
            boolean came = false;
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                PlayRecord read = Clients.recordOf(record);
                teller.record(read);
                came |= read.offset() == written.offset();
            }
            if (came) {
                return;
            }
        }
        throw new PlayFault(
                PlayFault.FAILED,
                "offset " + written.offset() + " was acknowledged, but did not come back");
    }
}
