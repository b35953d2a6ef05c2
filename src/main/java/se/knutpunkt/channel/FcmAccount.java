package se.knutpunkt.channel;

import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;
import se.knutpunkt.sso.ServiceAccount;
import se.knutpunkt.sso.ServiceAccounts;

/** The account by which Firebase knows the hub, made when the first notice needs it. */
@Component
final class FcmAccount {

    private static final String CHANNEL = "fcm";

    private final ServiceAccounts accounts;
    private final ChannelCatalogue channels;
    private final AtomicReference<ServiceAccount> account = new AtomicReference<>();

    FcmAccount(ServiceAccounts accounts, ChannelCatalogue channels) {
        this.accounts = accounts;
        this.channels = channels;
    }

    /**
     * @throws KnownAnswer {@code no-key} when the hub has no project, account or key
     */
    ServiceAccount get() {
        ServiceAccount known = account.get();
        return known == null ? made() : known;
    }

    private synchronized ServiceAccount made() {
        if (account.get() == null) {
            Channel channel = channels.get(CHANNEL);
            if (channel.provider("account").isEmpty() || channel.provider("project").isEmpty()) {
                throw new KnownAnswer("no-key");
            }
            account.set(find(channel));
        }
        return account.get();
    }

    private ServiceAccount find(Channel channel) {
        try {
            return accounts.find(
                            new ServiceAccounts.Settings(
                                    channel.provider("tokenAddress"),
                                    orNull(channel.provider("tlsBundle")),
                                    channels.timeLimit(CHANNEL),
                                    channels.connectTimeLimit(CHANNEL),
                                    channel.provider("account"),
                                    channel.provider("key"),
                                    orNull(channel.provider("keyId")),
                                    channel.provider("scope")))
                    .orElseThrow(() -> new KnownAnswer("no-key"));
        } catch (IllegalArgumentException e) {
            throw new KnownAnswer("no-key");
        }
    }

    private static String orNull(String value) {
        return value.isEmpty() ? null : value;
    }
}
