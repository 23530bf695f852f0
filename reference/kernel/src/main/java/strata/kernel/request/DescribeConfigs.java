package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;

/** DescribeConfigs (key 32). */
public final class DescribeConfigs {
    private DescribeConfigs() {}

    /**
     * @param includeSynonyms give with each value where it could come from (KIP-226)
     * @param includeDocumentation give each key's description (KIP-569)
     */
    public record Request(
            List<Resource> resources, boolean includeSynonyms, boolean includeDocumentation)
            implements strata.kernel.request.Request {}

    /**
     * @param type 2 topic, 4 broker, 8 broker logger (Kafka's {@code ConfigResource.Type})
     * @param name the topic's name, or the broker's id
     * @param keys which; null for all
     */
    public record Resource(byte type, String name, @Nullable List<String> keys) {
        public static final byte TOPIC = 2;
        public static final byte BROKER = 4;
    }

    public record Response(List<ResourceResult> results)
            implements strata.kernel.request.Response {}

    public record ResourceResult(
            ErrorCode error,
            @Nullable String errorMessage,
            byte type,
            String name,
            List<Entry> entries) {}

    /**
     * A configuration key and its value.
     *
     * @param value null for a sensitive one
     * @param synonyms where the value could come from, the one in force first
     * @param documentation null when not asked for
     */
    public record Entry(
            String name,
            @Nullable String value,
            boolean readOnly,
            Source source,
            boolean sensitive,
            List<Synonym> synonyms,
            Type type,
            @Nullable String documentation) {}

    public record Synonym(String name, @Nullable String value, Source source) {}

    /** Where a value comes from (Kafka's {@code ConfigSource}). */
    public enum Source {
        UNKNOWN(0),
        TOPIC_CONFIG(1),
        DYNAMIC_BROKER_CONFIG(2),
        DYNAMIC_DEFAULT_BROKER_CONFIG(3),
        STATIC_BROKER_CONFIG(4),
        DEFAULT_CONFIG(5);

        private final byte number;

        Source(int number) {
            this.number = (byte) number;
        }

        public byte number() {
            return number;
        }
    }

    /** What values look like (Kafka's {@code ConfigType}). */
    public enum Type {
        UNKNOWN(0),
        BOOLEAN(1),
        STRING(2),
        INT(3),
        SHORT(4),
        LONG(5),
        DOUBLE(6),
        LIST(7),
        CLASS(8),
        PASSWORD(9);

        private final byte number;

        Type(int number) {
            this.number = (byte) number;
        }

        public byte number() {
            return number;
        }
    }
}
