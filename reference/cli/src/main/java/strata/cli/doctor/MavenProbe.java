package strata.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.Predicate;

/**
 * Maven, which the wrapper brings: there already, or to be had.
 *
 * @param root of the repository
 * @param mavenHome where the wrapper keeps what it brought, {@code ~/.m2} unless told otherwise
 * @param reaches whether an address answers
 */
record MavenProbe(Path root, Path mavenHome, Predicate<URI> reaches) implements Probe {
    private static final String WHAT = "Maven";
    private static final String WRAPPER = ".mvn/wrapper/maven-wrapper.properties";

    @Override
    public Finding look() {
        Properties wrapper = new Properties();
        try (InputStream in = Files.newInputStream(root.resolve(WRAPPER))) {
            wrapper.load(in);
        } catch (IOException | IllegalArgumentException e) {
            return Finding.wrong(
                    WHAT, WRAPPER + " cannot be read: " + e, "git checkout -- " + WRAPPER);
        }
        String url = wrapper.getProperty("distributionUrl", "");
        String name = url.substring(url.lastIndexOf('/') + 1).replaceFirst("(-bin)?\\.zip$", "");
        if (name.isEmpty()) {
            return Finding.wrong(
                    WHAT, WRAPPER + " names no distributionUrl", "git checkout -- " + WRAPPER);
        }
        Path dists = mavenHome.resolve("wrapper/dists");
        if (Files.isDirectory(dists.resolve(name))
                || Files.isDirectory(dists.resolve(name + "-bin"))) {
            return Finding.ok(WHAT, name + " is here, brought by ./mvnw");
        }
        URI address;
        try {
            address = URI.create(url);
        } catch (IllegalArgumentException e) {
            return Finding.wrong(
                    WHAT, "distributionUrl is no address: " + url, "git checkout -- " + WRAPPER);
        }
        if (reaches.test(address)) {
            return Finding.ok(WHAT, name + " will be brought by the first build that needs it");
        }
        return Finding.warning(
                WHAT,
                name
                        + " is not here, and "
                        + address.getHost()
                        + " does not answer: a build needs the internet, or a proxy of your"
                        + " network",
                "export https_proxy=http://HOST:PORT");
    }
}
