package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import strata.kernel.request.Api;

/** kafka-clients stays inside: no caller sees it, and none loads more of it than it uses. */
final class PublicFaceTest {
    @Test
    void noPublicSignatureSpeaksOfKafkaClients() throws Exception {
        List<String> signatures = new ArrayList<>();
        for (Class<?> type : publicClasses()) {
            signatures.add(type.toGenericString() + " " + type.getGenericSuperclass());
            Stream.of(type.getGenericInterfaces()).forEach(i -> signatures.add(i.getTypeName()));
            Stream.of(type.getDeclaredFields())
                    .filter(field -> isVisible(field.getModifiers()))
                    .forEach(field -> signatures.add(field.toGenericString()));
            Stream.<Executable>concat(
                            Stream.of(type.getDeclaredMethods()),
                            Stream.of(type.getDeclaredConstructors()))
                    .filter(member -> isVisible(member.getModifiers()))
                    .forEach(member -> signatures.add(member.toGenericString()));
        }

        assertThat(signatures)
                .hasSizeGreaterThan(30)
                .noneMatch(signature -> signature.contains("org.apache.kafka"));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static List<Class<?>> publicClasses() throws Exception {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(classFolder().resolve("strata/wire"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.endsWith(".class") || name.startsWith("package-info")) {
                    continue;
                }
                String simple = name.substring(0, name.length() - ".class".length());
                Class<?> type = Class.forName("strata.wire." + simple);
                if (Modifier.isPublic(type.getModifiers())) {
                    classes.add(type);
                }
            }
        }
        return classes;
    }

    private static Path classFolder() throws URISyntaxException {
        return Path.of(
                ProtocolCodec.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void compressionLoadsNothingBeforeItIsUsed() throws Exception {
        RecordingLoader loader = new RecordingLoader();

        Constructor<?> constructor =
                loader.loadClass("strata.wire.KafkaCompression").getConstructor();
        Object compression = constructor.newInstance();

        assertThat(compression).isNotNull();
        assertThat(loader.loaded).contains("strata.wire.KafkaCompression");
        assertThat(loader.loaded).noneMatch(name -> !name.startsWith("strata.wire."));
    }

    @Test
    void aFirstRequestDoesNotLoadTheMessagesOfOtherApis() throws Exception {
        RecordingLoader loader = new RecordingLoader();
        Class<?> type = loader.loadClass("strata.wire.ProtocolCodec");
        Object codec = type.getConstructor(Set.class).newInstance(Set.of(Api.values()));
        Method decode = type.getMethod("decode", ByteBuffer.class, String.class);

        Object result = decode.invoke(codec, Frames.unhex("0012 0000 00000001 ffff"), "host");

        assertThat(result.getClass().getSimpleName()).isEqualTo("Decoded");
        assertThat(loader.loaded)
                .contains("org.apache.kafka.common.message.ApiVersionsRequestData")
                .doesNotContain(
                        "org.apache.kafka.common.protocol.ApiKeys",
                        "org.apache.kafka.common.protocol.Errors",
                        "org.apache.kafka.common.message.ApiMessageType",
                        "org.apache.kafka.common.message.FetchRequestData");
    }

    /** Loads wire and whatever it uses once more, and writes down what. The kernel is shared. */
    private static final class RecordingLoader extends ClassLoader {
        private final List<String> loaded = new ArrayList<>();

        RecordingLoader() {
            super(PublicFaceTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                if (name.startsWith("java.")
                        || name.startsWith("strata.kernel.")
                        || name.startsWith("org.slf4j.")) {
                    return super.loadClass(name, resolve);
                }
                loaded.add(name);
                byte[] bytes = bytesOf(name);
                return defineClass(name, bytes, 0, bytes.length);
            }
        }

        private byte[] bytesOf(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
