package botcreds.sandbox.github;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** Keeps JGit away from the configuration of whoever runs the sandbox: it neither reads nor writes their files. */
final class HermeticGit extends SystemReader.Delegate {
    private HermeticGit() {
        super(SystemReader.getInstance());
    }

    /** Takes effect in the whole JVM, once. */
    static synchronized void use() {
        if (!(SystemReader.getInstance() instanceof HermeticGit)) {
            SystemReader.setInstance(new HermeticGit());
        }
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    private static final class Empty extends FileBasedConfig {
        Empty(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // There is no file.
        }

        @Override
        public void save() {
            // What JGit measures of the file system stays in memory.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
