package se.knutpunkt.fake.rivta;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import se.knutpunkt.fake.rivta.Clinic.CareType;
import se.knutpunkt.fake.rivta.Clinic.Performer;
import se.knutpunkt.fake.rivta.Clinic.TimeType;

/** The clinics of the sandbox and the addresses that stand for many of them. */
final class Clinics {
    /** The address of the whole country, and of the person register. */
    static final String NATIONAL = "5565594230";

    /** The aggregating address of each region, by county code. */
    static final Map<String, String> REGIONS =
            Map.of(
                    "01", "SE2321000016",
                    "03", "SE2321000024",
                    "05", "SE2321000040",
                    "12", "SE2321000255",
                    "13", "SE2321000115",
                    "18", "SE2321000164",
                    "19", "SE2321000172");

    private static final CareType VISIT = new CareType("VARD", "Vårdcentral");
    private static final CareType SAMPLE = new CareType("PROV", "Provtagning");
    private static final CareType CHILD = new CareType("BVC", "Barnhälsovård");

    static final List<Clinic> ALL =
            List.of(
                    clinic("SE2321000016-A1B2", "Åsa & Öbergs vårdcentral <Söder>", "01", false),
                    clinic("SE2321000016-C3D4", "Sjöstadens vårdcentral", "01", true),
                    childClinic("SE2321000016-E5F6", "Bullerbyns barnavårdscentral", "01"),
                    clinic("SE2321000255-G7H8", "Åkarps vårdcentral", "12", false),
                    clinic("SE2321000255-J9K0", "Östra hamnens vårdcentral", "12", false),
                    clinic("SE2321000024-L1M2", "Fyrisåns vårdcentral", "03", false),
                    clinic("SE2321000040-N3P4", "Stångåns vårdcentral", "05", false),
                    clinic("SE2321000115-Q5R6", "Nissans vårdcentral", "13", false),
                    clinic("SE2321000164-S7T8", "Svartåns vårdcentral", "18", false),
                    clinic("SE2321000172-U9V0", "Arosvikens vårdcentral", "19", false));

    private Clinics() {}

    static Optional<Clinic> at(String hsaId) {
        return ALL.stream().filter(one -> one.hsaId().equalsIgnoreCase(hsaId)).findFirst();
    }

    static boolean isAggregate(String address) {
        return NATIONAL.equals(address) || isRegion(address);
    }

    static boolean isRegion(String address) {
        return REGIONS.values().stream().anyMatch(one -> one.equalsIgnoreCase(address));
    }

    /** The clinics behind an address: one, a region's, or all. */
    static List<Clinic> behind(String address) {
        if (NATIONAL.equals(address)) {
            return ALL;
        }
        return ALL.stream()
                .filter(
                        one ->
                                one.hsaId().equalsIgnoreCase(address)
                                        || REGIONS.get(one.region()).equalsIgnoreCase(address))
                .toList();
    }

    private static Clinic clinic(String hsaId, String name, String region, boolean renumbers) {
        Performer doctor = Performer.person(hsaId + "-LAK1", "Åke", "Ängström", "Läkare");
        Performer other = Performer.person(hsaId + "-LAK2", "Özlem", "D'Ambrosio", "Läkare");
        Performer nurse = Performer.person(hsaId + "-SSK1", "Siv", "Sköld", "Sjuksköterska");
        Performer room = Performer.room("LAB-1", "Provtagningen & labbet");
        return new Clinic(
                hsaId,
                name,
                region,
                renumbers,
                List.of(
                        new TimeType(
                                "LAK30",
                                "Besök läkare 30 min",
                                VISIT,
                                List.of(doctor, other),
                                null),
                        new TimeType(
                                "SSK30", "Besök sjuksköterska 30 min", VISIT, List.of(nurse), null),
                        new TimeType(
                                "FASTA",
                                "Provtagning fastande",
                                SAMPLE,
                                List.of(room),
                                "Kom fastande.")));
    }

    private static Clinic childClinic(String hsaId, String name, String region) {
        Performer nurse = Performer.person(hsaId + "-BVC1", "Britt", "Varg", "Barnsjuksköterska");
        TimeType check = new TimeType("1", "Hälsobesök barn", CHILD, List.of(nurse), null);
        TimeType vaccine = new TimeType("2", "Vaccination barn", CHILD, List.of(nurse), null);
        return new Clinic(hsaId, name, region, false, List.of(check, vaccine));
    }
}
