package botcreds.sandbox.github;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.http.server.resolver.AsIsFileService;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;

/** Serves the repositories to git. Whoever gets here was let in by {@link GitGate}; what they may do came with them. */
final class GitSmartHttp {
    /** Request attributes that carry the gate's decision to the servlet. */
    static final String REPOSITORY = "sandbox.repository";

    static final String VISITOR = "sandbox.visitor";

    private final SandboxApp app;
    private final PushWebhook webhook;

    GitSmartHttp(SandboxApp app, PushWebhook webhook) {
        this.app = app;
        this.webhook = webhook;
    }

    ServletContextHandler servlet() {
        GitServlet git = new GitServlet();
        git.setRepositoryResolver((http, name) -> open(http));
        git.setAsIsFileService(AsIsFileService.DISABLED);
        git.setUploadPackFactory(GitSmartHttp::fetch);
        git.setReceivePackFactory(this::push);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(git), "/*");
        return context;
    }

    private static Repository open(HttpServletRequest http) throws RepositoryNotFoundException {
        HostedRepository repository = (HostedRepository) http.getAttribute(REPOSITORY);
        try {
            return BareRepository.open(repository.gitDirectory());
        } catch (IOException e) {
            throw new RepositoryNotFoundException(repository.fullName(), e);
        }
    }

    private static UploadPack fetch(HttpServletRequest http, Repository repository) {
        UploadPack pack = new UploadPack(repository);
        String protocol = http.getHeader("Git-Protocol");
        if (protocol != null) {
            pack.setExtraParameters(List.of(protocol.split(":")));
        }
        return pack;
    }

    private ReceivePack push(HttpServletRequest http, Repository repository) {
        HostedRepository hosted = (HostedRepository) http.getAttribute(REPOSITORY);
        Visitor visitor = (Visitor) http.getAttribute(VISITOR);
        ReceivePack pack = new ReceivePack(repository);
        pack.setRefLogIdent(new PersonIdent(app.botLogin(), app.slug() + "@users.noreply.localhost"));
        if (!visitor.allows("workflows", AccessLevel.WRITE)) {
            pack.setPreReceiveHook(new WorkflowGuard());
        }
        pack.setPostReceiveHook(
                (receive, commands) -> webhook.pushed(hosted, receive.getRepository(), visitor, commands));
        return pack;
    }
}
