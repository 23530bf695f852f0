package strata.cli.doctor;

import java.util.Locale;

/** How this system installs a program. */
final class Packages {
    private Packages() {}

    /** The command, by the names that the package has where. */
    static String install(String apt, String dnf, String brew) {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.contains("mac")) {
            return "brew install " + brew;
        }
        if (os.startsWith("windows")) {
            return "winget install " + brew;
        }
        return Programs.onPath("dnf") ? "sudo dnf install " + dnf : "sudo apt install " + apt;
    }
}
