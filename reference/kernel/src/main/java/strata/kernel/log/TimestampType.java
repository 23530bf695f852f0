package strata.kernel.log;

/** Who stamped a batch's records: bit 3 of the batch's attributes. */
public enum TimestampType {
    /** The producer, when it made the record. */
    CREATE_TIME("CreateTime"),
    /** The broker, when it appended the batch. */
    LOG_APPEND_TIME("LogAppendTime");

    private final String configName;

    TimestampType(String configName) {
        this.configName = configName;
    }

    /** As {@code message.timestamp.type} spells it. */
    public String configName() {
        return configName;
    }
}
