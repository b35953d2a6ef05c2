package se.knutpunkt.fake.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A SOAP back end that demands a client certificate and answers whose it was. */
public final class TlsBackend implements AutoCloseable {
    private final HttpsServer server;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    /**
     * @param protocols what it speaks, for instance TLSv1.3
     */
    public TlsBackend(SSLContext context, String... protocols) {
        try {
            server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters ssl = context.getDefaultSSLParameters();
                        ssl.setNeedClientAuth(true);
                        ssl.setProtocols(protocols);
                        parameters.setSSLParameters(ssl);
                    }
                });
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    /** Whose certificates were shown, and by which protocol. */
    public List<String> seen() {
        return seen;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange http) throws IOException {
        http.getRequestBody().readAllBytes();
        var session = ((HttpsExchange) http).getSSLSession();
        String who = session.getPeerPrincipal().getName();
        seen.add(who + " " + session.getProtocol());
        byte[] body = ProvenBackend.soap(who).getBytes(UTF_8);
        http.getResponseHeaders().set("Content-Type", "text/xml; charset=UTF-8");
        http.sendResponseHeaders(200, body.length);
        http.getResponseBody().write(body);
        http.close();
    }
}
