package se.knutpunkt.fake;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

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
    private HttpServer server;

    Ear(int port, HttpHandler handler, Executor workers) {
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

    private HttpServer listen(int wanted) {
        try {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted);
            HttpServer made = HttpServer.create(address, 500);
            made.createContext("/", handler);
            made.setExecutor(workers);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + wanted, e);
        }
    }
}
