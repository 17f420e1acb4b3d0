package botcreds.broker.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The process that parks: asks for what a human must approve, then holds many polls of it open until its input ends. */
final class ParkedPolls {
    private ParkedPolls() {}

    public static void main(String[] arguments) throws Exception {
        URI api = URI.create(arguments[0]);
        int polls = Integer.parseInt(arguments[1]);
        HttpResponse<String> pending = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(api.resolve("/v1/token"))
                                .header("Authorization", "Bearer " + BrokerProcess.KEY)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"repo\":\"bench/asked\",\"permissions\":[\"issues:write\"],"
                                                + "\"reason\":\"to be waited for\",\"ttl\":\"59m\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (pending.statusCode() != 202) {
            throw new IOException("the ask to be waited for was answered " + pending.statusCode());
        }
        byte[] poll = ("GET " + pending.headers().firstValue("Location").orElseThrow() + "?wait=60 HTTP/1.1\r\nHost: "
                        + api.getAuthority() + "\r\nAuthorization: Bearer " + BrokerProcess.KEY + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        List<SocketChannel> parked = new ArrayList<>();
        for (int each = 0; each < polls; each++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(api.getHost(), api.getPort()));
            channel.write(ByteBuffer.wrap(poll));
            parked.add(channel);
        }
        System.out.println(parked.size());
        // They stay as long as whoever started this process wants.
        while (System.in.read() >= 0) {
            continue;
        }
    }
}
