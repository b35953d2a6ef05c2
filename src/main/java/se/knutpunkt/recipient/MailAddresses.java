package se.knutpunkt.recipient;

import java.util.regex.Pattern;

/**
 * Mail addresses the hub writes to: a dot-atom of ASCII and a domain name (RFC 5321), without
 * quotes, comments, routes or address literals, which nobody has and which change what a mail
 * program does.
 */
final class MailAddresses {

    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9_'+&=~-]+(\\.[A-Za-z0-9_'+&=~-]+)*");
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+([A-Za-z]{2,63}|xn--[A-Za-z0-9-]{1,58}[A-Za-z0-9])");

    private MailAddresses() {}

    static boolean isValid(String address) {
        int at = address.indexOf('@');
        return at > 0
                && at <= LONGEST_LOCAL
                && address.length() <= LONGEST
                && !address.startsWith("-")
                && LOCAL.matcher(address.substring(0, at)).matches()
                && DOMAIN.matcher(address.substring(at + 1)).matches();
    }
}
