package se.knutpunkt.fake.ehm;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;

/** Everything that the register has about one person. */
public final class MedicationList {

    private final String number;
    private final List<MedicationRequest> requests = new CopyOnWriteArrayList<>();
    private final List<MedicationDispense> dispenses = new CopyOnWriteArrayList<>();
    private final List<Basic> basics = new CopyOnWriteArrayList<>();
    private final List<String> confidential = new CopyOnWriteArrayList<>();

    MedicationList(String number) {
        this.number = number;
        Basic info = basic("medlistinfo");
        info.addExtension(
                Nll.group(
                        "NLLMedicationListInfo",
                        Nll.part("version", new StringType("17")),
                        Nll.part("privacyLock", new BooleanType(false))));
    }

    public MedicationList add(Prescription prescription, MedicationDispense... dispensed) {
        requests.add(prescription.resource());
        dispenses.addAll(List.of(dispensed));
        return this;
    }

    public MedicationList add(MedicationDispense dispense) {
        dispenses.add(dispense);
        return this;
    }

    /** The citizen hides a chain from care and pharmacies. */
    public MedicationList lockPrivate(Prescription prescription) {
        lock("privacy", prescription);
        return this;
    }

    /** The care hides a chain from who acts for the citizen. */
    public MedicationList lockConfidential(Prescription prescription) {
        confidential.add(prescription.resource().getIdElement().getIdPart());
        return this;
    }

    private void lock(String type, Prescription prescription) {
        basic("datalock")
                .addExtension(
                        Nll.group(
                                "NLLDataLock",
                                Nll.part("type", new CodeType(type)),
                                Nll.part("scope", new CodeType("chain")),
                                Nll.part("hides", new CodeType("all")),
                                Nll.part("chain", new StringType(prescription.chain()))));
    }

    private Basic basic(String code) {
        Basic basic = new Basic();
        basic.setId(Prescription.id(number, code, String.valueOf(basics.size())));
        basic.getMeta().setVersionId("1");
        basic.setCode(new CodeableConcept(Nll.code(Nll.LIST_CODES, code, null)));
        basic.setSubject(Prescription.patient(number));
        basics.add(basic);
        return basic;
    }

    public String number() {
        return number;
    }

    /** The register's own id of the person. */
    public String id() {
        return Prescription.id("patient", number);
    }

    Patient patient() {
        Patient patient = new Patient();
        patient.setId(id());
        patient.getMeta().setVersionId("1");
        patient.addIdentifier().setSystem(Nll.PERSONAL_NUMBER).setValue(number);
        return patient;
    }

    public List<MedicationRequest> requests() {
        return requests;
    }

    public List<MedicationDispense> dispenses() {
        return dispenses;
    }

    public List<Basic> basics() {
        return basics;
    }

    boolean isHidden(String requestId) {
        return confidential.contains(requestId);
    }

    boolean hidesAny() {
        return !confidential.isEmpty();
    }
}
