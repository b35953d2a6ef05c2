package se.knutpunkt.fake.ehm;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationDispense.MedicationDispenseStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** A prescription in the making, by NLLMedicationRequest, and what is dispensed on it. */
public final class Prescription {

    private static final String TABLET = "tablett";

    private final String number;
    private final MedicationRequest resource = new MedicationRequest();

    /**
     * An active prescription of 100 tablets by a clinic of Stockholm.
     *
     * @param key names it among the person's own
     * @param repeats how often it may be dispensed after the first time
     */
    public Prescription(String number, String key, String medicine, LocalDate issued, int repeats) {
        this.number = number;
        resource.setId(id(number, key));
        resource.getMeta().setVersionId("1");
        resource.addIdentifier(new Identifier().setSystem(Nll.REQUEST_ID).setValue(id(key, "nll")));
        resource.setStatus(MedicationRequestStatus.ACTIVE).setIntent(MedicationRequestIntent.ORDER);
        resource.setSubject(patient(number)).setAuthoredOnElement(time(issued));
        resource.addContained(medication(medicine).setId("m"));
        resource.setMedication(new Reference("#m"));
        Practitioner prescriber = new Practitioner();
        prescriber.setId("p");
        prescriber.addName().setFamily("Berg").addGiven("Anna");
        prescriber.addQualification().setCode(new CodeableConcept().setText("Läkare"));
        resource.addContained(prescriber);
        resource.setRequester(new Reference("#p"));
        resource.getDispenseRequest().setNumberOfRepeatsAllowed(repeats);
        resource.getDispenseRequest().getValidityPeriod().setStartElement(time(issued));
        validTo(issued.plusYears(1));
        resource.getSubstitution().setAllowed(new BooleanType(true));
        extend(
                Nll.group(
                        "NLLPrescriberContactInfo",
                        Nll.part("unitName", new StringType("Vårdcentralen Söder")),
                        Nll.part(
                                "unitId",
                                new Identifier()
                                        .setSystem(Nll.HSA_ID)
                                        .setValue("SE2321000016-A1B2")),
                        Nll.part("phone", new StringType("08-123 456 00"))));
        extend(Nll.extension("nllPrescriptionChain", new StringType(chain())));
        benefit(true);
    }

    static String id(String... parts) {
        byte[] name = String.join(":", parts).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(name).toString();
    }

    static Reference patient(String number) {
        return new Reference("Patient/" + id("patient", number));
    }

    /** Who renews and locks it knows it by this. */
    public String chain() {
        return id("chain", resource.getIdElement().getIdPart());
    }

    /** As it is stored; a test may change it as it likes. */
    public MedicationRequest resource() {
        return resource;
    }

    public Prescription dosage(String text) {
        resource.addDosageInstruction().setText(text);
        return this;
    }

    public Prescription reason(String text) {
        resource.addReasonCode().setText(text);
        return this;
    }

    /** There is a reason, which the prescriber keeps from the patient (code FIL006). */
    public Prescription hiddenReason() {
        resource.addReasonCode()
                .addExtension(
                        Nll.extension(
                                "nlldataAbsentReason",
                                new CodeableConcept(Nll.code(Nll.REASONS, "FIL006", null))));
        return this;
    }

    public Prescription validTo(LocalDate last) {
        resource.getDispenseRequest()
                .getValidityPeriod()
                .setEndElement(new DateTimeType(last.toString()));
        return this;
    }

    /** How many days must lie between two withdrawals. */
    public Prescription interval(int days) {
        Duration interval = new Duration();
        interval.setValue(days)
                .setUnit("dagar")
                .setSystem("http://unitsofmeasure.org")
                .setCode("d");
        resource.getDispenseRequest().setDispenseInterval(interval);
        return this;
    }

    public Prescription status(MedicationRequestStatus status, String reason) {
        resource.setStatus(status);
        if (reason != null) {
            resource.setStatusReason(new CodeableConcept().setText(reason));
        }
        return this;
    }

