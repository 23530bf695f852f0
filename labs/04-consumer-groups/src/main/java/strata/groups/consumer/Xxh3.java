package strata.groups.consumer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * XXH3's 64-bit hash without a seed (the xxHash specification), with which Kafka fingerprints
 * metadata (KIP-1101).
 */
final class Xxh3 {
    private static final long P32_1 = 0x9E3779B1L;
    private static final long P32_2 = 0x85EBCA77L;
    private static final long P32_3 = 0xC2B2AE3DL;
    private static final long P64_1 = 0x9E3779B185EBCA87L;
    private static final long P64_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P64_3 = 0x165667B19E3779F9L;
    private static final long P64_4 = 0x85EBCA77C2B2AE63L;
    private static final long P64_5 = 0x27D4EB2F165667C5L;

    private static final int STRIPE = 64;
    private static final int SECRET_SIZE = 192;
    private static final int STRIPES_A_BLOCK = (SECRET_SIZE - STRIPE) / 8;

    private static final ByteBuffer SECRET =
            little(
                    HexFormat.of()
                            .parseHex(
                                    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
                                        + "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
                                        + "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8"
                                        + "fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364ea"
                                        + "c5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b"
                                        + "16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"));

    private Xxh3() {}

    /** The hash of bytes. */
    static long hash(byte[] bytes) {
        ByteBuffer in = little(bytes);
        int length = bytes.length;
        if (length > 240) {
            return ofMany(in, length);
        }
        if (length > 128) {
            return ofUpTo240(in, length);
        }
        if (length > 16) {
            return ofUpTo128(in, length);
        }
        return ofUpTo16(in, length);
    }

    private static long ofUpTo16(ByteBuffer in, int length) {
        if (length > 8) {
            long low = in.getLong(0) ^ secret(24) ^ secret(32);
            long high = in.getLong(length - 8) ^ secret(40) ^ secret(48);
            return avalanche(length + Long.reverseBytes(low) + high + fold(low, high));
        }
        if (length >= 4) {
            long both = (in.getInt(length - 4) & 0xFFFFFFFFL) + ((long) in.getInt(0) << 32);
            return mixed(both ^ secret(8) ^ secret(16), length);
        }
        if (length > 0) {
            int bytes =
                    ((in.get(0) & 0xFF) << 16)
                            | ((in.get(length >> 1) & 0xFF) << 24)
                            | (in.get(length - 1) & 0xFF)
                            | (length << 8);
            int flip = SECRET.getInt(0) ^ SECRET.getInt(4);
            return avalancheOf64((bytes ^ flip) & 0xFFFFFFFFL);
        }
        return avalancheOf64(secret(56) ^ secret(64));
    }

    private static long ofUpTo128(ByteBuffer in, int length) {
        long sum = length * P64_1;
        for (int i = (length - 1) / 32; i >= 0; i--) {
            sum += mix16(in, 16 * i, 32 * i);
            sum += mix16(in, length - 16 * (i + 1), 32 * i + 16);
        }
        return avalanche(sum);
    }

    private static long ofUpTo240(ByteBuffer in, int length) {
        long sum = length * P64_1;
        for (int i = 0; i < 8; i++) {
            sum += mix16(in, 16 * i, 16 * i);
        }
        sum = avalanche(sum);
        for (int i = 8; i < length / 16; i++) {
            sum += mix16(in, 16 * i, 16 * (i - 8) + 3);
        }
        return avalanche(sum + mix16(in, length - 16, 136 - 17));
    }

    private static long ofMany(ByteBuffer in, int length) {
        long[] sums = {P32_3, P64_1, P64_2, P64_3, P64_4, P32_2, P64_5, P32_1};
        int stripes = (length - 1) / STRIPE;
        for (int stripe = 0; stripe < stripes; stripe++) {
            accumulate(sums, in, stripe * STRIPE, 8 * (stripe % STRIPES_A_BLOCK));
            if (stripe % STRIPES_A_BLOCK == STRIPES_A_BLOCK - 1) {
                scramble(sums);
            }
        }
        accumulate(sums, in, length - STRIPE, SECRET_SIZE - STRIPE - 7);
        long result = length * P64_1;
        for (int i = 0; i < 4; i++) {
            int at = 11 + 16 * i;
            result += fold(sums[2 * i] ^ secret(at), sums[2 * i + 1] ^ secret(at + 8));
        }
        return avalanche(result);
    }

    private static void accumulate(long[] sums, ByteBuffer in, int from, int secretFrom) {
        for (int i = 0; i < 8; i++) {
            long value = in.getLong(from + 8 * i);
            long key = value ^ secret(secretFrom + 8 * i);
            sums[i ^ 1] += value;
            sums[i] += (key & 0xFFFFFFFFL) * (key >>> 32);
        }
    }

    private static void scramble(long[] sums) {
        for (int i = 0; i < 8; i++) {
            sums[i] ^= sums[i] >>> 47;
            sums[i] ^= secret(SECRET_SIZE - STRIPE + 8 * i);
            sums[i] *= P32_1;
        }
    }

    private static long mix16(ByteBuffer in, int from, int secretFrom) {
        return fold(
                in.getLong(from) ^ secret(secretFrom),
                in.getLong(from + 8) ^ secret(secretFrom + 8));
    }

    /** Both halves of the 128-bit product of two unsigned numbers, in one. */
    private static long fold(long left, long right) {
        return (left * right) ^ Math.unsignedMultiplyHigh(left, right);
    }

    private static long mixed(long value, int length) {
        long hash = value ^ Long.rotateLeft(value, 49) ^ Long.rotateLeft(value, 24);
        hash *= 0x9FB21C651E98DF25L;
        hash ^= (hash >>> 35) + length;
        hash *= 0x9FB21C651E98DF25L;
        return hash ^ (hash >>> 28);
    }

    private static long avalanche(long value) {
        long hash = (value ^ (value >>> 37)) * 0x165667919E3779F9L;
        return hash ^ (hash >>> 32);
    }

    private static long avalancheOf64(long value) {
        long hash = (value ^ (value >>> 33)) * P64_2;
        hash = (hash ^ (hash >>> 29)) * P64_3;
        return hash ^ (hash >>> 32);
    }

    private static long secret(int from) {
        return SECRET.getLong(from);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
