package se.knutpunkt.recipient;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Telephone numbers that can get an SMS, as people write them. Numbers that cost the sender more,
 * and those of fixed telephones, are none.
 */
final class PhoneNumbers {

    private static final String SWEDEN = "SE";

    /** The library itself would take letters for digits, and extensions. */
    private static final Pattern WRITTEN = Pattern.compile("\\+?[0-9][0-9 ()-]{5,22}");

    private static final Set<PhoneNumberType> MOBILE =
            EnumSet.of(PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE);

    private PhoneNumbers() {}

    /** E.164, for instance +46701740605; a number without a country is Swedish. */
    static Optional<String> mobile(String written) {
        if (!WRITTEN.matcher(written).matches()) {
            return Optional.empty();
        }
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        try {
            PhoneNumber number = numbers.parse(written, SWEDEN);
            return numbers.isValidNumber(number) && MOBILE.contains(numbers.getNumberType(number))
                    ? Optional.of(numbers.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }
}
