package se.knutpunkt.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.slf4j.Logger;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What each package may use, as its package-info.java says, and what no class may do. */
@AnalyzeClasses(packages = "se.knutpunkt", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule noPackagesUseEachOther =
            slices().matching("se.knutpunkt.(*)..").should().beFreeOfCycles();

    @ArchTest static final ArchRule catalogueIsAtTheBottom = mayUse("catalogue");

    @ArchTest static final ArchRule errorUsesOnlyTheCatalogue = mayUse("error", "catalogue");

    @ArchTest
    static final ArchRule apiKnowsNoBackEnd = mayUse("api", "catalogue", "error", "token");

    @ArchTest static final ArchRule tokenKnowsNoCitizen = mayUse("token", "catalogue", "error");

    @ArchTest static final ArchRule mappingKnowsNoDomain = mayUse("mapping", "catalogue", "error");

    @ArchTest
    static final ArchRule regionKnowsNoProduct =
            mayUse("region", "api", "catalogue", "error", "mapping");

    @ArchTest
    static final ArchRule backendKnowsNoDomain =
            mayUse("backend", "api", "catalogue", "error", "http", "mapping", "region", "sso");

    @ArchTest static final ArchRule httpKnowsNobody = mayUse("http");

    @ArchTest
    static final ArchRule ssoKnowsNoBackEnd =
            mayUse("sso", "api", "catalogue", "error", "http", "token");

    @ArchTest
    static final ArchRule bookingKnowsNoProduct =
            mayUse("booking", "api", "catalogue", "error", "mapping", "store");

    @ArchTest
    static final ArchRule sourceKnowsNoProduct =
            mayUse("source", "api", "backend", "catalogue", "error", "region");

    @ArchTest
    static final ArchRule handoffKnowsNoService =
            mayUse("handoff", "api", "catalogue", "error", "region", "sso", "store");

    @ArchTest
    static final ArchRule recipientKnowsNoChannel =
            mayUse("recipient", "api", "catalogue", "error", "mapping", "region", "store");

    @ArchTest
    static final ArchRule notificationKnowsNoProvider =
            mayUse(
                    "notification",
                    "api",
                    "catalogue",
                    "error",
                    "mapping",
                    "recipient",
                    "region",
                    "store");

    @ArchTest
    static final ArchRule channelKnowsNoCitizen =
            mayUse(
                    "channel",
                    "catalogue",
                    "error",
                    "http",
                    "mapping",
                    "notification",
                    "recipient",
                    "sso",
                    "store");

    @ArchTest static final ArchRule storeIsAtTheBottom = mayUse("store");

    @ArchTest static final ArchRule opsUsesOnlyTheCatalogue = mayUse("ops", "catalogue");

    // It tells of all the others; ops stays what it is, so that a start failure needs none of them.
    @ArchTest
    static final ArchRule explainIsAtTheTop =
            mayUse(
                    "explain",
                    "api",
                    "backend",
                    "booking",
                    "catalogue",
                    "error",
                    "region",
                    "source",
                    "sso");

    @ArchTest
    static final ArchRule classesAreFinal =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .areNotInterfaces()
                    .and()
                    .areNotAnnotations()
                    .and(not(mustBeExtended()))
                    .should()
                    .haveModifier(FINAL)
                    .orShould()
                    .haveModifier(ABSTRACT);

    @ArchTest
    static final ArchRule noPublicFields =
            noFields()
                    .that()
                    .areNotStatic()
                    .should()
                    .bePublic()
                    .because("a class shows what it holds by methods");

    @ArchTest
    static final ArchRule fieldsDoNotChange =
            fields().that()
                    .areNotStatic()
                    .and()
                    .areDeclaredInClassesThat()
                    .areTopLevelClasses()
                    .and()
                    .areDeclaredInClassesThat()
                    .doNotHaveSimpleName("BoundedElements")
                    .should()
                    .beFinal();

    @ArchTest
    static final ArchRule loggersAreTheClasssOwn =
            fields().that().haveRawType(Logger.class).should().bePrivate().andShould().beFinal();

    @ArchTest static final ArchRule nothingIsPrinted = noClasses().should(ACCESS_STANDARD_STREAMS);

    @ArchTest static final ArchRule oneWayToLog = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest static final ArchRule nothingIsInjected = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule nobodySleeps =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule noTestCodeInMain =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.junit..",
                            "org.assertj..",
                            "org.awaitility..",
                            "se.knutpunkt.fake..",
                            "se.knutpunkt.sandbox..",
                            "se.knutpunkt.flow..");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            noClasses()
                    .should()
                    .haveSimpleNameEndingWith("Impl")
                    .orShould()
                    .haveSimpleNameEndingWith("Util")
                    .orShould()
                    .haveSimpleNameEndingWith("Utils")
                    .orShould()
                    .haveSimpleNameEndingWith("Helper")
                    .orShould()
                    .haveSimpleNameEndingWith("Manager");

    private static ArchRule mayUse(String own, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "se.knutpunkt." + own + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "se.knutpunkt." + others[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage("se.knutpunkt." + own + "..")
                .should()
                .dependOnClassesThat(
                        JavaClass.Predicates.resideInAPackage("se.knutpunkt..")
                                .and(not(JavaClass.Predicates.resideInAnyPackage(allowed))));
    }

    /** The framework makes a class of it: a configuration, or a bean with methods it wraps. */
    private static DescribedPredicate<JavaClass> mustBeExtended() {
        return DescribedPredicate.describe(
                "configurations and beans that Spring extends",
                type ->
                        type.isAnnotatedWith(Configuration.class)
                                || type.isAnnotatedWith(SpringBootApplication.class)
                                || type.getMethods().stream()
                                        .anyMatch(
                                                m ->
                                                        m.isAnnotatedWith(Bean.class)
                                                                || m.isAnnotatedWith(
                                                                        "org.springframework.scheduling.annotation.Scheduled"))
                                || assignableTo(Enum.class).test(type));
    }
}
