package se.knutpunkt.fake;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** A server that keeps its connections and writes whatever bytes a test wants, HTTP or not. */
public final class RawServer implements AutoCloseable {

    /** What is written after each request. */
    @FunctionalInterface
    public interface Reply {
        /**
         * @param request head and body as they came
         */
        void write(String request, OutputStream out) throws IOException;
    }

    private final ServerSocket server;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private volatile Reply reply;

    public RawServer(Reply reply) {
        this(reply, ServerSocketFactory.getDefault());
    }

    public RawServer(Reply reply, SSLContext context) {
        this(reply, context.getServerSocketFactory());
    }

    private RawServer(Reply reply, ServerSocketFactory sockets) {
        this.reply = reply;
        try {
            server = sockets.createServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void reply(Reply other) {
        reply = other;
    }

    /** How many connections were made so far. */
    public int connections() {
        return connections.size();
    }

    /** A whole HTTP answer with its length. */
    public static byte[] answer(String type, String body, String... headers) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: " + type);
        head.append("\r\nContent-Length: ").append(content.length);
        for (String header : headers) {
            head.append("\r\n").append(header);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(content);
        return all.toByteArray();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                daemon(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (String request = request(in); request != null; request = request(in)) {
                reply.write(request, connection.getOutputStream());
            }
        } catch (IOException e) {
            // the caller hung up
        }
    }

    /** Null at the end of the stream. */
    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) {
                return null;
            }
            bytes.write(one);
            head = one == '\n' ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
        }
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                bytes.write(in.readNBytes(Integer.parseInt(line.substring(15).trim())));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
