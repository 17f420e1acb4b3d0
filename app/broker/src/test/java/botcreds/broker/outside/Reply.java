package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the broker answered. */
record Reply(int status, Optional<String> retryAfter, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Reply of(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.headers().firstValue("Retry-After"), response.body());
    }

    JsonNode body() {
        try {
            return JSON.readTree(text);
        } catch (IOException notJson) {
            throw new UncheckedIOException(text, notJson);
        }
    }

    String field(String name) {
        return body().path(name).asText();
    }

    String requestId() {
        return field("request_id");
    }

    String shortId() {
        return field("id");
    }

    String token() {
        return field("token");
    }

    List<String> list(String name) {
        List<String> texts = new ArrayList<>();
        body().path(name).forEach(each -> texts.add(each.asText()));
        return texts;
    }

    Reply expect(int wanted) {
        assertThat(status).as("%s", this).isEqualTo(wanted);
        return this;
    }

    Reply expect(int wanted, String code) {
        expect(wanted);
        assertThat(field("code")).as("%s", this).isEqualTo(code);
        return this;
    }

    /** A refusal that may be asked again, and says when. */
    Reply expectLater(String code) {
        expect(503, code);
        assertThat(retryAfter).as("%s", this).isPresent();
        return this;
    }
}
