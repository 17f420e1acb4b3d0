package botcreds.broker.gitpolicy;

import botcreds.broker.policy.PolicyUnfit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.SignatureVerifier.SignatureVerification;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Asks the head of the branch to be signed by an ssh key of a file in the form of OpenSSH's {@code allowed_signers}. Whoever
 * signs the head vouches for what is in it, not for how it came about. Thread-safe.
 */
final class Signatures {
    private final Path allowedSigners;

    Signatures(Path allowedSigners) {
        this.allowedSigners = allowedSigners.toAbsolutePath();
    }

    /** @throws PolicyUnfit when nobody in the file signed the commit */
    void verify(InMemoryRepository repository, ObjectId commit) throws IOException {
        repository.getConfig().setString("gpg", "ssh", "allowedSignersFile", allowedSigners.toString());
        RevCommit parsed;
        try (RevWalk walk = new RevWalk(repository)) {
            parsed = walk.parseCommit(commit);
        }
        byte[] signature = parsed.getRawGpgSignature();
        if (signature == null) {
            throw unsigned(commit, "is not signed");
        }
        if (!new String(signature, StandardCharsets.US_ASCII).startsWith("-----BEGIN SSH SIGNATURE")) {
            throw unsigned(
                    commit, "is signed by GPG or X.509, and only ssh signatures are read (git config gpg.format ssh)");
        }
        SignatureVerification result =
                SignatureVerifiers.verify(repository, new GpgConfig(repository.getConfig()), parsed);
        if (result == null || !result.verified() || result.expired()) {
            throw unsigned(commit, "is not signed by a key that may sign the policy");
        }
    }

    private PolicyUnfit unsigned(ObjectId commit, String how) {
        return new PolicyUnfit(
                "commit_not_signed",
                "Commit " + commit.name() + " " + how + "; somebody whom " + allowedSigners
                        + " names signs a commit on top of it.");
    }
}
