package se.knutpunkt.fake.email;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Partner;

/**
 * A relay that keeps what it is given. Control is on the port after its own.
 *
 * <p>Moods are about the operation {@code send}, their address is a recipient: {@code status} or
 * {@code fault} (the code is a whole reply such as {@code 451 4.3.0 busy}) answers RCPT for one
 * recipient and DATA for all; {@code slow} delays the answer to what was accepted, {@code reset}
 * gives none, {@code garbage} of the operation {@code greet} greets with nonsense, {@code down}
 * refuses connections. Of the operation {@code auth}, {@code fault} is a 535.
 */
public final class MailBox extends Partner {
    static final String SEND = "send";
    static final String AUTH = "auth";
    static final String GREET = "greet";
    private static final String USER = "hub";
    private static final String PASSWORD = "smtp sandbox åäö";
    private static final int KEPT = 1000;

    private final SSLContext tls;
    private final int port;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Deque<Mail> mails = new ArrayDeque<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private ServerSocket listening;

    /**
     * @param port 0 = a free one, without control over HTTP
     * @param tls with the certificate it shows after STARTTLS
     */
    public MailBox(int port, SSLContext tls) {
        this.tls = tls;
        this.listening = listen(port);
        this.port = listening.getLocalPort();
        if (port != 0) {
            steerOn(port + 1);
        }
    }

    public String host() {
        return "localhost";
    }

    @Override
    public int port() {
        return port;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    /** What was accepted, newest last; at most the latest 1000. */
    public List<Mail> mails() {
        synchronized (mails) {
            return List.copyOf(mails);
        }
    }

    /** How many messages a recipient got. */
    public int count(String recipient) {
        LongAdder found = counts.get(recipient);
        return found == null ? 0 : found.intValue();
    }

    @Override
    public void reset() {
        super.reset();
        counts.clear();
        synchronized (mails) {
            mails.clear();
        }
    }

    void accept(Mail mail) {
        remember(mail.seen());
        mail.recipients()
                .forEach(one -> counts.computeIfAbsent(one, x -> new LongAdder()).increment());
        synchronized (mails) {
            if (mails.size() == KEPT) {
                mails.removeFirst();
            }
            mails.addLast(mail);
        }
    }

    /** For all recipients. */
    Mood next() {
        return moodFor(SEND, null);
    }

    /** For this operation only. */
    Mood nextOf(String operation) {
        return moodOf(operation, null);
    }

    Mood towards(String recipient) {
        return moodTowards(SEND, recipient);
    }

    void pause(long ms) {
        awaitPatiently(ms);
    }

    /** The same connection, encrypted. */
    Socket secured(Socket plain) throws IOException {
        var secure =
                (javax.net.ssl.SSLSocket)
                        tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        return secure;
    }

    @Override
    protected synchronized void open() {
        if (listening == null) {
            listening = listen(port);
        }
    }

    @Override
    protected synchronized void shut() {
        try {
            if (listening != null) {
                listening.close();
                listening = null;
            }
            for (Socket one : connections) {
                one.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerSocket listen(int wanted) {
        try {
            ServerSocket made = new ServerSocket(wanted, 500, InetAddress.getLoopbackAddress());
            daemon("fake-smtp", () -> welcome(made)).start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + wanted, e);
        }
    }

    private void welcome(ServerSocket made) {
        try {
            while (true) {
                Socket connection = made.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                daemon("fake-smtp-session", () -> serve(connection)).start();
            }
        } catch (IOException closed) {
            // it is down
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            new Session(this, connection).run();
        } catch (IOException gone) {
            // the caller hung up, or it went down
        } finally {
            connections.remove(connection);
        }
    }
}
