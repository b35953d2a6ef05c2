package se.knutpunkt.fake.rivta;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A person as the register knows them; no county means that the register does not tell. */
record Person(
        String number,
        String givenName,
        String surname,
        String county,
        String city,
        boolean markedSecret,
        boolean protectedRecord,
        boolean dead) {

    private static final Map<String, Person> ALL =
            Stream.of(
                            living("191212121212", "Tolvan", "Tolvansson", "01", "Stockholm"),
                            living("198804202383", "Åsa", "Öberg-Lind", "01", "Solna"),
                            living("201701012393", "Ärla", "Öberg-Lind", "01", "Solna"),
                            living("189002019819", "Nils-Åke", "D'Ähl", "12", "Malmö"),
                            living("199102102382", "Maja", "Västermark", "14", "Göteborg"),
                            living("199802262387", "Sanna", "Norrländer", "24", "Umeå"),
                            living("198708152387", "Ebba", "Gutestam", "09", "Visby"),
                            living("198612092380", "Frida", "Huskvist", "06", "Jönköping"),
                            new Person(
                                    "191003289822",
                                    "Vera",
                                    "Värnad",
                                    null,
                                    null,
                                    true,
                                    true,
                                    false),
                            new Person(
                                    "198004262385",
                                    "Maria",
                                    "Märkt",
                                    "01",
                                    "Nacka",
                                    true,
                                    false,
                                    false),
                            new Person(
                                    "198108222384",
                                    "Doris",
                                    "Död",
                                    "01",
                                    "Täby",
                                    false,
                                    false,
                                    true))
                    .collect(Collectors.toMap(Person::number, Function.identity()));

    static Optional<Person> of(String number) {
        return Optional.ofNullable(ALL.get(number));
    }

    private static Person living(
            String number, String givenName, String surname, String county, String city) {
        return new Person(number, givenName, surname, county, city, false, false, false);
    }
}
