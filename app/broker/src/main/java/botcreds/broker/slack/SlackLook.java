package botcreds.broker.slack;

import botcreds.broker.model.Secret;
import botcreds.broker.model.Told;
import botcreds.broker.model.Visible;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.auth.AuthTestResponse;
import com.slack.api.model.Conversation;
import com.slack.api.model.User;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Slack says to whoever sets the app up or looks for a fault: one question, one call, within five seconds. Nothing is
 * remembered, and nothing is posted. Thread-safe.
 */
public final class SlackLook implements AutoCloseable {
    private final WebApi api;
    private final Clock clock;

    /**
     * Who the token belongs to.
     *
     * @param scopes      what the app was given; empty when Slack does not tell
     * @param clockOffset how far Slack's clock is ahead of ours, to the second
     */
    public record Self(
            String team, String user, String teamId, Optional<Set<String>> scopes, Optional<Duration> clockOffset) {}

    /**
     * A channel, by what keeps cards from it.
     *
     * @param shared with another organization, or about to be
     */
    public record Place(String name, boolean member, boolean archived, boolean shared) {}

    /**
     * A user.
     *
     * @param canDecide a full member of a workspace: neither guest nor bot, and not gone
     */
    public record Person(String name, boolean canDecide) {}

    /** @param token a bot's, or an app's for {@link #socket} */
    public SlackLook(String apiUrl, Secret token, Clock clock) {
        this.api = new WebApi(apiUrl, token);
        this.clock = clock;
    }

    public Told<Self> self() {
        return ask(
                methods -> methods.authTest(request -> request),
                (AuthTestResponse answer) -> new Self(
                        text(answer.getTeam()),
                        text(answer.getUser()),
                        text(answer.getTeamId()),
                        header(answer, "x-oauth-scopes").map(SlackLook::words),
                        header(answer, "date").flatMap(this::offset)));
    }

    public Told<Place> channel(String id) {
        return ask(methods -> methods.conversationsInfo(request -> request.channel(id)), answer -> {
            Conversation channel = answer.getChannel();
            boolean shared = channel.isExtShared()
                    || channel.isPendingExtShared()
                    || (channel.isShared() && !channel.isOrgShared());
            return new Place(text(channel.getName()), channel.isMember(), channel.isArchived(), shared);
        });
    }

    public Told<Person> person(String id) {
        return ask(methods -> methods.usersInfo(request -> request.user(id)), answer -> person(answer.getUser()));
    }

    public Told<Person> personByEmail(String email) {
        return ask(
                methods -> methods.usersLookupByEmail(request -> request.email(email)),
                answer -> person(answer.getUser()));
    }

    /** Asks how many are in a user group. */
    public Told<Integer> groupSize(String id) {
        return ask(
                methods -> methods.usergroupsUsersList(request -> request.usergroup(id)),
                answer -> Optional.ofNullable(answer.getUsers()).map(List::size).orElse(0));
    }

    /** Asks for an address for Socket Mode, with an app's token, and does not go there. */
    public Told<Boolean> socket() {
        return ask(methods -> methods.appsConnectionsOpen(request -> request), answer -> true);
    }

    private interface Reading<R, T> {
        T of(R answer);
    }

    private <R extends SlackApiTextResponse, T> Told<T> ask(WebApi.Call<R> call, Reading<R, T> reading) {
        try {
            return Told.of(reading.of(api.call(call)));
        } catch (SlackFault fault) {
            return Told.not("Slack says " + fault.error()
                    + Remedies.of(fault.error()).map(what -> ": " + what).orElse(""));
        }
    }

    private static Person person(User user) {
        boolean canDecide = !user.isDeleted()
                && !user.isBot()
                && !user.isRestricted()
                && !user.isUltraRestricted()
                && !user.isStranger();
        return new Person(Visible.line(Optional.ofNullable(user.getRealName()).orElse(user.getId()), 80), canDecide);
    }

    private Optional<Duration> offset(String date) {
        try {
            Instant there = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
            return Optional.of(Duration.between(clock.instant(), there));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> header(SlackApiTextResponse answer, String name) {
        return Optional.ofNullable(answer.getHttpResponseHeaders()).stream()
                .flatMap(headers -> headers.entrySet().stream())
                .filter(each -> name.equalsIgnoreCase(each.getKey()))
                .map(Map.Entry::getValue)
                .flatMap(List::stream)
                .findFirst();
    }

    private static Set<String> words(String listed) {
        return Arrays.stream(listed.split("[,\\s]+", -1))
                .filter(each -> !each.isEmpty())
                .collect(Collectors.toSet());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    @Override
    public void close() {
        api.close();
    }
}
