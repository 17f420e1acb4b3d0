package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code tests:}. */
final class TestReader {
    private static final List<String> KEYS = List.of("bot", "repo", "repos", "permissions", "expect");

    private final String webHost;
    private final Issues issues;

    TestReader(String webHost, Issues issues) {
        this.webHost = webHost;
        this.issues = issues;
    }

    List<PolicyTest> tests(Section policy) {
        List<PolicyTest> tests = new ArrayList<>();
        List<YamlNode> items = policy.items("tests");
        for (int index = 0; index < items.size(); index++) {
            Section.open(items.get(index), "tests[" + index + "]", KEYS, issues)
                    .flatMap(this::test)
                    .ifPresent(tests::add);
        }
        return tests;
    }

    private Optional<PolicyTest> test(Section section) {
        Optional<BotId> bot = bot(section);
        Optional<Scope> scope = scope(section);
        Optional<PolicyTest.Expectation> expected = section.text("expect").flatMap(PolicyTest.Expectation::parse);
        if (expected.isEmpty()) {
            section.error("bad_test", "expect", "expected deny, auto_approve or requires_approval.");
        }
        if (bot.isEmpty() || scope.isEmpty() || expected.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PolicyTest(section.path(), section.span(), bot.get(), scope.get(), expected.get()));
    }

    private Optional<BotId> bot(Section section) {
        try {
            Optional<BotId> bot = section.text("bot").map(BotId::new);
            if (!section.has("bot")) {
                section.error("bad_test", "bot", "is missing; name the bot that asks.");
            }
            return bot;
        } catch (IllegalArgumentException impossible) {
            section.error("bad_test", "bot", impossible.getMessage() + ".");
            return Optional.empty();
        }
    }

    private Optional<Scope> scope(Section section) {
        List<Repository> repositories = repositories(section);
        List<String> permissions = permissions(section);
        if (repositories.isEmpty() || permissions.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Scope.of(repositories, Permissions.ofWords(permissions)));
        } catch (IllegalArgumentException impossible) {
            section.error("bad_test", section.has("repos") ? "repos" : "repo", impossible.getMessage() + ".");
            return Optional.empty();
        }
    }

    private List<Repository> repositories(Section section) {
        if (section.has("repo") == section.has("repos")) {
            section.error("bad_test", "repo", "write either repo or repos.");
            return List.of();
        }
        String key = section.has("repo") ? "repo" : "repos";
        List<Repository> repositories = new ArrayList<>();
        for (Scalar scalar : section.oneOrMore(key)) {
            Optional<Repository> repository = Repository.parse(scalar.text(), webHost);
            if (repository.isEmpty()) {
                section.error(
                        "bad_repository", key, "\"" + scalar.text() + "\" is not a repository; write owner/name.");
                return List.of();
            }
            repositories.add(repository.get());
        }
        return repositories;
    }

    private List<String> permissions(Section section) {
        if (!section.has("permissions")) {
            section.error("bad_test", "permissions", "is missing; name what is asked, such as [contents:read].");
            return List.of();
        }
        List<String> words = new ArrayList<>();
        for (Scalar scalar : section.oneOrMore("permissions")) {
            Optional<String> fault = PermissionTerms.fault(scalar.text(), false);
            if (fault.isPresent()) {
                section.error("unknown_permission", "permissions", fault.get());
                return List.of();
            }
            words.add(scalar.text());
        }
        return words;
    }
}
