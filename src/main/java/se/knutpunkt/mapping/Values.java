package se.knutpunkt.mapping;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Small values that occur in every answer; written once here, since an expression for each takes
 * longer.
 */
@Configuration(proxyBeanMethods = false)
public class Values {

    @Bean
    MappingFunctions.Offer valueFunctions() {
        return new MappingFunctions.Offer(
                Map.of(
                        "reference",
                        a -> reference((String) a.get(0), (String) a.get(1)),
                        "yes",
                        a -> isYes((String) a.get(0))));
    }

    /** {@code {"id", "name"}} with what there is of them; null when there is neither. */
    static Map<String, String> reference(String id, String name) {
        if (isBlank(id) && isBlank(name)) {
            return null;
        }
        Map<String, String> reference = new LinkedHashMap<>();
        if (!isBlank(id)) {
            reference.put("id", id);
        }
        if (!isBlank(name)) {
            reference.put("name", name);
        }
        return reference;
    }

    /** An xs:boolean, which is written true or 1; absent means no (contracts/rivta section 7). */
    static boolean isYes(String value) {
        return "true".equals(value) || "1".equals(value);
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
