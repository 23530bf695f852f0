package strata.autograder.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import strata.kernel.Nullable;

/**
 * The strongest walls that this machine gives, found by trying: bubblewrap, else plain namespaces
 * by {@code unshare}, else a process with limits. Each kind is tried with a JVM inside it.
 */
public final class Sandbox {
    /** What stands in the way of a process that is none of the grader's. */
    private enum Kind {
        BUBBLEWRAP,
        NAMESPACES,
        LIMITS,
        NOTHING
    }

    private static final String NOBODY = "65534";

    private final Kind kind;
    private final boolean root;
    private final Path jdk;
    private final @Nullable Path bwrap;
    private final @Nullable Path unshare;
    private final @Nullable Path setpriv;
    private final @Nullable Path prlimit;
    private final String remark;

    private Sandbox(Kind kind, Tools tools, String remark) {
        this.kind = kind;
        this.root = tools.root();
        this.jdk = tools.jdk();
        this.bwrap = tools.find("bwrap");
        this.unshare = tools.find("unshare");
        this.setpriv = tools.find("setpriv");
        this.prlimit = tools.find("prlimit");
        this.remark = remark;
    }

    /** The strongest sandbox that works here. */
    public static Sandbox strongest() {
        Tools tools = Tools.ofThisMachine();
        String remark = "";
        for (Kind kind : List.of(Kind.BUBBLEWRAP, Kind.NAMESPACES, Kind.LIMITS)) {
            Sandbox sandbox = new Sandbox(kind, tools, remark);
            String fault = sandbox.fault();
            if (fault.isEmpty()) {
                return sandbox;
            }
            remark += (remark.isEmpty() ? "" : "; ") + fault;
        }
        return new Sandbox(Kind.NOTHING, tools, remark);
    }

    /** No walls at all but those of the supervisor: for {@code --no-sandbox}. */
    public static Sandbox none() {
        return new Sandbox(Kind.NOTHING, Tools.ofThisMachine(), "switched off by --no-sandbox");
    }

    /** In a few words, for the console: {@code bubblewrap}. */
    public String name() {
        return switch (kind) {
            case BUBBLEWRAP -> "bubblewrap";
            case NAMESPACES -> "namespaces by unshare";
            case LIMITS -> "limits of a process";
            case NOTHING -> "none";
        };
    }

    /** Why no stronger one was taken; empty when this is the strongest. */
    public String remark() {
        return remark;
    }

    /** The protections that stand, by name. */
    public List<String> active() {
        List<String> active =
                new ArrayList<>(List.of("bytecode-allow-list", "own-jvm", "wall-time", "output"));
        for (Protection each : Protection.values()) {
            if (stands(each)) {
                active.add(each.label());
            }
        }
        return active;
    }

    /** The protections that are missing here, by name. */
    public List<String> missing() {
        return Stream.of(Protection.values())
                .filter(each -> !stands(each))
                .map(Protection::label)
                .toList();
    }

    private boolean stands(Protection protection) {
        return switch (protection) {
            case NETWORK, PROCESSES -> kind == Kind.BUBBLEWRAP || kind == Kind.NAMESPACES;
            case FILES -> kind == Kind.BUBBLEWRAP;
            case USER -> kind != Kind.NOTHING && (kind == Kind.BUBBLEWRAP || setpriv != null);
            case MEMORY, CPU, THREADS, OPEN_FILES -> kind != Kind.NOTHING && prlimit != null;
        };
    }

    private enum Protection {
        NETWORK("network"),
        FILES("read-only-files"),
        PROCESSES("own-processes"),
        USER("unprivileged-user"),
        MEMORY("memory"),
        CPU("cpu-time"),
        THREADS("threads"),
        OPEN_FILES("open-files");

        private final String label;

