package botcreds.broker.gitpolicy;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.eclipse.jgit.internal.transport.sshd.OpenSshServerKeyDatabase;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How the remote is reached over ssh: one key of ours, and the keys that the host may have. No agent, no configuration of
 * whoever runs the broker, and no question to anybody. Thread-safe.
 */
final class SshKeys implements AutoCloseable {
    private final SshdSessionFactory sessions;

    /**
     * @param key        a private key in OpenSSH's form, without a passphrase
     * @param knownHosts the hosts and their keys, in OpenSSH's form
     */
    SshKeys(Path key, Path knownHosts) {
        // There is no other file of ours; JGit wants to know of a folder that might have had one.
        File folder =
                knownHosts.toAbsolutePath().resolveSibling(".").normalize().toFile();
        ServerKeyDatabase hosts = new Strict(new OpenSshServerKeyDatabase(false, List.of(knownHosts.toAbsolutePath())));
        sessions = new SshdSessionFactoryBuilder()
                .setHomeDirectory(folder)
                .setSshDirectory(folder)
                .setConfigStoreFactory((home, config, user) -> null)
                .setDefaultIdentities(ssh -> List.of(key.toAbsolutePath()))
                .setServerKeyDatabase((home, ssh) -> hosts)
                .setPreferredAuthentications("publickey")
                .setConnectorFactory(null)
                .build(null);
    }

    SshSessionFactory sessions() {
        return sessions;
    }

    @Override
    public void close() {
        sessions.close();
    }

    /** A host that is not in the file, or has another key, is another host. Nobody is there to be asked, and nothing is written. */
    private record Strict(ServerKeyDatabase known) implements ServerKeyDatabase {
        @Override
        public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration config) {
            return known.lookup(address, remote, config);
        }

        @Override
        public boolean accept(
                String address,
                InetSocketAddress remote,
                PublicKey key,
                Configuration config,
                @Nullable CredentialsProvider nobody) {
            return known.accept(address, remote, key, new Demanding(config), null);
        }
    }

    private record Demanding(ServerKeyDatabase.Configuration config) implements ServerKeyDatabase.Configuration {
        @Override
        public List<String> getUserKnownHostsFiles() {
            return List.of();
        }

        @Override
        public List<String> getGlobalKnownHostsFiles() {
            return List.of();
        }

        @Override
        public StrictHostKeyChecking getStrictHostKeyChecking() {
            return StrictHostKeyChecking.REQUIRE_MATCH;
        }

        @Override
        public boolean getHashKnownHosts() {
            return false;
        }

        @Override
        public String getUsername() {
            return config.getUsername();
        }
    }
}
