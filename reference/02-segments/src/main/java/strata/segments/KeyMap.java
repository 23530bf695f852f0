package strata.segments;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import strata.kernel.Check;

/**
 * The last offset of each key, for keys of any size in bounded memory: 24 bytes an entry, 16 of
 * which are a hash that stands for the key. It is SHA-256, cut short: two keys with one hash would
 * be one key to a compaction, and for weaker hashes somebody can make such keys on purpose.
 *
 * <p>A hash table with open addressing: an entry lies in the slot that its hash says, or, when that
 * is taken, in the next free one behind it. Nothing is ever removed.
 */
final class KeyMap {
    /** What an entry takes: 16 bytes of hash, 8 of offset. */
    static final int ENTRY_BYTES = 24;

    /** {@link #offsetOf} of a key that is not in the map. */
    static final long NOT_FOUND = -1L;

    /** Of so many slots, at most so many are taken: a fuller table is a slow one. */
    private static final int SLOTS = 10;

    private static final int TAKEN = 9;

    private static final int LONGS_PER_SLOT = 3;
    private static final int DIGEST_BYTES = 32;

    private final MessageDigest digest;
    private final byte[] hash = new byte[DIGEST_BYTES];
    private final ByteBuffer hashBytes = ByteBuffer.wrap(hash);
    // Of each slot: the hash's first and second half, and offset + 1; that is 0 in a free slot.
    private final long[] slots;
    private final int slotCount;
    private final int capacity;
    // Invariant: size <= capacity < slotCount, so every search ends at a free slot at the latest.
    private int size;

    /**
     * @param maxBytes the memory it may take; even of little it holds one key
     * @param maxKeys how many keys there can be, so that no more memory is taken than is of use
     */
    KeyMap(int maxBytes, long maxKeys) {
        this(maxBytes, maxKeys, sha256());
    }

    /** With another hash, of {@link #DIGEST_BYTES} bytes or more. */
    KeyMap(int maxBytes, long maxKeys, MessageDigest digest) {
        this.digest = digest;
        long useful = maxKeys + maxKeys / TAKEN + 2;
        slotCount = (int) Math.max(2, Math.min(maxBytes / ENTRY_BYTES, useful));
        capacity = Math.max(1, (int) Math.min(slotCount - 1L, (long) slotCount * TAKEN / SLOTS));
        slots = new long[Math.multiplyExact(slotCount, LONGS_PER_SLOT)];
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** How many keys it holds. */
    int size() {
        return size;
    }

    /** How many keys it can hold, at least 1. */
    int capacity() {
        return capacity;
    }

    /**
     * Notes an offset as the key's last one.
     *
     * @param key its position is not moved
     * @return false, and nothing is noted, when the key is new and the map is full
     */
    boolean put(ByteBuffer key, long offset) {
        Check.that(offset >= 0, "offset %s", offset);
        int slot = slotOf(key);
        // LAB 2.8 put hash and offset into the slot; a new key only while size < capacity
        if (isFree(slot)) {
            if (size == capacity) {
                return false;
            }
            size++;
        }
        int at = slot * LONGS_PER_SLOT;
        slots[at] = hashBytes.getLong(0);
        slots[at + 1] = hashBytes.getLong(Long.BYTES);
        slots[at + 2] = offset + 1;
        return true;
    }

    /**
     * The key's last offset, {@link #NOT_FOUND} when it is not here.
     *
     * @param key its position is not moved
     */
    long offsetOf(ByteBuffer key) {
        int slot = slotOf(key);
        return slots[slot * LONGS_PER_SLOT + 2] - 1;
    }

    /**
     * The slot that holds a key; where none does, the free one that it would get. Afterwards {@link
     * #hash} is the key's.
     */
    private int slotOf(ByteBuffer key) {
        computeHash(key);
        long first = hashBytes.getLong(0);
        long second = hashBytes.getLong(Long.BYTES);
        // LAB 2.8 go from the slot that first says to the next ones, until one is free or the key's
        int slot = (int) Long.remainderUnsigned(first, slotCount);
        while (!isFree(slot) && !holds(slot, first, second)) {
            slot = (slot + 1) % slotCount;
        }
        return slot;
    }

    private boolean isFree(int slot) {
        return slots[slot * LONGS_PER_SLOT + 2] == 0;
    }

    private boolean holds(int slot, long first, long second) {
        int at = slot * LONGS_PER_SLOT;
        return slots[at] == first && slots[at + 1] == second;
    }

    private void computeHash(ByteBuffer key) {
        try {
            digest.update(key.duplicate());
            digest.digest(hash, 0, DIGEST_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 has 32 bytes", e);
        }
    }
}
