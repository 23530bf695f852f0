package strata.apps.bench;

/** A figure that a bench takes of one broker in one round. */
enum Metric {
    /** Records acknowledged (produce) or read (consume) each second. */
    RECORDS_PER_SECOND("recordsPerSecond", "records/s", 0),
    /** Record values alone, without keys, headers or batch overhead. */
    MIB_PER_SECOND("mebibytesPerSecond", "MiB/s", 1),
    /** From the producer's send() to the acknowledgement. */
    LATENCY_P50_MS("latencyP50Ms", "p50 latency, ms", 0),
    /** From the producer's send() to the acknowledgement. */
    LATENCY_P99_MS("latencyP99Ms", "p99 latency, ms", 0),
    /** Of a {@link Pulse} on a broker that does nothing else. */
    PULSE_P99_ALONE_MS("pulseP99AloneMs", "p99 alone, ms", 1),
    /** Likewise. */
    PULSE_MAX_ALONE_MS("pulseMaxAloneMs", "max alone, ms", 1),
    /** Of a {@link Pulse} while the broker does what the scenario is about. */
    PULSE_P99_MS("pulseP99Ms", "p99 meanwhile, ms", 1),
    /** Likewise. */
    PULSE_MAX_MS("pulseMaxMs", "max meanwhile, ms", 1),
    /** The longest time without an acknowledgement while a node was killed. */
    LONGEST_GAP_MS("longestGapMs", "longest gap, ms", 0),
    /** The longest time without records of a group's member that stays, while another joins. */
    JOIN_PAUSE_MS("joinPauseMs", "join pause, ms", 0),
    /** Likewise, while another leaves. */
    LEAVE_PAUSE_MS("leavePauseMs", "leave pause, ms", 0),
    /** Likewise, while another is killed (SIGKILL). */
    CRASH_PAUSE_MS("crashPauseMs", "crash pause, ms", 0),
    /** From a member's death until others have got records of all its partitions. */
    TAKEOVER_MS("takeoverMs", "taken over, ms", 0),
    /** From a coordinator's death until committed offsets are told again. */
    OFFSETS_READY_MS("offsetsReadyMs", "offsets ready, ms", 0),
    /** Committed, by producers that each wait for one before they begin the next. */
    TRANSACTIONS_PER_SECOND("transactionsPerSecond", "transactions/s", 1),
    /** User and system time of all brokers for each of these. */
    CPU_MS_PER_TRANSACTION("cpuMsPerTransaction", "broker CPU ms/txn", 2),
    /** Of these: from the first record's send() until it is read by read_committed. */
    LOADED_END_TO_END_P50_MS("loadedEndToEndP50Ms", "loaded p50, ms", 1),
    /** Likewise. */
    LOADED_END_TO_END_P99_MS("loadedEndToEndP99Ms", "loaded p99, ms", 1),
    /** Likewise, at a pace that leaves the brokers time. */
    END_TO_END_P50_MS("endToEndP50Ms", "end to end p50, ms", 1),
    /** Likewise. */
    END_TO_END_P99_MS("endToEndP99Ms", "end to end p99, ms", 1),
    /** User and system time of the broker for a million records of a plain producer. */
    PLAIN_CPU_PER_MILLION("plainCpuSecondsPerMillion", "plain, CPU s/M", 3),
    /** Likewise, of an idempotent one. */
    IDEMPOTENT_CPU_PER_MILLION("idempotentCpuSecondsPerMillion", "idemp., CPU s/M", 3),
    /** The second of these divided by the first. */
    IDEMPOTENT_CPU_SHARE("idempotentCpuShare", "CPU idemp./plain", 3),
    /** Acknowledged by a plain producer. */
    PLAIN_RECORDS_PER_SECOND("plainRecordsPerSecond", "plain, records/s", 0),
    /** Acknowledged by an idempotent one. */
    IDEMPOTENT_RECORDS_PER_SECOND("idempotentRecordsPerSecond", "idemp., records/s", 0),
    /** The second of these divided by the first. */
    IDEMPOTENT_SPEED_SHARE("idempotentSpeedShare", "speed idemp./plain", 3),
    /** How long the machine itself stood still, at most, while a {@link Pulse} ran. */
    STALL_MS("machineStallMs", "machine stall, ms", 1),
    /** User and system time of the broker's processes for each GiB of record values. */
    CPU_SECONDS_PER_GIB("cpuSecondsPerGib", "broker CPU s/GiB", 2),
    /** Highest resident set of the broker's processes since they were started. */
    PEAK_MEMORY_MIB("peakMemoryMib", "peak memory, MiB", 0),
    /** From launching the broker until its port answers an ApiVersions request. */
    READY_MS("readyMs", "port served, ms", 0),
    /** Likewise, after the broker was killed (SIGKILL). */
    READY_AFTER_KILL_MS("readyAfterKillMs", "after kill, ms", 0),
    /** How long the broker was busy with what the scenario is about. */
    BUSY_SECONDS("busySeconds", "it took, s", 1),
    /** Share of the machine's processors that neither the broker nor its clients had. */
    OTHER_LOAD_PERCENT("otherLoadPercent", "others' CPU, %", 0);

    private final String key;
    private final String label;
    private final int decimals;

    Metric(String key, String label, int decimals) {
        this.key = key;
        this.label = label;
        this.decimals = decimals;
    }

    /** Name in the JSON report; stable. */
    String key() {
        return key;
    }

    /** Name and unit in the text report. */
    String label() {
        return label;
    }

    /**
     * Whether the two brokers are compared by it; the others tell how far the rest is to be
     * trusted.
     */
    boolean isCompared() {
        return this != OTHER_LOAD_PERCENT && this != STALL_MS;
    }

    /** Digits after the point that mean something. */
    int decimals() {
        return decimals;
    }
}
