package strata.cli.doctor;

/**
 * The JDK.
 *
 * @param home of the JVM that runs us, which the launcher chose
 * @param version its feature version
 * @param hasCompiler whether it is a JDK
 */
record JdkProbe(String home, int version, boolean hasCompiler) implements Probe {
    private static final String WHAT = "JDK";
    private static final int VERSION_MIN = 21;

    @Override
    public Finding look() {
        if (version < VERSION_MIN) {
            return Finding.wrong(
                    WHAT,
                    "Java " + version + " at " + home + "; Strata needs " + VERSION_MIN,
                    Packages.install("openjdk-21-jdk", "java-21-openjdk-devel", "openjdk"));
        }
        if (!hasCompiler) {
            return Finding.wrong(
                    WHAT,
                    "Java " + version + " at " + home + " has no javac: it is a JRE, not a JDK",
                    Packages.install("openjdk-21-jdk", "java-21-openjdk-devel", "openjdk"));
        }
        return Finding.ok(WHAT, "Java " + version + " with javac, at " + home);
    }
}
