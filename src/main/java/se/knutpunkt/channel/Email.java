package se.knutpunkt.channel;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.springframework.stereotype.Component;

/** Writes mails and reads what became of them: the steps of the route around the relay. */
@Component("email")
public final class Email {

    private static final String CHANNEL = "email";
    private static final String UTF_8 = StandardCharsets.UTF_8.name();
    private static final String ACCEPTED = "250";

    private final ChannelCatalogue channels;
    private final Clock clock;

    Email(ChannelCatalogue channels, Clock clock) {
        this.channels = channels;
        this.clock = clock;
    }

    /** Nothing has to be there before a mail. */
    public void prepare() {
        // a claimed notice waits for no more than its connection
    }

    public void begin(Exchange exchange) {
        Calls.begin(exchange);
    }

    /** Makes the mail of the variables {@code notice} and {@code text} and the HTML in the body. */
    public void request(Exchange exchange) throws MessagingException {
        Calls.demandTime(exchange);
        Channel channel = channels.get(CHANNEL);
        if (channel.provider("from").isEmpty() || channel.provider("host").isEmpty()) {
            throw new KnownAnswer("no-key");
        }
        InternetAddress from = sender(channel);
        Map<?, ?> notice = exchange.getVariable("notice", Map.class);
        Letter letter = new Letter(Calls.claimed(exchange).id() + "@" + domain(from));
        letter.setFrom(from);
        letter.setEnvelopeFrom(
                channel.provider("returnPath").isEmpty()
                        ? from.getAddress()
                        : channel.provider("returnPath"));
        letter.setRecipient(
                MimeMessage.RecipientType.TO, recipient(String.valueOf(notice.get("address"))));
        letter.setSubject(String.valueOf(notice.get("title")), UTF_8);
        letter.setSentDate(Date.from(clock.instant()));
        letter.setContentLanguage(new String[] {String.valueOf(notice.get("language"))});
        // no robot answers it (RFC 3834)
        letter.setHeader("Auto-Submitted", "auto-generated");
        letter.setContent(
                alternatives(
                        exchange.getVariable("text", String.class),
                        exchange.getMessage().getBody(String.class)));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(letter);
    }

    /** The relay has taken it. */
    public void sent(Exchange exchange) {
        done(
                exchange,
                exchange.getMessage().getHeader("CamelMailMessageId", String.class),
                ACCEPTED);
    }

    /** Makes the outcome of a mail that was not taken, or perhaps. */
    public void fail(Exchange exchange) {
        for (Throwable cause = Calls.failure(exchange); cause != null; cause = cause.getCause()) {
            if (cause instanceof KnownAnswer known) {
                done(exchange, null, known.keys());
                return;
            }
        }
        // the relay itself is told of by nothing else
        done(exchange, null, "not-mapped");
    }

    private static MimeMultipart alternatives(String text, String html) throws MessagingException {
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, UTF_8, "plain");
        MimeBodyPart rich = new MimeBodyPart();
        rich.setText(html, UTF_8, "html");
        // the best one last (RFC 2046 section 5.1.4)
        return new MimeMultipart("alternative", plain, rich);
    }

    private static InternetAddress sender(Channel channel) {
        try {
            InternetAddress from = new InternetAddress(channel.provider("from"), true);
            domain(from);
            return from;
        } catch (AddressException | StringIndexOutOfBoundsException e) {
            throw new KnownAnswer("no-key");
        }
    }

    private static String domain(InternetAddress address) {
        return address.getAddress().substring(address.getAddress().lastIndexOf('@') + 1);
    }

    private static InternetAddress recipient(String address) {
        try {
            InternetAddress[] one = InternetAddress.parse(address, true);
            if (one.length != 1 || one[0].isGroup()) {
                throw new KnownAnswer("bad-address");
            }
            one[0].validate();
            return one[0];
        } catch (AddressException e) {
            throw new KnownAnswer("bad-address");
        }
    }

    private void done(Exchange exchange, String reference, String... keys) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage()
                .setBody(
                        new Outcome(
                                Calls.claimed(exchange),
                                channels.delivery(CHANNEL, reference, null, null, keys)));
    }

    /** A mail whose id is the same at each attempt. */
    private static final class Letter extends SMTPMessage {
        private final String id;

        Letter(String id) {
            super(Session.getInstance(new Properties()));
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + ">");
        }
    }
}
