package se.knutpunkt.fake.ehm;

import java.time.LocalDate;
import java.util.List;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Reference;

/** What the register has about the sandbox's test persons; invented, relative to today. */
final class FirstLists {

    static final String TOLVAN = "191212121212";
    static final String GUARDIAN = "198804202383";
    static final String CHILD = "201701012393";

    private final LocalDate today;

    FirstLists(LocalDate today) {
        this.today = today;
    }

    List<MedicationList> all() {
        return List.of(tolvan(), guardian(), child());
    }

    private MedicationList tolvan() {
        MedicationList list = new MedicationList(TOLVAN);
        Prescription enalapril =
                of(TOLVAN, "Enalapril Exemplet|Enalapril|10|mg", 200, 3)
                        .dosage("1 tablett varje morgon mot högt blodtryck")
                        .reason("Högt blodtryck")
                        .interval(90);
        list.add(enalapril, enalapril.dispensed(ago(150)), enalapril.dispensed(ago(60)));
        Prescription hidden =
                of(TOLVAN, "Sertralin Exemplet|Sertralin|50|mg", 100, 2)
                        .dosage("1 tablett dagligen")
                        .hiddenReason()
                        .noSubstitution("Förskrivaren vill det");
        list.add(hidden, hidden.dispensed(ago(90)));
        Prescription locked =
                of(TOLVAN, "Zopiklon Exemplet|Zopiklon|5|mg", 50, 1)
                        .dosage("1 tablett till natten");
        list.add(locked).lockPrivate(locked);
        list.add(
                of(TOLVAN, "Amoxicillin Exemplet|Amoxicillin|500|mg", 400, 0)
                        .dosage("1 tablett 3 gånger dagligen i 7 dagar")
                        .validTo(ago(35)));
        Prescription usedUp =
                of(TOLVAN, "Paracetamol Exemplet|Paracetamol|500|mg", 300, 0)
                        .dosage("1-2 tabletter vid behov")
                        .benefit(false);
        list.add(usedUp, usedUp.dispensed(ago(290)));
        list.add(
                of(TOLVAN, "Kodein Exemplet|Kodein|30|mg", 90, 1)
                        .dosage("1 tablett vid behov")
                        .status(MedicationRequestStatus.CANCELLED, "Makulerat av förskrivaren"));
        list.add(
                of(TOLVAN, "Metformin Exemplet|Metformin|850|mg", 120, 3)
                        .dosage("1 tablett 2 gånger dagligen")
                        .status(MedicationRequestStatus.ONHOLD, null));
        Prescription highCost =
                of(TOLVAN, "Dyrimab Exemplet|Dyrimab|40|mg", 30, 5)
                        .dosage("1 injektion varannan vecka")
                        .reason("Ledgångsreumatism")
                        .interval(28);
        highCost.resource().getContained().remove(0);
        highCost.resource().setMedication(new Reference("Medication/dyrimab"));
        list.add(highCost);
        return list.add(
                Prescription.onPaper(
                        TOLVAN, "Pencillin på papper|Fenoximetylpenicillin|1|g", ago(500)));
    }

    private MedicationList guardian() {
        return new MedicationList(GUARDIAN)
                .add(
                        of(GUARDIAN, "Loratadin Exemplet|Loratadin|10|mg", 40, 1)
                                .dosage("1 dagligen"));
    }

    private MedicationList child() {
        Prescription shown =
                of(CHILD, "Salbutamol Exemplet|Salbutamol|2|mg", 60, 2)
                        .dosage("1 tablett vid behov mot astma")
                        .reason("Astma");
        Prescription kept =
                of(CHILD, "Hemlig Exemplet|Hemligt|1|mg", 20, 0).dosage("Enligt ordination");
        return new MedicationList(CHILD)
                .add(shown, shown.dispensed(ago(45)))
                .add(kept)
                .lockConfidential(kept);
    }

    private Prescription of(String number, String medicine, int daysAgo, int repeats) {
        return new Prescription(number, medicine, medicine, ago(daysAgo), repeats);
    }

    private LocalDate ago(int days) {
        return today.minusDays(days);
    }
}
