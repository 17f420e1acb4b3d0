package botcreds.broker.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A mail server on loopback that speaks just enough SMTP to misbehave at a chosen word. */
final class BadMailServer implements AutoCloseable {
    /** Hangs up instead of answering. */
    static final String DROP = "drop";
    /** Never answers. */
    static final String HANG = "hang";

    final List<String> heard = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers;
    private final ServerSocket door;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param answers by the word they answer: CONNECT, EHLO, MAIL, RCPT, DATA, or END for the end of the message */
    BadMailServer(Map<String, String> answers) {
        this(answers, Receiver.onLoopback());
    }

    /** The same behind a door of the test's own. */
    BadMailServer(Map<String, String> answers, ServerSocket door) {
        this.answers = answers;
        this.door = door;
        Thread doorman = new Thread(this::serve, "bad-mail-server");
        doorman.setDaemon(true);
        doorman.start();
    }

    int port() {
        return door.getLocalPort();
    }

    private void serve() {
        while (!door.isClosed()) {
            try (Socket socket = door.accept()) {
                talk(socket);
            } catch (IOException | InterruptedException theyLeft) {
                Thread.onSpinWait();
            }
        }
    }

    private void talk(Socket socket) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        if (!answer(socket, "CONNECT", "220 hello")) {
            return;
        }
        boolean inMessage = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            if (inMessage && !line.equals(".")) {
                continue;
            }
            String word = inMessage ? "END" : line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
            inMessage = word.equals("DATA");
            if (!answer(socket, word, inMessage ? "354 go on" : "250 fine")) {
                return;
            }
        }
    }

    private boolean answer(Socket socket, String word, String usual) throws IOException, InterruptedException {
        String answer = answers.getOrDefault(word, usual);
        if (answer.equals(HANG)) {
            closed.await();
        }
        if (answer.equals(DROP) || answer.equals(HANG)) {
            return false;
        }
        socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return true;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            door.close();
        } catch (IOException alreadyClosed) {
            throw new UncheckedIOException(alreadyClosed);
        }
    }
}
