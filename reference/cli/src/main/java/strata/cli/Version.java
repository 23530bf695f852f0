package strata.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: Strata's version and the Java it runs on. */
final class Version implements IVersionProvider {
    /** The version of the jar that this is. */
    static String number() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "strata " + number(),
            "on Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ")"
        };
    }
}
