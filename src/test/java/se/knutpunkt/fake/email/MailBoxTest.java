package se.knutpunkt.fake.email;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.token.Certificates;

/** Spoken to line by line; the hub's own sender uses a library. */
class MailBoxTest {
    private static final Certificates AUTHORITY = new Certificates("test authority");
    private static final SSLContext TLS =
            AUTHORITY.context(AUTHORITY.identity("smtp", "localhost"));
    private static final MailBox BOX = new MailBox(0, TLS);
    private static final String TOLVAN = "tolvan@example.com";

    private Talk talk;

    @BeforeEach
    void connect() throws IOException {
        BOX.reset();
        talk = new Talk();
    }

    @AfterEach
    void hangUp() throws IOException {
        talk.socket.close();
    }

    @AfterAll
    static void close() {
        BOX.close();
    }

    @Test
    void anAcceptedMessageIsKept() throws IOException {
        logIn();
        envelope(TOLVAN);
        assertThat(talk.say("DATA")).startsWith("354");
        String data = "Subject: 1177\r\nMessage-ID: <n-1@1177.se>\r\n\r\nNytt\r\n..punkt\r\n.";
        assertThat(talk.say(data)).startsWith("250");
        Mail mail = BOX.mails().get(0);
        assertThat(mail.header("message-id")).contains("<n-1@1177.se>");
        assertThat(mail.body()).isEqualTo("Nytt\r\n.punkt\r\n");
        assertThat(mail.recipients()).containsExactly(TOLVAN);
        assertThat(BOX.count(TOLVAN)).isEqualTo(1);
        assertThat(BOX.seen("send")).hasSize(1);
    }

    @Test
    void nothingIsTakenWithoutEncryptionAndPassword() throws IOException {
        talk.say("EHLO hub");
        assertThat(talk.say("AUTH PLAIN AGh1YgBodWI=")).startsWith("530 5.7.0 Must issue");
        assertThat(talk.say("MAIL FROM:<no-reply@1177.se>")).startsWith("530");
        talk.encrypt();
        talk.say("EHLO hub");
        assertThat(talk.say("MAIL FROM:<no-reply@1177.se>")).startsWith("530");
        assertThat(talk.say("AUTH PLAIN AGh1YgBodWI=")).startsWith("535");
        assertThat(talk.say("MAIL FROM:<no-reply@1177.se>")).startsWith("530");
    }

    @Test
    void theOtherWayToLogIn() throws IOException {
        talk.say("EHLO hub");
        talk.encrypt();
        assertThat(talk.say("EHLO hub")).isEqualTo("250 AUTH PLAIN LOGIN");
        assertThat(talk.say("AUTH LOGIN")).startsWith("334");
        assertThat(talk.say(base64(BOX.user()))).startsWith("334");
        assertThat(talk.say(base64(BOX.password()))).startsWith("235");
    }

    @Test
    void theOrderIsKept() throws IOException {
        logIn();
        assertThat(talk.say("RCPT TO:<" + TOLVAN + ">")).startsWith("503");
        assertThat(talk.say("DATA")).startsWith("503");
        assertThat(talk.say("MAIL FROM:<nobody>")).startsWith("501");
        assertThat(talk.say("MAIL FROM:<no-reply@1177.se> BODY=8BITMIME")).startsWith("250");
        assertThat(talk.say("RCPT TO:<tolvan>")).startsWith("553");
        assertThat(talk.say("VRFY tolvan")).startsWith("500");
    }

    @Test
    void someRecipientsAreRefused() throws IOException {
        BOX.mood(Mood.status(550).at("gone@example.com"));
        BOX.mood(Mood.fault("451 4.2.0 greylisted").at("grey@example.com").times(1));
        logIn();
        talk.say("MAIL FROM:<no-reply@1177.se>");
        assertThat(talk.say("RCPT TO:<gone@example.com>")).startsWith("550 5.0.0");
        assertThat(talk.say("RCPT TO:<grey@example.com>")).isEqualTo("451 4.2.0 greylisted");
        assertThat(talk.say("RCPT TO:<grey@example.com>")).startsWith("250");
        assertThat(talk.say("RCPT TO:<" + TOLVAN + ">")).startsWith("250");
    }

    @Test
    void allIsRefusedAfterTheText() throws IOException {
        BOX.mood(Mood.status(452).times(1));
        logIn();
        envelope(TOLVAN);
        talk.say("DATA");
        assertThat(talk.say("x\r\n.")).startsWith("452 4.0.0");
        assertThat(BOX.mails()).isEmpty();
    }

    @Test
    void aCutConnectionHasTakenIt() throws IOException {
        BOX.mood(Mood.reset().on("send"));
        logIn();
        envelope(TOLVAN);
        talk.say("DATA");
        assertThat(talk.say("x\r\n.")).isNull();
        assertThat(BOX.count(TOLVAN)).isEqualTo(1);
    }

    @Test
    void aSlowOneTakesIt() throws IOException {
        BOX.mood(Mood.slow(Duration.ofMillis(200)).on("send"));
        logIn();
        envelope(TOLVAN);
        talk.say("DATA");
        long start = System.nanoTime();
        assertThat(talk.say("x\r\n.")).startsWith("250");
        assertThat(System.nanoTime() - start).isGreaterThan(150_000_000L);
    }

    @Test
    void aPasswordMayBeRefused() throws IOException {
        BOX.mood(Mood.fault().on("auth").times(1));
        talk.say("EHLO hub");
        talk.encrypt();
        talk.say("EHLO hub");
        String plain = "AUTH PLAIN " + base64("\0" + BOX.user() + "\0" + BOX.password());
        assertThat(talk.say(plain)).startsWith("535");
        assertThat(talk.say(plain)).startsWith("235");
    }

    private void logIn() throws IOException {
        assertThat(talk.say("EHLO hub")).isEqualTo("250 STARTTLS");
        talk.encrypt();
        talk.say("EHLO hub");
        String plain = "\0" + BOX.user() + "\0" + BOX.password();
        assertThat(talk.say("AUTH PLAIN " + base64(plain))).startsWith("235");
    }

    private void envelope(String recipient) throws IOException {
        assertThat(talk.say("MAIL FROM:<no-reply@1177.se>")).startsWith("250");
        assertThat(talk.say("RCPT TO:<" + recipient + ">")).startsWith("250");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** A client that says a line and hears the last line of the reply. */
    private static final class Talk {
        private Socket socket = new Socket("localhost", BOX.port());
        private BufferedReader in = reader();

        private Talk() throws IOException {
            hear();
        }

        private String say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
            return hear();
        }

        private void encrypt() throws IOException {
            assertThat(say("STARTTLS")).startsWith("220");
            SSLSocket secure =
                    (SSLSocket)
                            TLS.getSocketFactory()
                                    .createSocket(socket, "localhost", socket.getPort(), true);
            secure.startHandshake();
            socket = secure;
            in = reader();
        }

        private String hear() throws IOException {
            String line = in.readLine();
            while (line != null && line.startsWith("-", 3)) {
                line = in.readLine();
            }
            return line;
        }

        private BufferedReader reader() throws IOException {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }
    }
}
