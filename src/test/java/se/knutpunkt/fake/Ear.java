package se.knutpunkt.fake;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A listening socket on loopback that can be closed and opened again on the same port. */
final class Ear {
    static {
        // Read once by the JDK: without the first, each answer waits 40 ms for the caller's ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
    }

    private final HttpHandler handler;
    private final Executor workers;
    private final int port;
    private final SSLContext tls;
    private HttpServer server;

    Ear(int port, HttpHandler handler, Executor workers) {
        this(port, null, handler, workers);
    }

    /**
     * @param tls demands a client certificate that it trusts; null is plain HTTP
     */
    Ear(int port, SSLContext tls, HttpHandler handler, Executor workers) {
        this.tls = tls;
        this.handler = handler;
        this.workers = workers;
        this.server = listen(port);
        this.port = server.getAddress().getPort();
    }

    int port() {
        return port;
    }

    synchronized void open() {
        if (server == null) {
            server = listen(port);
        }
    }

    synchronized void shut() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    private HttpServer overTls(InetSocketAddress address) throws IOException {
        HttpsServer made = HttpsServer.create(address, 500);
        made.setHttpsConfigurator(
                new HttpsConfigurator(tls) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters demanded = tls.getDefaultSSLParameters();
                        demanded.setNeedClientAuth(true);
                        demanded.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                        parameters.setSSLParameters(demanded);
                    }
                });
        return made;
    }

    private HttpServer listen(int wanted) {
        try {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted);
            HttpServer made = tls == null ? HttpServer.create(address, 500) : overTls(address);
            made.createContext("/", handler);
            made.setExecutor(workers);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + wanted, e);
        }
    }
}
