package se.knutpunkt.flow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** What comes back for bytes that no HTTP client would send. */
record RawCall(String head, String body) {

    private static final int PATIENCE_MS = 15_000;

    /** Sends the bytes (a character each) and reads until the hub closes the connection. */
    static RawCall send(RunningHub hub, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            String answer = read(socket);
            int end = answer.indexOf("\r\n\r\n");
            return end < 0
                    ? new RawCall(answer, "")
                    : new RawCall(answer.substring(0, end), answer.substring(end + 4));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A GET that asks for the connection to be closed. */
    static RawCall get(RunningHub hub, String target, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return send(
                hub,
                "GET "
                        + target
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + more
                        + "\r\n");
    }

    int status() {
        return head.startsWith("HTTP/1.1 ") ? Integer.parseInt(head.substring(9, 12)) : 0;
    }

    boolean isProblem() {
        return head.toLowerCase(java.util.Locale.ROOT)
                        .contains("content-type: application/problem+json")
                && body.contains("\"code\":\"");
    }

    private static String read(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException stillOpen) {
            throw new IOException("the connection was not closed", stillOpen);
        } catch (SocketException closedHard) {
            // what was read before counts
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
