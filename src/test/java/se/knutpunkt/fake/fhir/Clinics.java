package se.knutpunkt.fake.fhir;

import java.util.List;
import java.util.Map;
import se.knutpunkt.fake.fhir.Clinic.Calendar;
import se.knutpunkt.fake.fhir.Clinic.VisitType;

/** The clinics of each region; every region without clinics of its own here has the same two. */
final class Clinics {
    private static final VisitType DOCTOR =
            new VisitType("LAK30", "Besök läkare 30 min", "VARD", "Vårdcentral");
    private static final VisitType PHONE =
            new VisitType("LAKTEL", "Telefontid läkare", "VARD", "Vårdcentral");
    private static final VisitType NURSE =
            new VisitType("SSK30", "Besök sjuksköterska 30 min", "VARD", "Vårdcentral");
    private static final VisitType SAMPLE =
            new VisitType("PROV", "Provtagning fastande", "LAB", "Provtagning & labb");

    private static final Map<String, List<Clinic>> BY_REGION =
            Map.of(
                    "14",
                    List.of(
                            clinic("vc-hisingen", "14-V1", "Hisingens vårdcentral <Åsa & Öberg>"),
                            clinic("vc-molnlycke", "14-V2", "Mölnlycke läkarhus"),
                            new Clinic(
                                    "vc-nedlagd",
                                    "14-V3",
                                    "Nedlagda mottagningen",
                                    false,
                                    List.of())),
                    "06",
                    List.of(
                            clinic("vc-rosenlund", "06-V1", "Rosenlunds vårdcentral"),
                            clinic("vc-huskvarna", "06-V2", "Huskvarna vårdcentral")));

    private Clinics() {}

    static List<Clinic> of(String region) {
        return BY_REGION.getOrDefault(
                region,
                List.of(
                        clinic("vc-norr", region + "-V1", "Norra vårdcentralen"),
                        clinic("vc-soder", region + "-V2", "Södra vårdcentralen")));
    }

    private static Clinic clinic(String id, String number, String name) {
        return new Clinic(
                id,
                "SE2321009999-" + number,
                name,
                true,
                List.of(
                        new Calendar("lak1", "Åke", "Ängström", "Läkare", List.of(DOCTOR, PHONE)),
                        new Calendar("lak2", "Özlem", "D'Ambrosio", "Läkare", List.of(DOCTOR)),
                        new Calendar("ssk1", "Siv", "Sköld", "Sjuksköterska", List.of(NURSE)),
                        new Calendar("lab1", null, "Provrum 1 & 2", null, List.of(SAMPLE))));
    }
}
