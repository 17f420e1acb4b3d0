package botcreds.command.git;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** How a shell starts this very command again. */
public final class Self {
    private Self() {}

    /** The launcher that started it, or Java and the jar. */
    public static String command() {
        String launcher = System.getProperty("botcreds.launcher");
        if (launcher != null) {
            return quoted(launcher);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return quoted(java) + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp " + quoted(origin())
                + " botcreds.command.Main";
    }

    private static String origin() {
        try {
            return Path.of(Self.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** For a POSIX shell. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
