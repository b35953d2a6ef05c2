package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the hub sends to the mail relay, and what it makes of every kind of answer. */
class EmailSenderTest {

    private final SenderHub senders = SenderHub.fresh();
    private final MailServer mail = senders.mail();

    @Test
    void aMailIsSent() throws Exception {
        UUID target = senders.send("email", 1, "Åsa & <b>").get(0);
        SenderHub.Told told = senders.awaitCode(target);
        assertThat(told.state()).as(told.code()).isEqualTo("sent");
        assertThat(mail.mails()).hasSize(1);
        MimeMessage read =
                new MimeMessage(
                        Session.getInstance(new Properties()),
                        new ByteArrayInputStream(
                                mail.mails().get(0).getBytes(StandardCharsets.UTF_8)));
        assertThat(read.getSubject()).isEqualTo("1177");
        assertThat(read.getMessageID()).isEqualTo("<" + target + "@1177.example>");
        assertThat(read.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(read.getFrom()[0].toString()).isEqualTo("1177 <no-reply@1177.example>");
        assertThat(read.getContentType()).startsWith("multipart/alternative");
        MimeMultipart parts = (MimeMultipart) read.getContent();
        assertThat(parts.getBodyPart(0).getContent().toString())
                .contains("Logga in på 1177 för att läsa det. Gäller: Åsa & <b>");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(parts.getBodyPart(1).getContent().toString())
                .contains("Gäller: Åsa &amp; &lt;b&gt;", "<html lang=\"sv\">")
                .doesNotContain("<img", "http");
        assertThat(mail.commands())
                .anyMatch(one -> one.startsWith("AUTH PLAIN"))
                .contains("STARTTLS", "MAIL FROM:<no-reply@1177.example>");
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT,550 5.1.1 no such user,rejected,RCPT-5.1.1,false",
        "RCPT,553 5.1.3 bad syntax,rejected,RCPT-5.1.3,false",
        "RCPT,556 5.1.10 null MX,rejected,RCPT-5.1.10,false",
        "RCPT,450 5.1.1 not now,failed,4xx,false",
        "RCPT,550 5.1.0 address rejected,rejected,5xx,true",
        "RCPT,550 5.1.7 bad sender address,rejected,5xx,true",
        "RCPT,550 5.1.8 sender's domain,rejected,5xx,true",
        "RCPT,550 5.7.1 blocked: 5.1.1.9 and 5.1.1,rejected,5xx,true",
        "RCPT,550 5.7.1 policy,rejected,5xx,true",
        "RCPT,451 4.7.1 greylisted,failed,4xx,false",
        "MAIL,550 5.7.1 not you,failed,MAIL-5xx,false",
        "DATA,452 4.3.1 full,failed,4xx,false",
        "END,554 5.6.0 content,rejected,5xx,true",
        "END,421 4.3.2 shutting down,failed,421,false",
        "AUTH,535 5.7.8 bad credentials,failed,535,false",
        "STARTTLS,454 4.7.0 no tls now,failed,no-connection,false",
        "HELLO,554 go away,failed,no-connection,false",
        "EHLO,250 mail.example,failed,no-tls,false",
        "END,cut,unsure,no-answer,false",
        "END,silence,unsure,no-answer,false",
        "RCPT,cut,failed,cut,false",
        "RCPT,silence,failed,cut,false",
        "HELLO,silence,failed,no-connection,false"
    })
    void whatAnAnswerMeans(
            String command, String answer, String state, String code, boolean parked) {
        mail.answer(command, answer);
        SenderHub.Told told = senders.awaitCode(senders.send("email"));
        assertThat(told.state()).as(told.code()).isEqualTo(state);
        assertThat(told.code()).isEqualTo(code);
        assertThat(told.parked()).isEqualTo(parked);
    }

    /** As when a relay refuses everybody for a setting of ours: nobody's address is given up. */
    @Test
    void whenAllAreRefusedNobodysAddressIsForgotten() throws Exception {
        double before = senders.misconfigured("email", "all-dead");
        mail.answer("RCPT", "550 5.1.1 no such user");
        RouteController routes = senders.hub().camel().getRouteController();
        routes.stopRoute("channel.email");
        List<UUID> targets = senders.send("email", 8, null);
        routes.startRoute("channel.email");
        await().atMost(Duration.ofSeconds(40))
                .until(() -> senders.misconfigured("email", "all-dead") > before);
        UUID held =
                await().atMost(Duration.ofSeconds(40))
                        .until(
                                () -> targets.stream().filter(this::isHeld).findFirst(),
                                Optional::isPresent)
                        .orElseThrow();
        assertThat(senders.recipients("email_dead_at is not null", held)).isZero();
        assertThat(senders.told(held).state()).isEqualTo("failed");
        assertThat(senders.told(held).parked()).isFalse();
    }

    private boolean isHeld(UUID target) {
        return "all-dead".equals(senders.told(target).code());
    }

    @Test
    void aMailBoxThatIsNoneIsNotTriedAgain() {
        mail.answer("RCPT", "550 5.1.1 no such user");
        UUID target = senders.send("email");
        assertThat(senders.awaitCode(target).code()).isEqualTo("RCPT-5.1.1");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> senders.recipients("email_dead_at is not null", target) == 1);
        assertThat(senders.recipients("phone_dead_at is not null", target)).isZero();
        mail.reset();
        senders.queueAgain("email", target);
        assertThat(senders.awaitCode(target).code()).isEqualTo("no-address");
        assertThat(mail.mails()).isEmpty();
    }

    @Test
    void manyGoOverKeptConnections() {
        for (UUID target : senders.send("email", 40, null)) {
            assertThat(senders.awaitCode(target).state()).isEqualTo("sent");
        }
        assertThat(mail.mails()).hasSize(40);
        assertThat(mail.commands().stream().filter(one -> one.equals("STARTTLS")).count())
                .isLessThan(40);
    }
}
