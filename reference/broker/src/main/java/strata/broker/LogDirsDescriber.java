package strata.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.request.DescribeLogDirs;
import strata.kernel.request.DescribeLogDirs.PartitionDescription;
import strata.kernel.request.DescribeLogDirs.TopicDescription;
import strata.kernel.storage.Storage;
import strata.kernel.storage.Volume;

/** Answers DescribeLogDirs. Strata serves one directory. */
final class LogDirsDescriber {
    private final MetadataImage image;
    private final PartitionStore store;
    private final Storage storage;

    LogDirsDescriber(MetadataImage image, PartitionStore store, Storage storage) {
        this.image = image;
        this.store = store;
        this.storage = storage;
    }

    DescribeLogDirs.Response describe(DescribeLogDirs.Request request) {
        List<DescribeLogDirs.TopicQuery> asked = request.topics();
        List<TopicDescription> topics = new ArrayList<>();
        if (asked == null) {
            image.topics()
                    .forEach(topic -> add(topics, topic.name(), store.partitions(topic.id())));
        } else {
            wanted(asked).forEach((name, numbers) -> add(topics, name, named(name, numbers)));
        }
        Volume volume = storage.volume();
        return new DescribeLogDirs.Response(
                List.of(
                        new DescribeLogDirs.Directory(
                                ErrorCode.NONE,
                                volume.directory(),
                                topics,
                                volume.totalBytes(),
                                volume.usableBytes())));
    }

    /** What was asked for, each partition once, however often it was named. */
    private static Map<String, SortedSet<Integer>> wanted(List<DescribeLogDirs.TopicQuery> asked) {
        Map<String, SortedSet<Integer>> wanted = new LinkedHashMap<>();
        for (DescribeLogDirs.TopicQuery query : asked) {
            wanted.computeIfAbsent(query.topic(), any -> new TreeSet<>())
                    .addAll(query.partitions());
        }
        return wanted;
    }

    private List<Partition> named(String name, SortedSet<Integer> numbers) {
        TopicState topic = image.topic(name);
        List<Partition> here = new ArrayList<>();
        // As in Kafka, what is not here is left out without a word.
        if (topic == null) {
            return here;
        }
        for (int number : numbers) {
            Partition partition = store.partition(topic.id(), number);
            if (partition != null) {
                here.add(partition);
            }
        }
        return here;
    }

    private static void add(
            List<TopicDescription> topics, String name, Collection<Partition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        List<PartitionDescription> descriptions = new ArrayList<>(partitions.size());
        for (Partition partition : partitions) {
            long lag = Math.max(0, partition.highWatermark() - partition.log().logEndOffset());
            descriptions.add(
                    new PartitionDescription(
                            partition.name().partition(), partition.log().sizeInBytes(), lag));
        }
        topics.add(new TopicDescription(name, descriptions));
    }
}
