package se.knutpunkt.channel;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** A connection to the relay that knows whether a mail was handed over whole. */
final class RelayConnection extends SMTPTransport {

    private final RelaySockets sockets;
    private volatile boolean ended;
    private volatile long usedNanos = System.nanoTime();

    /**
     * @param sockets from which the session takes its one socket
     */
    RelayConnection(Session session, RelaySockets sockets) {
        super(session, new URLName("smtp", null, -1, null, null, null));
        this.sockets = sockets;
    }

    /** The next mail begins. */
    void begin() {
        ended = false;
    }

    /** The end of the mail was sent, or begun to be: the relay may have taken it. */
    boolean isEnded() {
        return ended;
    }

    void used() {
        usedNanos = System.nanoTime();
    }

    long idleNanos() {
        return System.nanoTime() - usedNanos;
    }

    /** Ends what another thread waits for. */
    void cut() {
        sockets.cut();
    }

    @Override
    protected OutputStream data() throws MessagingException {
        ended = false;
        return super.data();
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        ended = true;
        super.finishData();
    }
}
