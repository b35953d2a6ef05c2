package se.knutpunkt.fake.ehm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;
import se.knutpunkt.fake.hapi.Interaction;

/**
 * One request to the register. Operations are named {@code searchPatient}, {@code
 * searchMedicationRequest}, {@code readMedicationRequest}, {@code nextPage} and so on.
 */
final class RegisterCall implements Call {

    private static final Pattern PATH =
            Pattern.compile(MedicationRegister.PATH + "(?:/([A-Za-z]+))?(?:/([^/]+))?/?");

    private final MedicationRegister register;
    private final Request request;
    private final Matcher path;

    RegisterCall(MedicationRegister register, Request request) {
        this.register = register;
        this.request = request;
        this.path = PATH.matcher(request.path());
    }

    @Override
    public String operation() {
        return path.matches()
                ? Interaction.named(request.method(), path.group(1), path.group(2))
                : "unknown";
    }

    @Override
    public boolean changesState() {
        return Interaction.changesState(operation());
    }

    @Override
    public Answer answer() {
        return path.matches() ? register.answer(request, operation()) : Answer.of(404);
    }

    /** By the register's own code, or one of FHIR's; without one its own mistake. */
    @Override
    public Answer fault(Mood mood) {
        String code = mood.code() == null ? "exception" : mood.code();
        return MedicationRegister.refusal(
                code.equals("exception") ? 500 : 422, code, "Det går inte.");
    }
}
