package se.knutpunkt.flow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import se.knutpunkt.fake.token.Certificates;

/** A mail server with STARTTLS whose answer to each command a test may choose. */
final class MailServer implements AutoCloseable {

    /** In place of an answer: the connection is cut. */
    static final String CUT = "cut";

    /** In place of an answer: nothing comes. */
    static final String SILENCE = "silence";

    private final Certificates authority = new Certificates("mail authority");
    private final SSLContext tls = authority.context(authority.identity("mail", "localhost"));
    private final ServerSocket server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();

    MailServer() {
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    String authorityPem() {
        return authority.authorityPem();
    }

    /**
     * @param command the first word, for instance RCPT; END for the end of a mail
     */
    void answer(String command, String answer) {
        answers.put(command, answer);
    }

    /** Every mail that was ended, whatever was answered. */
    List<String> mails() {
        return mails;
    }

    List<String> commands() {
        return commands;
    }

    void reset() {
        answers.clear();
        mails.clear();
        commands.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                daemon(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            talk(connection, false);
        } catch (IOException e) {
            // the caller hung up
        }
    }

    private void talk(Socket connection, boolean secured) throws IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        if (!secured && !say(connection, "HELLO", "220 mail.example ready")) {
            return;
        }
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.split("[ :]")[0].toUpperCase(java.util.Locale.ROOT);
            commands.add(line);
            if (command.equals("STARTTLS") && say(connection, command, "220 go ahead")) {
                try (SSLSocket safe =
                        (SSLSocket)
                                tls.getSocketFactory()
                                        .createSocket(connection, null, port(), true)) {
                    safe.setUseClientMode(false);
                    talk(safe, true);
                }
                return;
            }
            if (!say(connection, command, usual(command, secured))) {
                return;
            }
            if (command.equals("DATA") && !answers.containsKey("DATA") && !end(connection, in)) {
                return;
            }
        }
    }

    private boolean end(Socket connection, BufferedReader in) throws IOException {
        StringBuilder mail = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                mails.add(mail.toString());
                return say(connection, "END", "250 2.0.0 queued as 4711");
            }
            mail.append(line).append('\n');
        }
        return false;
    }

    private static String usual(String command, boolean secured) {
        return switch (command) {
            case "EHLO" ->
                    secured
                            ? "250-mail.example\r\n250 AUTH PLAIN LOGIN"
                            : "250-mail.example\r\n250 STARTTLS";
            case "AUTH" -> "235 2.7.0 welcome";
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 bye";
            default -> "250 2.1.0 ok";
        };
    }

    /** Whether the conversation goes on. */
    private boolean say(Socket connection, String command, String usual) throws IOException {
        String answer = answers.getOrDefault(command, usual);
        if (answer.equals(CUT)) {
            return false;
        }
        if (!answer.equals(SILENCE)) {
            connection.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
            connection.getOutputStream().flush();
        }
        return true;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
