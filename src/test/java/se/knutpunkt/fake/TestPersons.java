package se.knutpunkt.fake;

import java.util.List;

/**
 * Official test numbers (contracts/1177-services section 6), in one list for all that need many.
 */
public final class TestPersons {

    /** Twelve digits each. */
    public static final List<String> ADULTS =
            List.of(
                    "191212121212",
                    "189002019819",
                    "191003289822",
                    "198004262385",
                    "198108222384",
                    "198204212396",
                    "198308172397",
                    "198404152392",
                    "198508122382",
                    "198612092380",
                    "198708152387",
                    "198804202383",
                    "199102102382",
                    "199802262387");

    private TestPersons() {}
}
