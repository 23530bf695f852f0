package strata.cli.inspect;

import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.TimestampType;

/** What can be said of batches by their headers and CRCs, one after the other. */
final class BatchChecks {
    private final String name;
    private final long baseOffset;
    private final Findings findings;
    private long previousLastOffset = -1;
    private int previousLeaderEpoch = -1;

    /**
     * @param baseOffset in the file's name; {@link FileName#UNKNOWN} when it has none
     */
    BatchChecks(String name, long baseOffset, Findings findings) {
        this.name = name;
        this.baseOffset = baseOffset;
        this.findings = findings;
    }

    /** A piece of the file comes. Returns whether it is a batch that is as it should be. */
    boolean check(Piece piece) {
        return switch (piece) {
            case Piece.Damage damage -> {
                damaged(damage);
                yield false;
            }
            case Piece.Found found -> isRight(found);
        };
    }

    private void damaged(Piece.Damage damage) {
        String until = damage.isTail() ? "the file's end" : "the next good batch";
        findings.wrong(
                name,
                damage.position(),
                "%s; %d bytes up to %s at byte %d are not read"
                        .formatted(
                                damage.why(),
                                damage.end() - damage.position(),
                                until,
                                damage.end()));
    }

    private boolean isRight(Piece.Found found) {
        BatchHeader header = found.header();
        Long crc = found.crc();
        if (crc != null && found.isCrcWrong()) {
            findings.wrong(
                    name,
                    found.position(),
                    "the batch's CRC is %s, its bytes have %s"
                            .formatted(Values.crc(header.crc()), Values.crc(crc)));
            return false;
        }
        String why = whyNot(header);
        if (why == null) {
            previousLastOffset = header.lastOffset();
            previousLeaderEpoch = Math.max(previousLeaderEpoch, header.partitionLeaderEpoch());
            return true;
        }
        findings.wrong(name, found.position(), why);
        // Believed for the order of those behind it only where it may be true.
        if (header.lastOffsetDelta() >= 0 && header.baseOffset() >= 0) {
            previousLastOffset = Math.max(previousLastOffset, header.lastOffset());
        }
        return false;
    }

    private @Nullable String whyNot(BatchHeader header) {
        if (header.lastOffsetDelta() < 0 || header.baseOffset() < 0) {
            return "the batch has offsets " + Values.offsets(header);
        }
        if (header.baseOffset() <= previousLastOffset) {
            return "offsets do not rise: the batch has %s, the one before it ends with %d"
                    .formatted(Values.offsets(header), previousLastOffset);
        }
        if (baseOffset >= 0 && header.baseOffset() < baseOffset) {
            return "the batch has offsets %s, before the file's base offset %d"
                    .formatted(Values.offsets(header), baseOffset);
        }
        if (baseOffset >= 0 && header.lastOffset() - baseOffset > Integer.MAX_VALUE) {
            return "the batch has offsets %s, too far from the file's base offset %d"
                    .formatted(Values.offsets(header), baseOffset);
        }
        if (header.count() < 0 || header.count() > (long) header.lastOffsetDelta() + 1) {
            return "the batch says it has %d records with the offsets %s"
                    .formatted(header.count(), Values.offsets(header));
        }
        if (header.compression() == null) {
            return "the batch's compression, " + (header.attributes() & 7) + ", is unknown";
        }
        return whyNotToBeBelieved(header);
    }

    private @Nullable String whyNotToBeBelieved(BatchHeader header) {
        if (header.partitionLeaderEpoch() < previousLeaderEpoch) {
            return "the leader epoch falls from %d to %d"
                    .formatted(previousLeaderEpoch, header.partitionLeaderEpoch());
        }
        if (header.isTransactional() && !header.hasProducerId()) {
            return "the batch is transactional and has no producer";
        }
        boolean isCreated = header.timestampType() == TimestampType.CREATE_TIME;
        if (isCreated
                && header.count() > 0
                && !header.hasDeleteHorizon()
                && header.maxTimestampMs() < header.baseTimestampMs()) {
            return "the batch's greatest time, %d, is before its first, %d"
                    .formatted(header.maxTimestampMs(), header.baseTimestampMs());
        }
        return null;
    }
}
