package se.knutpunkt.channel;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** What a failure at the relay means: rows of the table of answers (RFC 5321, 3463, 4954). */
final class RelayFailures {

    /**
     * Where it must stand, right after the code, or an address in the text would be taken for it.
     */
    private static final Pattern ENHANCED =
            Pattern.compile("^\\s*([245])\\d\\d[ -](\\1\\.\\d{1,3}\\.\\d{1,3})(?![.\\d])");

    private static final int FIRST_REFUSAL = 400;

    private RelayFailures() {}

    /**
     * While connecting: TLS and login included.
     *
     * @param code the relay's last reply
     */
    static KnownAnswer connecting(Throwable failure, int code) {
        if (failure instanceof AuthenticationFailedException) {
            // of a login that the library itself gave up there is no code
            return new KnownAnswer(code >= FIRST_REFUSAL ? Integer.toString(code) : "535", "535");
        }
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            boolean tls =
                    cause instanceof SSLException
                            || String.valueOf(cause.getMessage())
                                    .startsWith("STARTTLS is required");
            if (tls) {
                return new KnownAnswer("no-tls");
            }
        }
        return new KnownAnswer("no-connection");
    }

    /**
     * While sending.
     *
     * @param ended whether the end of the mail was on its way
     */
    static KnownAnswer sending(Throwable failure, boolean ended) {
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof SMTPAddressFailedException rcpt
                    && isRefusal(rcpt.getReturnCode())) {
                return refused("RCPT", rcpt.getReturnCode(), rcpt.getMessage());
            }
            if (cause instanceof SMTPSenderFailedException mail
                    && isRefusal(mail.getReturnCode())) {
                return refused("MAIL", mail.getReturnCode(), mail.getMessage());
            }
        }
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof SMTPSendFailedException all && isRefusal(all.getReturnCode())) {
                return refused("DATA", all.getReturnCode(), all.getMessage());
            }
        }
        return new KnownAnswer(ended ? "no-answer" : "cut");
    }

    private static boolean isRefusal(int code) {
        return code >= FIRST_REFUSAL;
    }

    private static KnownAnswer refused(String command, int code, String text) {
        List<String> keys = new ArrayList<>();
        Matcher enhanced = ENHANCED.matcher(text == null ? "" : text);
        if (enhanced.find()) {
            keys.add(command + "-" + enhanced.group(2));
        }
        String all = code / 100 + "xx";
        keys.add(command + "-" + code);
        keys.add(command + "-" + all);
        keys.add(Integer.toString(code));
        keys.add(all);
        return new KnownAnswer(keys.toArray(String[]::new));
    }

    /** Mail's exceptions have a chain of their own beside the causes. */
    private static Throwable next(Throwable failure) {
        Throwable next =
                failure instanceof SendFailedException || failure instanceof MessagingException
                        ? ((MessagingException) failure).getNextException()
                        : null;
        return next == null ? failure.getCause() : next;
    }
}
