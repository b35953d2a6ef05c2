package se.knutpunkt.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.RawServer;
import se.knutpunkt.fake.token.Certificates;

/** What a server that answers more than it was asked does to the next request. */
class OutgoingHttpTest {

    private static final String ECHOED = "Echoed";
    private static final int MANY = 200;

    private RawServer server;
    private CloseableHttpClient client;

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    @ParameterizedTest(name = "in one piece: {0}")
    @ValueSource(booleans = {true, false})
    void aSecondAnswerReachesNobody(boolean oneWrite) throws IOException {
        open(new RawServer((request, out) -> twice(request, out, oneWrite)), null);
        for (int i = 0; i < MANY; i++) {
            assertThat(ask("a" + i, null)).isEqualTo("a" + i);
        }
        assertThat(server.connections()).isEqualTo(MANY);
    }

    @ParameterizedTest(name = "in one piece: {0}")
    @ValueSource(booleans = {true, false})
    void norDoesItUnderTls(boolean oneWrite) throws IOException {
        Certificates authority = new Certificates("an authority");
        var context = authority.context(authority.identity("server", "localhost"));
        open(
                new RawServer((request, out) -> twice(request, out, oneWrite), context),
                new DefaultClientTlsStrategy(context));
        for (int i = 0; i < MANY; i++) {
            assertThat(ask("a" + i, null)).isEqualTo("a" + i);
        }
    }

    @Test
    void aConnectionWithNothingUnreadIsUsedAgain() throws IOException {
        open(new RawServer((request, out) -> out.write(ok(body(request)))), null);
        for (int i = 0; i < MANY; i++) {
            assertThat(ask("a" + i, null)).isEqualTo("a" + i);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void soIsOneUnderTls() throws IOException {
        Certificates authority = new Certificates("an authority");
        var context = authority.context(authority.identity("server", "localhost"));
        open(
                new RawServer((request, out) -> out.write(ok(body(request))), context),
                new DefaultClientTlsStrategy(context));
        for (int i = 0; i < MANY; i++) {
            assertThat(ask("a" + i, null)).isEqualTo("a" + i);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    /** It comes when the next request is on its way already, so only the answer itself can tell. */
    @Test
    void aSecondAnswerThatComesLateIsKnownByWhatItEchoes() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        open(
                new RawServer(
                        (request, out) -> {
                            asked.countDown();
                            if (asked.getCount() == 1) {
                                out.write(ok("first", ECHOED + ": one"));
                            } else {
                                out.write(ok("somebody else", ECHOED + ": one"));
                                out.write(ok(body(request), ECHOED + ": " + body(request)));
                            }
                        }),
                null);
        assertThat(ask("one", "one")).isEqualTo("first");
        assertThatThrownBy(() -> ask("two", "two")).isInstanceOf(OutgoingHttp.ForeignAnswer.class);
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        server.reply((request, out) -> out.write(ok(body(request), ECHOED + ": " + body(request))));
        assertThat(ask("three", "three")).isEqualTo("three");
        assertThat(server.connections()).isEqualTo(2);
    }

    /** A read that waits for a millisecond each time would add a second here. */
    @Test
    void lookingTakesNoTime() throws IOException {
        open(new RawServer((request, out) -> out.write(ok("x"))), null);
        try (CloseableHttpClient usual = HttpClientBuilder.create().build()) {
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 4; round++) {
                least = Math.min(least, thousand(client) - thousand(usual));
            }
            assertThat(Duration.ofNanos(least)).isLessThan(Duration.ofMillis(500));
        }
    }

    private long thousand(CloseableHttpClient one) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            HttpPost post = new HttpPost("http://localhost:" + server.port() + "/");
            post.setEntity(new StringEntity("x"));
            one.execute(post, answer -> EntityUtils.toString(answer.getEntity()));
        }
        return System.nanoTime() - start;
    }

    private void open(RawServer raw, TlsSocketStrategy tls) {
        server = raw;
        HttpClientBuilder builder =
                HttpClientBuilder.create()
                        .setConnectionManager(ClientTls.pool(tls, 5, Duration.ofSeconds(2)));
        new OutgoingHttp(1_000_000, request -> 5_000, ECHOED).configure(builder);
        client = builder.build();
        scheme = tls == null ? "http" : "https";
    }

    private String scheme;

    private String ask(String body, String echoed) throws IOException {
        HttpPost post = new HttpPost(scheme + "://localhost:" + server.port() + "/");
        post.setEntity(new StringEntity(body));
        if (echoed != null) {
            post.setHeader(ECHOED, echoed);
        }
        return client.execute(post, answer -> EntityUtils.toString(answer.getEntity()));
    }

    private static void twice(String request, OutputStream out, boolean oneWrite)
            throws IOException {
        byte[] own = ok(body(request));
        byte[] others = ok("somebody else");
        byte[] both = new byte[own.length + others.length];
        System.arraycopy(own, 0, both, 0, own.length);
        System.arraycopy(others, 0, both, own.length, others.length);
        if (oneWrite) {
            out.write(both);
        } else {
            // the last byte of the one comes with the first of the other, the rest by itself
            out.write(both, 0, own.length - 1);
            out.flush();
            out.write(both, own.length - 1, 2);
            out.flush();
            out.write(both, own.length + 1, others.length - 1);
        }
    }

    private static byte[] ok(String body, String... headers) {
        return RawServer.answer("text/plain", body, headers);
    }

    private static String body(String request) {
        return request.substring(request.indexOf("\r\n\r\n") + 4);
    }
}
