package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A function of JSONata. With arguments of the usual types it is called straight; with any others
 * by the library, which checks them against the signature.
 *
 * @param whole the library's function
 * @param quick the same for the usual arguments
 */
record LibraryFunction(JFunction whole, QuickFunctions.Quick quick) {

    /** Not pure, or compiling what it is given: no mapping may call them. */
    private static final Set<String> REFUSED = Set.of("now", "millis", "random", "shuffle", "eval");

    /** Null when the library has no function of this name. */
    static LibraryFunction find(String name, int arguments) {
        JFunction whole = of(name);
        if (whole != null && REFUSED.contains(name)) {
            throw new NotCompiled("$" + name);
        }
        return whole == null
                ? null
                : new LibraryFunction(whole, QuickFunctions.find(name, arguments));
    }

    static boolean isKnown(String name) {
        return of(name) != null;
    }

    private static JFunction of(String name) {
        Object found =
                name.matches("[A-Za-z0-9]+") ? Jsonata.jsonata("$" + name).evaluate(null) : null;
        return found instanceof JFunction function ? function : null;
    }

    /**
     * @param context stands for an argument that is left out
     */
    Object call(Object[] arguments, Object context) {
        Object result = quick.apply(arguments);
        if (result == QuickFunctions.UNUSUAL) {
            Object checked = whole.validate(Arrays.asList(arguments), context);
            return whole.call(context, (List<?>) checked);
        }
        return result instanceof Number number ? Utils.convertNumber(number) : result;
    }
}
