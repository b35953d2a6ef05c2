package se.knutpunkt.api;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Personnummer and samordningsnummer of twelve digits, by contracts/1177-services section 5: the
 * date must exist (coordination numbers add 60 to the day) and the last ten digits must pass Luhn's
 * check.
 */
public final class PersonalIdentityNumber {

    private PersonalIdentityNumber() {}

    public static boolean isValid(String number) {
        return number != null && number.matches("[0-9]{12}") && dateExists(number) && luhn(number);
    }

    /** Whether the number is a samordningsnummer. */
    public static boolean isCoordinationNumber(String number) {
        return Integer.parseInt(number.substring(6, 8)) > 60;
    }

    /**
     * The day of birth that a valid number states; for a samordningsnummer as exact as the number.
     */
    public static LocalDate birthDate(String number) {
        int day = Integer.parseInt(number.substring(6, 8));
        return LocalDate.of(
                Integer.parseInt(number.substring(0, 4)),
                Integer.parseInt(number.substring(4, 6)),
                day > 60 ? day - 60 : day);
    }

    private static boolean dateExists(String number) {
        try {
            birthDate(number);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean luhn(String number) {
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            int product = (number.charAt(i + 2) - '0') * (i % 2 == 0 ? 2 : 1);
            sum += product / 10 + product % 10;
        }
        return sum % 10 == 0;
    }
}
