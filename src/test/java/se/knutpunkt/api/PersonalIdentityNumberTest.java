package se.knutpunkt.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalIdentityNumberTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "191212121212", "189002019819", "191003289822", "198004262385", "198108222384",
                "198204212396", "198308172397", "198404152392", "198508122382", "198612092380",
                "198708152387", "198804202383", "199102102382", "199802262387", "201701012393",
                "198004862382", "197010632391"
            })
    void testNumbersAreValid(String number) {
        assertThat(PersonalIdentityNumber.isValid(number)).isTrue();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "191212121213", // check digit
                "199102102381",
                "1212121212", // ten digits
                "19121212-1212",
                "1912121212123",
                "19121212121a",
                "191213121212", // month
                "191200121212",
                "191212321212", // day
                "191212001212",
                "191202301212",
                "198004922382", // day of a coordination number
                "198004602382",
                "19800486T382", // interim number
                " 91212121212",
                "191212121212\n",
                "١٩١٢١٢١٢١٢١٢"
            })
    void othersAreNot(String number) {
        assertThat(PersonalIdentityNumber.isValid(number)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"191212121212, false", "198004862382, true", "197010632391, true"})
    void coordinationNumbersAreKnownByTheirDay(String number, boolean expected) {
        assertThat(PersonalIdentityNumber.isCoordinationNumber(number)).isEqualTo(expected);
    }
}
