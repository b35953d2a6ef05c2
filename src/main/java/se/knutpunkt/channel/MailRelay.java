package se.knutpunkt.channel;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;
import se.knutpunkt.sso.Secrets;

/**
 * The relay that takes the mails (contracts/sms-email part B): STARTTLS and a login always,
 * connections kept for some seconds, each mail ended by its own time limit.
 */
@Component("mailRelay")
public final class MailRelay extends DefaultJavaMailSender implements DisposableBean {

    private static final String CHANNEL = "email";
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Channel channel;
    private final Duration timeLimit;
    private final Duration connectTimeLimit;
    private final Secrets secrets;
    private final ObjectProvider<SslBundles> bundles;
    private final LinkedBlockingDeque<RelayConnection> kept;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "mail-watch");
                        thread.setDaemon(true);
                        return thread;
                    });

    MailRelay(ChannelCatalogue channels, Secrets secrets, ObjectProvider<SslBundles> bundles) {
        this.channel = channels.get(CHANNEL);
        this.timeLimit = channels.timeLimit(CHANNEL);
        this.connectTimeLimit = channels.connectTimeLimit(CHANNEL);
        this.secrets = secrets;
        this.bundles = bundles;
        this.kept = new LinkedBlockingDeque<>(Integer.parseInt(channel.provider("atOnce")));
    }

    /**
     * @throws KnownAnswer when it is not known, or known not, to be taken
     */
    @Override
    public void send(MimeMessage mail) throws MessagingException {
        mail.saveChanges();
        RelayConnection connection = pollKept();
        if (connection != null) {
            try {
                send(mail, connection);
                return;
            } catch (KnownAnswer e) {
                // the relay may have hung up unnoticed
                if (!e.keys()[0].equals("cut")) {
                    throw e;
                }
            }
        }
        send(mail, null);
    }

    private void send(MimeMessage mail, RelayConnection open) throws MessagingException {
        RelaySockets sockets = new RelaySockets();
        RelayConnection connection =
                open == null ? new RelayConnection(session(sockets), sockets) : open;
        ScheduledFuture<?> limit =
                watch.schedule(connection::cut, timeLimit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (open == null) {
                connect(connection);
            }
            deliver(mail, connection);
        } finally {
            limit.cancel(false);
        }
        connection.used();
        if (!kept.offerFirst(connection)) {
            close(connection);
        }
    }

    private void connect(RelayConnection connection) {
        String user = channel.provider("user");
        String password =
                secrets.find(channel.provider("password"))
                        .filter(found -> !user.isEmpty())
                        .orElseThrow(() -> new KnownAnswer("no-key"));
        try {
            connection.connect(
                    channel.provider("host"),
                    Integer.parseInt(channel.provider("port")),
                    user,
                    password);
        } catch (MessagingException | RuntimeException e) {
            int code = connection.getLastReturnCode();
            close(connection);
            throw RelayFailures.connecting(e, code);
        }
    }

    private static void deliver(MimeMessage mail, RelayConnection connection)
            throws MessagingException {
        Address[] recipients = mail.getAllRecipients();
        connection.begin();
        try {
            connection.sendMessage(mail, recipients);
        } catch (MessagingException | RuntimeException e) {
            boolean ended = connection.isEnded();
            close(connection);
            throw RelayFailures.sending(e, ended);
        }
    }

    private RelayConnection pollKept() {
        for (RelayConnection one = kept.pollFirst(); one != null; one = kept.pollFirst()) {
            if (one.idleNanos() < KEPT_NANOS) {
                return one;
            }
            close(one);
        }
        return null;
    }

    private Session session(RelaySockets sockets) {
        Properties settings = new Properties();
        settings.put("mail.smtp.auth", "true");
        settings.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        settings.put("mail.smtp.starttls.enable", "true");
        settings.put("mail.smtp.starttls.required", "true");
        settings.put("mail.smtp.ssl.checkserveridentity", "true");
        settings.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        settings.put("mail.smtp.connectiontimeout", Long.toString(connectTimeLimit.toMillis()));
        settings.put("mail.smtp.timeout", Long.toString(timeLimit.toMillis()));
        settings.put("mail.smtp.writetimeout", Long.toString(timeLimit.toMillis()));
        settings.put("mail.smtp.quitwait", "false");
        settings.put("mail.smtp.socketFactory", sockets);
        settings.put("mail.smtp.socketFactory.fallback", "false");
        String bundle = channel.provider("tlsBundle");
        if (!bundle.isEmpty()) {
            settings.put(
                    "mail.smtp.ssl.socketFactory",
                    bundles.getObject().getBundle(bundle).createSslContext().getSocketFactory());
        }
        return Session.getInstance(settings);
    }

    private static void close(RelayConnection connection) {
        try {
            connection.close();
        } catch (MessagingException e) {
            connection.cut();
        }
    }

    @Override
    public void destroy() {
        watch.shutdownNow();
        forget();
    }

    /** The next mails go over new connections. */
    public void forget() {
        for (RelayConnection one = kept.poll(); one != null; one = kept.poll()) {
            close(one);
        }
    }
}