    public Prescription noSubstitution(String reason) {
        resource.getSubstitution()
                .setAllowed(new BooleanType(false))
                .setReason(new CodeableConcept().setText(reason));
        return this;
    }

    /** Whether it counts towards the high-cost protection. */
    public Prescription benefit(boolean applies) {
        String name = "NLLPatientPharmaceuticalBenefitsAct";
        resource.getExtension().removeIf(one -> one.getUrl().endsWith(name));
        return extend(Nll.extension(name, new BooleanType(applies)));
    }

    private Prescription extend(Extension extension) {
        resource.addExtension(extension);
        return this;
    }

    /** One package handed over. */
    public MedicationDispense dispensed(LocalDate day) {
        MedicationDispense dispense = dispense(number, resource.getIdPart() + day, day);
        dispense.addAuthorizingPrescription(
                new Reference("MedicationRequest/" + resource.getIdPart()));
        Medication same = (Medication) resource.getContained().get(0).copy();
        dispense.addContained(same);
        dispense.setMedication(new Reference("#m"));
        return dispense;
    }

    /** Dispensed on a prescription on paper: the same resource without a prescription. */
    static MedicationDispense onPaper(String number, String medicine, LocalDate day) {
        MedicationDispense dispense = dispense(number, medicine + day, day);
        dispense.addContained(medication(medicine).setId("m"));
        return dispense.setMedication(new Reference("#m"));
    }

    private static MedicationDispense dispense(String number, String key, LocalDate day) {
        MedicationDispense dispense = new MedicationDispense();
        dispense.setId(id(number, "dispense", key));
        dispense.getMeta().setVersionId("1");
        dispense.addIdentifier(
                new Identifier().setSystem(Nll.DISPENSE_ID).setValue(id(key, "nll")));
        dispense.setStatus(MedicationDispenseStatus.COMPLETED).setSubject(patient(number));
        Organization pharmacy = new Organization();
        pharmacy.setName("Apoteket Björnen & <Lejonet>").setId("a");
        pharmacy.addIdentifier().setSystem(Nll.HSA_ID).setValue("SE5560000000-APO1");
        dispense.addContained(pharmacy);
        dispense.addPerformer().setActor(new Reference("#a"));
        dispense.setQuantity(new Quantity().setValue(100).setUnit(TABLET));
        dispense.setWhenHandedOverElement(time(day));
        dispense.addExtension(
                Nll.extension(
                        "NLLNumberOfPackagesDispensed",
                        new org.hl7.fhir.r4.model.DecimalType(BigDecimal.ONE)));
        dispense.addExtension(
                Nll.extension(
                        "NLLBenefitChoiceCode",
                        new CodeableConcept().setText("Inom högkostnadsskyddet")));
        return dispense;
    }

    /** Such as {@code Enalapril Exemplet|Enalapril|10|mg}. */
    static Medication medication(String stated) {
        String[] parts = stated.split("\\|");
        Medication medication = new Medication();
        medication
                .getCode()
                .addCoding(Nll.code(Nll.PACKAGE, "20100101100001", parts[0] + ", 100 tabletter"));
        medication.addExtension(
                Nll.group("NLLArticleInfo", Nll.part("productName", new StringType(parts[0]))));
        medication.setForm(new CodeableConcept().setText("Tablett"));
        medication
                .addIngredient()
                .setItem(new CodeableConcept().setText(parts[1]))
                .setStrength(ratio(Integer.parseInt(parts[2]), parts[3]));
        medication.setAmount(ratio(100, TABLET));
        return medication;
    }

    private static Ratio ratio(int value, String unit) {
        return new Ratio()
                .setNumerator(new Quantity().setValue(value).setUnit(unit))
                .setDenominator(new Quantity().setValue(1));
    }

    private static DateTimeType time(LocalDate day) {
        return new DateTimeType(new DateType(day.toString()).getValueAsString());
    }
}
