package botcreds.broker.gitpolicy;

import botcreds.broker.model.Told;
import java.io.IOException;
import java.util.Optional;

/**
 * What the branch has, looked at once for whoever wants to know before a broker goes by it. Proven as a broker does that has seen
 * nothing of the branch before: its size, its signature, that it is a plain file. Changes nothing.
 */
public final class Glimpse {
    private final String commit;
    private final byte[] text;

    private Glimpse(String commit, byte[] text) {
        this.commit = commit;
        this.text = text;
    }

    /**
     * Fetches the head of the branch, within half a minute. Without the App's tokens: each that is minted has its row in the audit
     * log, and nobody writes one here.
     */
    public static Told<Glimpse> of(GitPlan plan) {
        Optional<SshKeys> ssh = plan.ssh().map(files -> new SshKeys(files.key(), files.knownHosts()));
        try (Keys keys = new FixedKeys(plan.token())) {
            GitRemote remote = new GitRemote(plan.source(), keys, ssh, System::nanoTime);
            Looking looking = new Looking(plan.source(), remote, plan.signers().map(Signatures::new));
            try (Looking.Found found = looking.fetch(Optional.empty())) {
                return Told.of(new Glimpse(found.commit().name(), found.text()));
            }
        } catch (IOException away) {
            return Told.not(String.valueOf(away.getMessage()));
        } finally {
            ssh.ifPresent(SshKeys::close);
        }
    }

    /** The commit, in full. */
    public String commit() {
        return commit;
    }

    /** The policy's bytes, to be read and not written to. */
    public byte[] text() {
        return text;
    }
}
