package strata.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import strata.kernel.Nullable;

/** {@code strata dist}: packs a cluster for people without Maven. */
@Command(
        name = "dist",
        description = {
            "Pack the cluster for people without a JDK and Maven: a tarball with a Java of its own,"
                    + " for machines like this one.",
            "With --image the container image as well, as a file for 'docker load'."
        })
final class DistCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Where to put it (default: .strata/dist in the repository).")
    private @Nullable Path to;

    @Option(
            names = "--image",
            description = "Make the container image 'strata', and a file of it. Needs Docker.")
    private boolean image;

    @Option(
            names = "--base",
            paramLabel = "IMAGE",
            description =
                    "What the image stands on: any with glibc and a shell (default:"
                            + " debian:stable-slim, from a registry).")
    private @Nullable String base;

    @Option(
            names = "--unpacked",
            description = "Leave the folder as it is, in DIR, which must not exist: no tarball.")
    private boolean unpacked;

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkUsage();
        Path lib = House.lib();
        if (lib == null) {
            throw new EnvironmentFault("run it by ./strata: the launcher says where the build is");
        }
        PrintWriter out = spec.commandLine().getOut();
        PackedCopy copy = new PackedCopy(House.root(), lib, out);
        if (unpacked && to != null) {
            copy.make(to.toAbsolutePath());
            out.println("made " + to);
            return ExitCode.DONE;
        }
        Path folder = (to == null ? House.state().resolve("dist") : to).toAbsolutePath();
        Files.createDirectories(folder);
        Path work = Files.createTempDirectory(folder, ".work-");
        Thread cleanUp = new Thread(() -> deleteQuietly(work));
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            pack(copy, work, folder);
        } finally {
            deleteQuietly(work);
        }
        return ExitCode.DONE;
    }

    private void checkUsage() {
        if (House.isHandout()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "dist packs the reference, which is not in this copy of Strata");
        }
        if (base != null && !image) {
            throw new ParameterException(spec.commandLine(), "--base is for --image");
        }
        if (unpacked && (to == null || Files.exists(to))) {
            throw new ParameterException(
                    spec.commandLine(), "--unpacked needs a --to DIR that does not exist yet");
        }
        if (unpacked && image) {
            throw new ParameterException(spec.commandLine(), "Either --unpacked or --image");
        }
        if (to != null && Files.exists(to) && !Files.isDirectory(to)) {
            throw new ParameterException(spec.commandLine(), "--to " + to + " is not a folder");
        }
    }

    private void pack(PackedCopy copy, Path work, Path folder)
            throws IOException, InterruptedException {
        String name = "strata-" + Version.number();
        Path packed = work.resolve(name);
        copy.make(packed);
        String tarball = name + "-" + platform() + ".tar.gz";
        say("the tarball");
        PackedCopy.run(
                "tar cannot pack it",
                "tar",
                "-czf",
                work.resolve(tarball).toString(),
                "-C",
                work.toString(),
                name);
        publish(work.resolve(tarball), folder.resolve(tarball));
        if (image) {
            Path file = work.resolve(name + "-image-" + platform() + ".tar");
            Path zipped = work.resolve(file.getFileName() + ".gz");
            say("the container image");
            List<String> command = new ArrayList<>();
            command.add(House.root().resolve("reference/container/image").toString());
            command.addAll(List.of("--from", packed.toString(), "--save", file.toString()));
            if (base != null) {
                command.addAll(List.of("--base", base));
            }
            PackedCopy.run("no image", command.toArray(new String[0]));
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
                Files.copy(file, out);
            }
            publish(zipped, folder.resolve(zipped.getFileName()));
        }
    }

    private void say(String what) {
        spec.commandLine().getOut().println("dist: " + what + " ...");
        spec.commandLine().getOut().flush();
    }

    /** Puts a finished file in its place, with its checksum beside it as sha256sum writes it. */
    private void publish(Path made, Path place) throws IOException {
        String sum = sha256(made);
        Files.move(made, place, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                place.resolveSibling(place.getFileName() + ".sha256"),
                sum + "  " + place.getFileName() + "\n");
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "made %s  (%.1f MiB, sha256 beside it)%n",
                        place,
                        Files.size(place) / (double) (1 << 20));
        spec.commandLine().getOut().flush();
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** As in {@code linux-x64}. */
    static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "macos" : os.startsWith("win") ? "windows" : "linux";
        return system + "-" + (arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch);
    }

    private static void deleteQuietly(Path folder) {
        try {
            UpCommand.deleteTree(folder);
        } catch (IOException | RuntimeException e) {
            // What is left lies in the folder of the user's choice, and says what it is.
        }
    }
}
