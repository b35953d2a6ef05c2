package se.knutpunkt.fake.tidum;

import java.time.LocalTime;
import java.util.List;
import se.knutpunkt.fake.tidum.Unit.Staff;
import se.knutpunkt.fake.tidum.Unit.Visit;

/** The clinics of each region; a region nobody thought of has one. */
final class Units {
    private static final LocalTime MORNING = LocalTime.of(8, 0);
    private static final LocalTime AFTERNOON = LocalTime.of(16, 0);

    private Units() {}

    static List<Unit> of(String region) {
        return switch (region) {
            case "24" ->
                    List.of(
                            centre(region, "ALI-1", "Ålidhems hälsocentral"),
                            centre(region, "OST/2", "Östra hälsocentralen & <labbet>"),
                            nights(region));
            case "07" -> List.of(centre(region, "TEL.7", "Teleborgs vårdcentral"));
            default -> List.of(centre(region, "HC-" + region, "Centrums hälsocentral"));
        };
    }

    /** E02 when the region has no such clinic. */
    static Unit find(String region, String code) {
        return of(region).stream()
                .filter(one -> one.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new Refusal("E02"));
    }

    private static Unit centre(String region, String code, String name) {
        Staff doctor = new Staff("P17", "Åke Ängström", "LAK");
        Staff other = new Staff("P18", "Özlem D'Ambrosio", "LAK");
        Staff nurse = new Staff("P21", "Siv Sköld", "SSK");
        return new Unit(
                region,
                code,
                name,
                MORNING,
                AFTERNOON,
                false,
                List.of(
                        new Visit("B10", 30, List.of(doctor, other), "MR"),
                        new Visit("B20", 30, List.of(nurse), "MR"),
                        new Visit("P30", 15, List.of(), "PR")));
    }

    /** Open when the clocks change. */
    private static Unit nights(String region) {
        Staff doctor = new Staff("P90", "Natt Vakt", "LAK");
        return new Unit(
                region,
                "JOUR",
                "Jourmottagningen",
                LocalTime.of(1, 0),
                LocalTime.of(4, 0),
                true,
                List.of(new Visit("J90", 30, List.of(doctor), "JR")));
    }
}
