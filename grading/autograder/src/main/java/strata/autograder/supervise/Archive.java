package strata.autograder.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import strata.autograder.intake.Fingerprint;
import strata.autograder.supervise.Catalogue.Listed;

/**
 * The archive of classes (JEP 350) from which the JVMs inside the walls start in half the time.
 * Made by a run on the reference, and kept for the next grading. Without it all is the same, only
 * later.
 */
final class Archive {
    private static final int KEPT = 2;

    private Archive() {}

    /** Gives the workshop an archive, made or kept; none when the JDK makes none. */
    static void provide(Workshop shop, Path kept) throws IOException, InterruptedException {
        Path own = shop.stage().path("suite.jsa");
        Path old = kept.resolve("suite-" + key(shop) + ".jsa");
        if (Files.isRegularFile(old)) {
            Files.copy(old, own);
        } else if (!make(shop, own)) {
            return;
        } else {
            keep(own, old);
        }
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r--r--"));
        shop.useArchive(own);
    }

    private static void keep(Path own, Path old) throws IOException {
        Files.createDirectories(old.getParent());
        try (var all = Files.list(old.getParent())) {
            all.filter(each -> each.getFileName().toString().endsWith(".jsa"))
                    .sorted(
                            java.util.Comparator.comparingLong(
                                    each -> -each.toFile().lastModified()))
                    .skip(KEPT - 1)
                    .forEach(each -> each.toFile().delete());
        }
        Path fresh = old.resolveSibling(old.getFileName() + "." + ProcessHandle.current().pid());
        Files.copy(own, fresh);
        Files.move(fresh, old, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String key(Workshop shop) throws IOException {
        Fingerprint key = new Fingerprint().add(Runtime.version().toString());
        key.add(shop.sandbox().java().toString());
        Jvm.flags(shop.settings().watch().heapMib()).forEach(key::add);
        for (Path jar : shop.testJars()) {
            key.add(jar.getFileName().toString()).add(Files.readAllBytes(jar));
        }
        return key.hex().substring(0, 16);
    }

    private static boolean make(Workshop shop, Path archive)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        arguments.add(shop.lab().referenceSources().toString());
        shop.layerJars().forEach(each -> arguments.add(each.toString()));
        int heapMib = shop.settings().watch().heapMib();
        Jvm.Program program =
                new Jvm.Program(WarmUpMain.class.getName(), shop.testJars(), arguments, heapMib);
        List<String> command =
                new ArrayList<>(
                        Jvm.command(
                                shop.sandbox().java(), program, null, shop.settings().marker()));
        command.add(1, "-XX:ArchiveClassesAtExit=" + archive);
        byte[] input =
                SuiteSupervisor.request(shop, new byte[32], shop.reference(), tests(shop), true);
        try (Child child = new Child(command, input, 1 << 20, 64 << 20)) {
            long endNs = System.nanoTime() + 60_000_000_000L;
            while (!child.isDrained() && System.nanoTime() < endNs) {
                child.next(20);
            }
            return waitForExit(child) && Files.isRegularFile(archive);
        }
    }

    private static boolean waitForExit(Child child) throws InterruptedException {
        Integer code = child.exitCode(60);
        return code != null && code == 0;
    }

    /** One of each kind loads what the others need. */
    private static List<Listed> tests(Workshop shop) {
        String first = shop.catalogue().tests().get(0).info().step();
        return shop.catalogue().tests().stream()
                .filter(each -> each.info().step().equals(first))
                .toList();
    }
}
