package se.knutpunkt.channel;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;

/** What it means when Apple gave no answer: rows of the table of answers. */
final class ApnsFailures {

    /** The hub has no key for Apple. */
    static final class NoKey extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** The hub made no payload of the notice, or not one that can be sent. */
    static final class NotMapped extends Exception {
        private static final long serialVersionUID = 1;
    }

    private ApnsFailures() {}

    /** All but {@code no-answer} were surely not sent. */
    static String key(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoKey) {
                return "no-key";
            }
            if (cause instanceof NotMapped) {
                return "not-mapped";
            }
            if (cause instanceof ConnectException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException) {
                return "no-connection";
            }
        }
        return "no-answer";
    }
}
