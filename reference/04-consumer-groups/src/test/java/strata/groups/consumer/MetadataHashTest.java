package strata.groups.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.kernel.TopicId;

class MetadataHashTest {
    /** Expected: what the library says that Kafka uses (hash4j 0.22). */
    @ParameterizedTest
    @CsvSource({
        "0, 2d06800538d394c2", "1, 13e608bc156defed", "3, a9088dda485b481c",
        "4, 6d9253b16c8b1ed3", "8, 60539db630471163", "9, feff668361d723a8",
        "16, b8c859b0f030b585", "17, 714a04408e79b80f", "33, 3e44983ad21679c8",
        "65, 829218de4d798646", "97, 1daa83271a8e7b7c", "128, 67425a03650261bf",
        "129, c664bf3311c6abc4", "200, 746cd0025327bf5b", "240, 64556dc6b462a6cf",
        "241, 8beadd3a8874fe17", "512, f58202b8d9019d1d", "1024, 9b81661c641c72b1",
        "1025, 806c2072ed713576", "3000, c89178bb873c6b3d"
    })
    void xxh3IsTheOneOfTheSpecification(int length, String expected) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + 3);
        }

        assertThat(Long.toHexString(Xxh3.hash(bytes))).isEqualTo(expected);
    }

    @Test
    void topicsHaveTheFingerprintThatKafkaMakes() {
        TestTopics topics = new TestTopics();
        topics.put("orders", new TopicId(0x1234567890abcdefL, 0x0fedcba987654321L), 3);
        topics.put("payments", new TopicId(7L, 9L), 100);

        assertThat(MetadataHash.of(List.of("payments", "orders", "nowhere"), topics))
                .isEqualTo(0x6a967b88c2811722L);
        assertThat(MetadataHash.of(List.of("orders"), topics)).isEqualTo(0xae96ad9e3631642aL);
        assertThat(MetadataHash.of(List.of("nowhere"), topics)).isZero();
    }

    @Test
    void aTopicThatGrowsHasAnotherFingerprint() {
        TestTopics topics = new TestTopics();
        topics.create("orders", 3);
        long before = MetadataHash.of(List.of("orders"), topics);

        topics.grow("orders", 4);

        assertThat(MetadataHash.of(List.of("orders"), topics)).isNotEqualTo(before);
    }
}
