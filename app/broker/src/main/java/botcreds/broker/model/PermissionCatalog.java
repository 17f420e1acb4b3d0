package botcreds.broker.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The permissions GitHub knows, with the levels each has. The list follows the schema {@code app-permissions} of GitHub's
 * REST description for api.github.com (November 2026). GitHub adds names; a new one is a line here.
 */
public final class PermissionCatalog {
    /** Name, whose permission it is, levels. */
    private static final String LINES = """
            actions repository read write
            administration repository read write
            artifact_metadata repository read write
            attestations repository read write
            checks repository read write
            code_quality repository read write
            codespaces repository read write
            contents repository read write
            custom_properties_for_organizations organization read write
            dependabot_secrets repository read write
            deployments repository read write
            discussions repository read write
            email_addresses account read write
            enterprise_custom_properties_for_organizations enterprise read write admin
            environments repository read write
            followers account read write
            git_ssh_keys account read write
            gpg_keys account read write
            interaction_limits account read write
            issues repository read write
            members organization read write
            merge_queues repository read write
            metadata repository read write
            organization_administration organization read write
            organization_announcement_banners organization read write
            organization_copilot_agent_settings organization read write
            organization_copilot_seat_management organization read write
            organization_custom_org_roles organization read write
            organization_custom_properties organization read write admin
            organization_custom_roles organization read write
            organization_events organization read
            organization_hooks organization read write
            organization_packages organization read write
            organization_personal_access_token_requests organization read write
            organization_personal_access_tokens organization read write
            organization_plan organization read
            organization_projects organization read write admin
            organization_secrets organization read write
            organization_self_hosted_runners organization read write
            organization_user_blocking organization read write
            packages repository read write
            pages repository read write
            profile account write
            pull_requests repository read write
            repository_custom_properties repository read write
            repository_hooks repository read write
            repository_projects repository read write admin
            secret_scanning_alerts repository read write
            secrets repository read write
            security_events repository read write
            single_file repository read write
            starring account read write
            statuses repository read write
            vulnerability_alerts repository read write
            workflows repository write
            """;

    private static final SortedMap<String, Set<Level>> LEVELS = read();

    private PermissionCatalog() {}

    public static boolean knows(String name) {
        return LEVELS.containsKey(name);
    }

    /** Tells whether GitHub has this permission at this level: {@code contents} has no {@code admin}. */
    public static boolean knows(String name, Level level) {
        return LEVELS.getOrDefault(name, Set.of()).contains(level);
    }

    public static Set<Level> levels(String name) {
        return LEVELS.getOrDefault(name, Set.of());
    }

    public static List<String> names() {
        return List.copyOf(LEVELS.keySet());
    }

    /** Returns what was probably meant by an unknown name: {@code pull-requests} and {@code pull_request} are {@code pull_requests}. */
    public static Optional<String> suggest(String unknown) {
        String folded = AsciiCase.fold(unknown).replace('-', '_').replace(' ', '_');
        return LEVELS.keySet().stream()
                .filter(name -> name.equals(folded) || name.equals(folded + "s") || (name + "s").equals(folded))
                .findFirst()
                .or(() -> LEVELS.keySet().stream()
                        .filter(name -> distance(name, folded) <= 2)
                        .findFirst());
    }

    /** Levenshtein's distance, cut off at 3: names further apart are no slip of the finger. */
    private static int distance(String one, String other) {
        if (Math.abs(one.length() - other.length()) > 2) {
            return 3;
        }
        int[] previous = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[other.length() + 1];
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = previous[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[other.length()];
    }

    private static SortedMap<String, Set<Level>> read() {
        SortedMap<String, Set<Level>> levels = new TreeMap<>();
        for (String line : LINES.lines().toList()) {
            String[] words = line.split(" ", -1);
            EnumSet<Level> known = EnumSet.noneOf(Level.class);
            for (int at = 2; at < words.length; at++) {
                known.add(Level.parse(words[at]).orElseThrow());
            }
            levels.put(words[0], Collections.unmodifiableSet(known));
        }
        return Collections.unmodifiableSortedMap(levels);
    }
}
