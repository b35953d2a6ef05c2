package se.knutpunkt.channel;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What it means when Apple gave no answer: rows of the table of answers. */
final class ApnsFailures {

    private ApnsFailures() {}

    /**
     * {@code no-connection} and {@code no-key} were surely not sent; anything else may have been.
     */
    static String key(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Apns.NoKey) {
                return "no-key";
            }
            if (cause instanceof ConnectException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLException) {
                return "no-connection";
            }
        }
        return "no-answer";
    }
}
