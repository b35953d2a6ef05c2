package se.knutpunkt.catalogue;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * The patterns of JSON schemas, whose {@code $} is the end of the text (ECMA-262), where Java's is
 * also the place before a line break at the end.
 */
public final class SchemaPatterns {

    private SchemaPatterns() {}

    /** Whether a text has a part that the pattern describes. */
    public static RegularExpression compile(String pattern) {
        boolean open = !pattern.endsWith("$") || pattern.endsWith("\\$");
        Pattern compiled =
                Pattern.compile(
                        open ? pattern : pattern.substring(0, pattern.length() - 1) + "\\z");
        return text -> compiled.matcher(text).find();
    }
}
