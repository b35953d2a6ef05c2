package se.knutpunkt.channel;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** A connection to the relay that knows whether a mail was handed over whole. */
final class RelayConnection extends SMTPTransport {

    private final RelaySockets sockets;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong usedNanos = new AtomicLong(System.nanoTime());

    /**
     * @param sockets from which the session takes its one socket
     */
    RelayConnection(Session session, RelaySockets sockets) {
        super(session, new URLName("smtp", null, -1, null, null, null));
        this.sockets = sockets;
    }

    /** The next mail begins. */
    void begin() {
        ended.set(false);
    }

    /** The end of the mail was sent, or begun to be: the relay may have taken it. */
    boolean isEnded() {
        return ended.get();
    }

    void used() {
        usedNanos.set(System.nanoTime());
    }

    long idleNanos() {
        return System.nanoTime() - usedNanos.get();
    }

    /** Ends what another thread waits for. */
    void cut() {
        sockets.cut();
    }

    @Override
    protected OutputStream data() throws MessagingException {
        ended.set(false);
        return super.data();
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        ended.set(true);
        super.finishData();
    }
}
