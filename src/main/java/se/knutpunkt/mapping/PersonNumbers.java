package se.knutpunkt.mapping;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What kind of number a person is named by. */
@Configuration(proxyBeanMethods = false)
public class PersonNumbers {

    private static final String PERSONAL_IDENTITY = "1.2.752.129.2.1.3.1";
    private static final String COORDINATION = "1.2.752.129.2.1.3.3";

    /** In a coordination number the day has this added. */
    private static final int ADDED_TO_DAY = 60;

    @Bean
    MappingFunctions.Offer personNumberFunctions() {
        return new MappingFunctions.Offer(
                Map.of("personOid", MappingFunctions.ofAll(a -> personOid((String) a.get(0)))));
    }

    /**
     * The OID of the series that twelve digits belong to, personal identity numbers or coordination
     * numbers; null for what is no such number.
     */
    public static String personOid(String number) {
        if (!number.matches("[0-9]{12}")) {
            return null;
        }
        int day = Integer.parseInt(number, 6, 8, 10);
        return day > ADDED_TO_DAY ? COORDINATION : PERSONAL_IDENTITY;
    }
}
