package strata.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.doctor.Finding.Level;
import strata.kernel.Nullable;

class ProbesTest {
    private static final long MEBIBYTE = 1024 * 1024;

    @TempDir private Path root;

    private static void assertFound(
            Probe probe, Level level, String text, @Nullable String remedy) {
        Finding finding = probe.look();
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).contains(text);
        if (remedy == null) {
            assertThat(finding.remedy()).isNull();
        } else {
            assertThat(finding.remedy()).contains(remedy);
        }
    }

    @Test
    void anOldJavaIsWrong() {
        assertFound(new JdkProbe("/jdk", 17, true), Level.WRONG, "Java 17", "install");
    }

    @Test
    void aJavaWithoutACompilerIsWrong() {
        assertFound(new JdkProbe("/jre", 21, false), Level.WRONG, "no javac", "install");
    }

    @Test
    void aJdkIsFine() {
        assertFound(new JdkProbe("/jdk", 21, true), Level.OK, "Java 21", null);
    }

    private MavenProbe maven(boolean online) throws IOException {
        Files.createDirectories(root.resolve(".mvn/wrapper"));
        Files.writeString(
                root.resolve(".mvn/wrapper/maven-wrapper.properties"),
                "distributionUrl=https://example.org/a/apache-maven-3.9.11-bin.zip\n");
        return new MavenProbe(root, root.resolve("m2"), address -> online);
    }

    @Test
    void aMavenThatIsHereNeedsNoInternet() throws IOException {
        Files.createDirectories(root.resolve("m2/wrapper/dists/apache-maven-3.9.11"));

        assertFound(maven(false), Level.OK, "apache-maven-3.9.11 is here", null);
    }

    @Test
    void aMavenThatCanBeHadIsFine() throws IOException {
        assertFound(maven(true), Level.OK, "will be brought", null);
    }

    @Test
    void aMavenThatCannotBeHadIsToldWithTheHostThatDoesNotAnswer() throws IOException {
        assertFound(maven(false), Level.WARNING, "example.org does not answer", "https_proxy");
    }

    @Test
    void aWrapperThatIsGoneIsWrong() {
        assertFound(
                new MavenProbe(root, root, address -> true),
                Level.WRONG,
                "cannot be read",
                "git checkout -- .mvn/wrapper");
    }

    private static RepositoryProbe repository(String... answers) {
        List<String> known = List.of(answers);
        return new RepositoryProbe(
                arguments ->
                        known.stream()
                                .filter(answer -> answer.startsWith(arguments + ": "))
                                .map(answer -> answer.substring(arguments.length() + 2))
                                .findFirst()
                                .orElse(null));
    }

    @Test
    void aFolderThatIsNoGitRepositoryGetsAdviceAndIsNoFault() {
        assertFound(
                repository("--version: git version 2"),
                Level.OK,
                "not a git repository",
                "git init && git add -A && git commit");
    }

    @Test
    void aRepositoryWithoutACommitGetsAdviceToo() {
        assertFound(
                repository("--version: git version 2", "rev-parse --is-inside-work-tree: true"),
                Level.OK,
                "nothing is committed yet",
                "git add -A && git commit");
    }

    @Test
    void aRepositoryIsFine() {
        assertFound(
                repository(
                        "--version: git version 2",
                        "rev-parse --is-inside-work-tree: true",
                        "rev-parse --verify HEAD: 0a1b"),
                Level.OK,
                "is a git repository",
                null);
        assertFound(repository(), Level.OK, "it takes git", null);
    }

    @Test
    void thePortOfTheFirstNodeIsWrongWhenAnotherHasIt() {
        assertFound(
                new PortsProbe(
                        9092,
                        port -> port != 9092 && port != 9192,
                        port -> "process 7 (java)",
                        port -> false),
                Level.WRONG,
                "9092 is taken by process 7 (java)",
                "./strata up --port 9292");
    }

    @Test
    void aLaterPortMattersLess() {
        assertFound(
                new PortsProbe(9092, port -> port != 9094, port -> null, port -> false),
                Level.WARNING,
                "9094 is taken by another program; only a cluster of several nodes needs it",
                "./strata up --port 9192");
    }

    @Test
    void ourOwnClusterMayHaveIt() {
        assertFound(
                new PortsProbe(9092, port -> port != 9092, port -> "us", port -> port == 9092),
                Level.OK,
                "your own cluster",
                null);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whoListensIsTold() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortHolders.isFree(socket.getLocalPort())).isFalse();
            assertThat(PortHolders.holder(socket.getLocalPort()))
                    .startsWith("process " + ProcessHandle.current().pid() + " (");
        }
    }

    @Test
    void aFullDiskIsWrongAndANearlyFullOneIsAWarning() {
        assertFound(
                new DiskProbe(root, () -> 20 * MEBIBYTE), Level.WRONG, "20 MiB free", "rm -rf ");
        assertFound(
                new DiskProbe(root, () -> 800 * MEBIBYTE),
                Level.WARNING,
                "800 MiB free",
                "rm -rf ");
        assertFound(new DiskProbe(root, () -> 5_000 * MEBIBYTE), Level.OK, "5000 MiB free", null);
    }

    private record Fake(String type, boolean tellsCase, boolean hasSymbolicLinks, boolean runs)
            implements FileSystemProbe.Abilities {
        @Override
        public boolean runsPrograms() {
            return runs;
        }
    }

    @Test
    void aFileSystemThatRunsNothingIsWrong() {
        assertFound(
                new FileSystemProbe(root, new Fake("ext4", true, true, false)),
                Level.WRONG,
                "noexec",
                "remount,exec");
    }

    @Test
    void whatAFileSystemLacksIsToldAndNothingToMend() {
        assertFound(
                new FileSystemProbe(root, new Fake("9p", false, false, true)),
                Level.WARNING,
                "shared or remote: slow, and often without file events; it takes a and A for one"
                        + " file: mind the case of class names; it has no symbolic links",
                null);
    }

    @Test
    void aFolderThatCannotBeWrittenIsWrong() {
        FileSystemProbe.Abilities refuses =
                new FileSystemProbe.Abilities() {
                    @Override
                    public String type() throws IOException {
                        throw new IOException("Read-only file system");
                    }

                    @Override
                    public boolean tellsCase() {
                        return true;
                    }

                    @Override
                    public boolean hasSymbolicLinks() {
                        return true;
                    }

                    @Override
                    public boolean runsPrograms() {
                        return true;
                    }
                };

        assertFound(
                new FileSystemProbe(root, refuses),
                Level.WRONG,
                "nothing can be written",
                "sudo mount -o remount,rw ");
    }

    @Test
    void theRealFileSystemIsTriedAndNothingIsLeftBehind() throws IOException {
        assertThat(new FileSystemProbe(root, new TriedOut(root)).look().level())
                .isNotEqualTo(Level.WRONG);
        try (var left = Files.list(root.resolve(".strata"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void anotherEncodingOfFilesIsWrong() {
        assertFound(
                new EncodingProbe("ISO-8859-1", "UTF-8", "UTF-8", root),
                Level.WRONG,
                "reads files as ISO-8859-1",
                "-Dfile.encoding=UTF-8");
    }

    @Test
    void aPlainLocaleIsAWarningAndWrongWherePathsNeedMore() {
        assertFound(
                new EncodingProbe("UTF-8", "ANSI_X3.4-1968", "ANSI_X3.4-1968", Path.of("/plain")),
                Level.WARNING,
                "ANSI_X3.4-1968",
                "LC_ALL=C.UTF-8");
        assertFound(
                new EncodingProbe(
                        "UTF-8", "ANSI_X3.4-1968", "ANSI_X3.4-1968", Path.of("/B\u00fcro")),
                Level.WRONG,
                "letters that it lacks",
                "LC_ALL=C.UTF-8");
    }

    @Test
    void windowsEndsOfLinesInTheLauncherAreWrong() throws IOException {
        Files.writeString(root.resolve("strata"), "#!/bin/sh\r\n");

        assertFound(
                new GitProbe(root, arguments -> "git version 2"),
                Level.WRONG,
                "Windows ends of lines",
                "git checkout -- strata");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void autocrlfIsAWarning() {
        assertFound(
                new GitProbe(
                        root,
                        arguments -> arguments.equals("--version") ? "git version 2" : "true"),
                Level.WARNING,
                "core.autocrlf=true",
                "git config core.autocrlf input");
    }

    @Test
    void noGitIsAWarning() {
        assertFound(new GitProbe(root, arguments -> null), Level.WARNING, "no git", "install");
    }

    @Test
    void aClockBeforeStrataIsWrong() {
        assertFound(
                new ClockProbe(() -> Instant.EPOCH, () -> Instant.EPOCH),
                Level.WRONG,
                "1970-01-01",
                "set-ntp");
    }

    @Test
    void filesThatAreStampedOtherwiseAreAWarning() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");

        assertFound(
                new ClockProbe(() -> now, () -> now.plusSeconds(40)),
                Level.WARNING,
                "40 s away",
                "set-ntp");
    }

    @Test
    void littleMemoryIsTold() {
        assertFound(
                new MemoryProbe(() -> 512 * MEBIBYTE, () -> 400 * MEBIBYTE),
                Level.WRONG,
                "512 MiB in all",
                "MAVEN_OPTS");
        assertFound(
                new MemoryProbe(() -> 4_000 * MEBIBYTE, () -> 90 * MEBIBYTE),
                Level.WARNING,
                "90 MiB of 4000 MiB free",
                "top");
        assertFound(new MemoryProbe(() -> 4_000 * MEBIBYTE, () -> -1), Level.OK, "4000 MiB", null);
    }

    @Test
    void whatWasLeftRunningOrLyingIsTold() {
        assertFound(
                new ClusterProbe(root, () -> new ClusterProbe.State.Running(7, "a:1")),
                Level.WARNING,
                "process 7 at a:1",
                "./strata down");
        assertFound(
                new ClusterProbe(root, () -> new ClusterProbe.State.Gone(7)),
                Level.WARNING,
                "without a good-bye",
                "./strata down");
        assertFound(
                new ClusterProbe(root, ClusterProbe.State.Damaged::new),
                Level.WRONG,
                "damaged",
                "rm " + root.resolve("cluster.json"));
        assertFound(new ClusterProbe(root, ClusterProbe.State.None::new), Level.OK, "none", null);
    }

    @Test
    void aLockIsNobodysOrADeadOnesOrABuilds() throws IOException {
        Path lock = root.resolve("lock");
        assertFound(new LockProbe(lock, pid -> true), Level.OK, "no build", null);
        Files.createDirectories(lock);
        assertFound(new LockProbe(lock, pid -> true), Level.WRONG, "nobody's", "rm -rf " + lock);
        Files.writeString(lock.resolve("pid"), "77\n");
        assertFound(new LockProbe(lock, pid -> true), Level.OK, "process 77 is building", null);
        assertFound(
                new LockProbe(lock, pid -> false), Level.WARNING, "process 77", "rm -rf " + lock);
    }

    @Test
    void fileEventsThatDoNotComeAreAWarning() {
        assertFound(new FileEventsProbe(() -> false), Level.WARNING, "not told here", null);
        assertFound(
                new FileEventsProbe(
                        () -> {
                            throw new IOException("User limit of inotify instances reached");
                        }),
                Level.WARNING,
                "User limit",
                "fs.inotify.max_user_instances");
        assertFound(new FileEventsProbe(() -> true), Level.OK, "is told", null);
    }

    @Test
    void aRealChangeOfAFileIsTold() throws IOException {
        assertThat(new WatchTrial(root).told()).isTrue();
    }

    @Test
    void whatIsOnlyGoodToHaveIsNeverWrong() {
        assertFound(
                new ExtrasProbe(program -> program.equals("python3")),
                Level.OK,
                "kcat is not here; good to have, not needed",
                "install kcat");
    }
}
