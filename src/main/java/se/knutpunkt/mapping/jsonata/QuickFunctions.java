package se.knutpunkt.mapping.jsonata;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What mappings call most, for arguments that need no look at the signature. */
final class QuickFunctions {

    /** The answer for arguments that the library must look at. */
    static final Object UNUSUAL = new Object();

    @FunctionalInterface
    interface Quick {
        Object apply(Object[] arguments);
    }

    private interface OfText {
        Object apply(String text);
    }

    private interface OfTwoTexts {
        Object apply(String text, String other);
    }

    private static final Quick NONE = arguments -> UNUSUAL;

    /** By name and number of arguments. */
    private static final Map<String, Quick> ALL = new HashMap<>();

    static {
        ALL.put("exists/1", a -> a[0] != null);
        ALL.put("not/1", a -> Functions.not(a[0]));
        ALL.put("boolean/1", a -> Functions.toBoolean(a[0]));
        ALL.put("string/1", a -> Functions.string(a[0], null));
        ALL.put("append/2", a -> Functions.append(a[0], a[1]));
        ALL.put("count/1", a -> count(a[0]));
        ALL.put(
                "lookup/2",
                a -> a[1] instanceof String key ? Functions.lookup(a[0], key) : UNUSUAL);
        ALL.put("number/1", a -> a[0] instanceof String ? Functions.number(a[0]) : UNUSUAL);
        ALL.put("substring/2", a -> substring(a[0], a[1], null, false));
        ALL.put("substring/3", a -> substring(a[0], a[1], a[2], true));
        ALL.put("replace/3", QuickFunctions::replace);
        ofText("uppercase", Functions::uppercase);
        ofText("lowercase", Functions::lowercase);
        ofText("trim", Functions::trim);
        ofText("length", Functions::length);
        ofTwoTexts("contains", Functions::contains);
        ofTwoTexts("substringBefore", Functions::substringBefore);
        ofTwoTexts("substringAfter", Functions::substringAfter);
    }

    private QuickFunctions() {}

    static Quick find(String name, int arguments) {
        return ALL.getOrDefault(name + "/" + arguments, NONE);
    }

    /** Of nothing these functions make nothing. */
    private static void ofText(String name, OfText function) {
        ALL.put(
                name + "/1",
                a ->
                        a[0] == null
                                ? null
                                : a[0] instanceof String text ? function.apply(text) : UNUSUAL);
    }

    private static void ofTwoTexts(String name, OfTwoTexts function) {
        ALL.put(
                name + "/2",
                a -> {
                    if (!(a[1] instanceof String other)) {
                        return UNUSUAL;
                    }
                    return a[0] == null
                            ? null
                            : a[0] instanceof String text ? function.apply(text, other) : UNUSUAL;
                });
    }

    /** JSON's null counts as nothing here, as the library has it. */
    private static int count(Object value) {
        if (value == null || value == Jsonata.NULL_VALUE) {
            return 0;
        }
        return value instanceof List<?> list ? list.size() : 1;
    }

    private static Object replace(Object[] a) {
        boolean texts = a[1] instanceof String && a[2] instanceof String;
        if (!texts || a[0] != null && !(a[0] instanceof String)) {
            return UNUSUAL;
        }
        return Functions.replace((String) a[0], a[1], a[2], null);
    }

    /** Positions count code points; where each is one char the text is cut here. */
    private static Object substring(Object value, Object from, Object count, boolean hasCount) {
        boolean usual =
                (value == null || value instanceof String)
                        && from instanceof Number
                        && (!hasCount || count instanceof Number);
        if (!usual) {
            return UNUSUAL;
        }
        if (value == null) {
            return null;
        }
        String text = (String) value;
        int start = ((Number) from).intValue();
        int length = hasCount ? ((Number) count).intValue() : text.length();
        if (start < 0 || length < 0 || hasSurrogates(text)) {
            return Functions.substring(text, (Number) from, (Number) count);
        }
        if (start >= text.length()) {
            return "";
        }
        return text.substring(start, start + Math.min(length, text.length() - start));
    }

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
