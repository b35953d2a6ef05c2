package se.knutpunkt.recipient;

import org.springframework.jdbc.core.JdbcTemplate;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.store.PersonKey;

/** The beans of this package as the hub makes them. */
public final class RecipientBeans {

    private RecipientBeans() {}

    public static Recipients recipients(JdbcTemplate database, PersonKey keys) {
        return new Recipients(
                database, keys, new PreferencesText(new NoticeKinds(Declared.reader())));
    }
}
