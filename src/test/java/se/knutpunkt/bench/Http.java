package se.knutpunkt.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Just enough HTTP/1.1 to skip a message: head, then a body by length or in chunks. */
final class Http {

    private Http() {}

    /**
     * False when no further message comes: at the end of the stream, or when the server says that
     * it closes.
     */
    static boolean skipMessage(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return false;
        }
        if (first.startsWith("HTTP") && !first.startsWith("HTTP/1.1 200")) {
            throw new IOException("not a good answer: " + first);
        }
        int length = 0;
        boolean chunked = false;
        boolean open = true;
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).trim());
            } else if (line.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                chunked = true;
            } else if (line.equalsIgnoreCase("connection: close")) {
                open = false;
            }
        }
        if (chunked) {
            int size;
            do {
                size = Integer.parseInt(line(in), 16);
                in.skipNBytes(size);
                line(in);
            } while (size > 0);
        } else {
            in.skipNBytes(length);
        }
        return open;
    }

    /**
     * An answer of any status.
     *
     * @param body of a known length; what comes in chunks is refused
     */
    record Answer(int status, String body) {}

    static Answer read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            throw new EOFException();
        }
        int length = -1;
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).trim());
            }
        }
        if (length < 0) {
            throw new IOException("an answer without a length: " + first);
        }
        byte[] body = in.readNBytes(length);
        return new Answer(
                Integer.parseInt(first.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
