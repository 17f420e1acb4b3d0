package botcreds.broker.gitpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.policy.PolicyRejected;
import botcreds.broker.policy.Remembered;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy over ssh: a server that starts the real git, one key of ours, and the keys it may have. */
@Tag("T-55")
class SshPolicyTest {
    @TempDir
    Path directory;

    private final SshServer server = SshServer.setUpDefaultServer();
    private PolicyTown town;
    private KeyPair host;
    private KeyPair ours;

    @BeforeEach
    void build() throws Exception {
        town = new PolicyTown(directory);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        host = generator.generateKeyPair();
        ours = generator.generateKeyPair();
        write(ours, "key");
        write(generator.generateKeyPair(), "another-key");
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, ours.getPublic()));
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        server.stop(true);
        town.close();
    }

    @Test
    void itIsReadAndPushedOverSsh() throws Exception {
        try (PolicyTown.End end = start("key", known(host))) {
            assertThat(end.decision("myorg/infrastructure")).isEqualTo("deny");

            assertThat(end.remember("myorg/new")).isInstanceOf(Remembered.Written.class);
            PolicyTown.git(town.clone, "fetch", "-q", "origin");
            assertThat(PolicyTown.git(town.clone, "show", "origin/main:policy.yaml"))
                    .contains("myorg/new");
        }
    }

    @Test
    void aHostWithAnotherKeyIsAnotherHostAndNothingIsLearntFromIt() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        Path wrong = known(generator.generateKeyPair());
        String before = Files.readString(wrong);
        Path empty = Files.createFile(directory.resolve("empty"));

        assertThatThrownBy(() -> start("key", wrong)).isInstanceOf(PolicyRejected.class);
        assertThatThrownBy(() -> start("key", empty)).isInstanceOf(PolicyRejected.class);
        assertThat(wrong).hasContent(before);
        assertThat(empty).isEmptyFile();
    }

    @Test
    void aKeyThatTheHostDoesNotKnowOpensNothing() throws Exception {
        Path known = known(host);

        assertThatThrownBy(() -> start("another-key", known)).isInstanceOf(PolicyRejected.class);
    }

    private PolicyTown.End start(String key, Path known) throws PolicyRejected {
        URI url = URI.create("ssh://git@127.0.0.1:" + server.getPort() + town.hosted.gitDirectory());
        return town.new End(new GitPlan(
                new GitSource(url, "main", "policy.yaml"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new GitPlan.Ssh(directory.resolve(key), known)),
                Optional.empty(),
                true));
    }

    private Path known(KeyPair pair) throws Exception {
        String line = "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(pair.getPublic()) + "\n";
        return Files.writeString(Files.createTempFile(directory, "known", ""), line);
    }

    private void write(KeyPair pair, String name) throws Exception {
        try (var out = Files.newOutputStream(directory.resolve(name))) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, name, null, out);
        }
    }
}