        Protection(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** The command that runs a program of the JDK within the walls. */
    public List<String> command(Confinement confinement, List<String> program) {
        List<String> command = new ArrayList<>();
        if (kind == Kind.NOTHING) {
            return List.copyOf(program);
        }
        if (root && setpriv != null) {
            command.addAll(
                    List.of(
                            setpriv.toString(),
                            "--reuid=" + NOBODY,
                            "--regid=" + NOBODY,
                            "--clear-groups",
                            "--inh-caps=-all",
                            "--no-new-privs"));
            if (kind == Kind.LIMITS) {
                command.add("--pdeathsig=KILL");
            }
        }
        if (kind == Kind.BUBBLEWRAP) {
            addBubblewrap(command, confinement);
        } else if (kind == Kind.NAMESPACES) {
            command.addAll(
                    List.of(
                            String.valueOf(unshare),
                            "--user",
                            "--map-current-user",
                            "--net",
                            "--pid",
                            "--ipc",
                            "--uts",
                            "--mount",
                            "--fork",
                            "--kill-child=KILL",
                            "--mount-proc"));
        }
        addLimits(command, confinement);
        command.addAll(program);
        return command;
    }

    private void addBubblewrap(List<String> command, Confinement confinement) {
        command.addAll(
                List.of(
                        String.valueOf(bwrap),
                        "--unshare-all",
                        "--unshare-user",
                        "--uid",
                        NOBODY,
                        "--gid",
                        NOBODY,
                        "--die-with-parent",
                        "--new-session",
                        "--clearenv",
                        "--cap-drop",
                        "ALL",
                        "--proc",
                        "/proc",
                        "--dev",
                        "/dev",
                        "--size",
                        Integer.toString(confinement.temporaryBytes()),
                        "--tmpfs",
                        "/tmp"));
        List<Path> readable = new ArrayList<>(List.of(jdk));
        readable.addAll(Libraries.ofSystem());
        if (prlimit != null) {
            readable.add(prlimit);
        }
        readable.addAll(confinement.readable());
        for (Path each : readable) {
            command.addAll(List.of("--ro-bind", each.toString(), each.toString()));
        }
        Libraries.links()
                .forEach((link, target) -> command.addAll(List.of("--symlink", target, link)));
        command.addAll(
                List.of(
                        // What bubblewrap puts there is a file system of its own, without a limit.
                        "--remount-ro",
                        "/dev",
                        "--remount-ro",
                        "/",
                        "--chdir",
                        "/tmp",
                        "--setenv",
                        "LANG",
                        "C.UTF-8"));
    }

    private void addLimits(List<String> command, Confinement confinement) {
        if (prlimit != null) {
            command.addAll(
                    List.of(
                            prlimit.toString(),
                            "--as=" + confinement.addressSpaceBytes(),
                            "--cpu=" + confinement.cpuSeconds(),
                            "--nofile=" + confinement.openFiles(),
                            "--nproc=" + confinement.threads(),
                            "--fsize=" + confinement.temporaryBytes(),
                            "--core=0"));
        }
    }

    /** Tries it; says what is wrong, or nothing when it works. */
    private String fault() {
        if (kind == Kind.BUBBLEWRAP && bwrap == null) {
            return "bubblewrap is not installed (apt install bubblewrap)";
        }
        if (kind == Kind.NAMESPACES && unshare == null) {
            return "unshare is not installed";
        }
        List<String> program = List.of(jdk.resolve("bin/java").toString(), "-Xmx32m", "-version");
        ProcessBuilder builder =
                new ProcessBuilder(command(Confinement.of(List.of(), 30), program))
                        .redirectErrorStream(true);
        builder.environment().clear();
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] said = process.getInputStream().readNBytes(2_000);
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            if (ended && process.exitValue() == 0) {
                return "";
            }
            process.destroyForcibly();
            String text = new String(said, java.nio.charset.StandardCharsets.UTF_8).strip();
            return name() + " does not work here: " + text.lines().findFirst().orElse("no answer");
        } catch (IOException e) {
            return name() + " does not work here: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return name() + " was not tried to the end";
        }
    }

    /** The program {@code java} of the JDK that runs us. */
    public Path java() {
        return jdk.resolve("bin").resolve("java");
    }

    /** Whether what it runs is another user than we are, to whom files must be open. */
    public boolean isOtherUser() {
        return root && kind != Kind.NOTHING;
    }

    /** The programs of this machine. */
    private record Tools(Path jdk, boolean root) {
        static Tools ofThisMachine() {
            Path jdk = Path.of(System.getProperty("java.home"));
            try {
                jdk = jdk.toRealPath();
            } catch (IOException e) {
                // It runs us, so it is there; its name will do.
            }
            return new Tools(jdk, "root".equals(System.getProperty("user.name")));
        }

        @Nullable
        Path find(String program) {
            for (String folder : List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
                Path path = Path.of(folder, program);
                if (Files.isExecutable(path)
                        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    return path;
                }
            }
            return null;
        }
    }
}
