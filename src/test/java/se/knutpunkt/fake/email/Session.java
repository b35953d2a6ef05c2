package se.knutpunkt.fake.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import se.knutpunkt.fake.Mood;

/** One SMTP connection (RFC 5321, 3207, 4954). */
final class Session {
    private static final Pattern PATH =
            Pattern.compile("(?i)(?:FROM|TO):\\s*<([^<>\\s]*)>(?:\\s.*)?");
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
    private static final int LONGEST_LINE = 12_000;

    private final MailBox box;
    private final Socket plain;
    private InputStream in;
    private OutputStream out;
    private boolean encrypted;
    private boolean authenticated;
    private String sender;
    private final List<String> recipients = new ArrayList<>();

    Session(MailBox box, Socket connection) throws IOException {
        this.box = box;
        this.plain = connection;
        use(connection);
    }

    void run() throws IOException {
        if (box.nextOf(MailBox.GREET).kind() == Mood.Kind.GARBAGE) {
            say("<html><body>Underhåll");
            return;
        }
        say("220 localhost ESMTP sandbox");
        for (String line = line(); line != null; line = line()) {
            String[] parts = line.split(" ", 2);
            if (!obey(parts[0].toUpperCase(Locale.ROOT), parts.length == 2 ? parts[1] : "")) {
                return;
            }
        }
    }

    /** False when the connection ends. */
    private boolean obey(String verb, String rest) throws IOException {
        switch (verb) {
            case "EHLO", "HELO" -> greet(rest);
            case "STARTTLS" -> encrypt();
            case "AUTH" -> authenticate(rest);
            case "MAIL" -> mail(rest);
            case "RCPT" -> recipient(rest);
            case "DATA" -> {
                return data();
            }
            case "RSET" -> {
                clear();
                say("250 2.0.0 OK");
            }
            case "NOOP" -> say("250 2.0.0 OK");
            case "QUIT" -> {
                say("221 2.0.0 bye");
                return false;
            }
            default -> say("500 5.5.1 unknown command");
        }
        return true;
    }

    private void greet(String name) throws IOException {
        clear();
        say(
                "250-localhost hello " + name,
                "250-8BITMIME",
                "250-ENHANCEDSTATUSCODES",
                encrypted ? "250 AUTH PLAIN LOGIN" : "250 STARTTLS");
    }

    private void encrypt() throws IOException {
        if (encrypted) {
            say("503 5.5.1 already encrypted");
            return;
        }
        say("220 2.0.0 go ahead");
        use(box.secured(plain));
        encrypted = true;
        clear();
    }

    private void authenticate(String rest) throws IOException {
        if (!encrypted) {
            say("530 5.7.0 Must issue a STARTTLS command first");
            return;
        }
        String[] parts = rest.split(" ", 2);
        boolean login = parts[0].equalsIgnoreCase("LOGIN");
        if (!login && !parts[0].equalsIgnoreCase("PLAIN")) {
            say("504 5.5.4 unknown mechanism");
            return;
        }
        String expected =
                login
                        ? box.user() + "\0" + box.password()
                        : "\0" + box.user() + "\0" + box.password();
        String initial = parts.length == 2 ? parts[1] : null;
        String given = login ? login(initial) : decoded(initial == null ? ask("") : initial);
        boolean faulty = box.nextOf(MailBox.AUTH).kind() == Mood.Kind.FAULT;
        authenticated = expected.equals(given) && !faulty;
        say(authenticated ? "235 2.7.0 OK" : "535 5.7.8 Authentication credentials invalid");
    }

    private String login(String initial) throws IOException {
        String user = decoded(initial == null ? ask("VXNlcm5hbWU6") : initial);
        return user + "\0" + decoded(ask("UGFzc3dvcmQ6"));
    }

    private String ask(String challenge) throws IOException {
        say("334 " + challenge);
        String answer = line();
        return answer == null ? "" : answer;
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private void mail(String rest) throws IOException {
        Matcher path = PATH.matcher(rest);
        if (!authenticated) {
            say("530 5.7.0 Authentication required");
        } else if (sender != null) {
            say("503 5.5.1 nested MAIL");
        } else if (!path.matches() || !ADDRESS.matcher(path.group(1)).matches()) {
            say("501 5.1.7 bad sender");
        } else {
            sender = path.group(1);
            say("250 2.1.0 OK");
        }
    }

    private void recipient(String rest) throws IOException {
        Matcher path = PATH.matcher(rest);
        if (sender == null) {
            say("503 5.5.1 need MAIL first");
        } else if (!path.matches() || !ADDRESS.matcher(path.group(1)).matches()) {
            say("553 5.1.3 bad recipient");
        } else {
            String refusal = refusal(box.towards(path.group(1)));
            if (refusal == null) {
                recipients.add(path.group(1));
            }
            say(refusal == null ? "250 2.1.5 OK" : refusal);
        }
    }

    /** Null when it is no mood to refuse in. */
    private static String refusal(Mood mood) {
        return switch (mood.kind()) {
            case STATUS -> mood.status() + " " + mood.status() / 100 + ".0.0 refused";
            case FAULT -> mood.code() == null ? "451 4.3.0 try later" : mood.code();
            default -> null;
        };
    }

    /** False when the connection ends without an answer. */
    private boolean data() throws IOException {
        if (recipients.isEmpty()) {
            say("503 5.5.1 need RCPT first");
            return true;
        }
        say("354 go ahead");
        String data = text();
        if (data == null) {
            return false;
        }
        Mood mood = box.next();
        String refusal = refusal(mood);
        if (refusal == null && mood.carriesOut()) {
            box.accept(new Mail(Instant.now(), sender, List.copyOf(recipients), data));
        }
        clear();
        if (mood.kind() == Mood.Kind.RESET) {
            return false;
        }
        if (mood.kind() == Mood.Kind.SLOW) {
            box.pause(mood.ms());
        }
        say(refusal == null ? "250 2.0.0 queued" : refusal);
        return true;
    }

    private void clear() {
        sender = null;
        recipients.clear();
    }

    /** What comes after DATA; null when the connection ends before the dot. */
    private String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            if (line.equals(".")) {
                return text.toString();
            }
            text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return null;
    }

    private void use(Socket connection) throws IOException {
        in = new BufferedInputStream(connection.getInputStream());
        out = connection.getOutputStream();
    }

    private void say(String... lines) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n").getBytes(UTF_8));
        out.flush();
    }

    /** Without its CRLF; null at the end of the stream. */
    private String line() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(100);
        for (int one = in.read(); one >= 0; one = in.read()) {
            if (one == '\n') {
                String line = bytes.toString(UTF_8);
                return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            }
            bytes.write(one);
            if (bytes.size() > LONGEST_LINE) {
                throw new IOException("line too long");
            }
        }
        return null;
    }
}
