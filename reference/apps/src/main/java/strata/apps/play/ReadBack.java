package strata.apps.play;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what was read with what was written. */
final class ReadBack {
    private record Place(int partition, long offset) {
        static Place of(PlayRecord record) {
            return new Place(record.partition(), record.offset());
        }
    }

    private ReadBack() {}

    /** What is wrong, told by the first record of its kind; empty when each came as it was. */
    static String difference(List<PlayRecord> written, List<PlayRecord> read) {
        Map<Place, PlayRecord> unclaimed = new HashMap<>();
        for (PlayRecord record : read) {
            if (unclaimed.put(Place.of(record), record) != null) {
                return "a record came twice: " + at(record);
            }
        }
        List<PlayRecord> missing = new ArrayList<>();
        for (PlayRecord record : written) {
            PlayRecord came = unclaimed.remove(Place.of(record));
            if (came == null) {
                missing.add(record);
            } else if (!came.equals(record)) {
                return "what came back is not what was written:\n    written "
                        + at(record)
                        + "\n    read    "
                        + at(came);
            }
        }
        if (!missing.isEmpty()) {
            return "%d of %d acknowledged records did not come back; the first of them:\n    %s"
                    .formatted(missing.size(), written.size(), at(missing.get(0)));
        }
        return unclaimed.isEmpty()
                ? ""
                : "a record came back that nobody wrote: "
                        + at(unclaimed.values().iterator().next());
    }

    /** A record and its place. */
    static String at(PlayRecord record) {
        return "partition %d, offset %d: %s"
                .formatted(record.partition(), record.offset(), record.text());
    }
}
