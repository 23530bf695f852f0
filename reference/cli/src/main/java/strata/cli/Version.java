package strata.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: Strata's version and the Java it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {
            "strata " + (version == null ? "(not from a jar)" : version),
            "on Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ")"
        };
    }
}
