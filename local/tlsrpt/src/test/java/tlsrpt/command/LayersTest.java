package tlsrpt.command;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// Which module may depend on which. The rules are here because this module sees every other.
@AnalyzeClasses(packages = "tlsrpt", importOptions = LayersTest.NoTests.class)
class LayersTest {

    /// Leaves out tests in every folder that the build has for them, and in the jars that modules lend each other.
    static final class NoTests implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule reportDependsOnNoOtherModule = dependsOnlyOn("report");

    @ArchTest
    static final ArchRule tableDependsOnNoOtherModule = dependsOnlyOn("table");

    @ArchTest
    static final ArchRule intakeDependsOnReport = dependsOnlyOn("intake", "report");

    @ArchTest
    static final ArchRule storeDependsOnReportTableAndSts = dependsOnlyOn("store", "report", "table", "sts");

    @ArchTest
    static final ArchRule healthDependsOnReport = dependsOnlyOn("health", "report");

    @ArchTest
    static final ArchRule stsDependsOnReport = dependsOnlyOn("sts", "report");

    @ArchTest
    static final ArchRule postureDependsOnReportAndSts = dependsOnlyOn("posture", "report", "sts");

    @ArchTest
    static final ArchRule judgingOfPosturesDependsOnNoNetwork = noClasses()
            .that()
            .resideInAPackage("tlsrpt.posture")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tlsrpt.posture.look..", "org.xbill..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java[x]?\\.net\\..*Socket.*");

    @ArchTest
    static final ArchRule alertingDependsOnStoreAndHealth =
            dependsOnlyOn("alerting", "report", "table", "store", "health", "aws");

    @ArchTest
    static final ArchRule policiesDependOnStoreAndHealth =
            dependsOnlyOn("policies", "report", "table", "store", "health", "sts");

    @ArchTest
    static final ArchRule hostingDependsOnNoCloudAndNoHost =
            dependsOnlyOn("hosting", "report", "table", "store", "health", "sts", "policies", "posture");

    @ArchTest
    static final ArchRule publishDependsOnHosting = dependsOnlyOn(
            "publish", "report", "table", "store", "health", "sts", "policies", "posture", "hosting", "aws");

    @ArchTest
    static final ArchRule gatewayDependsOnNoOtherModule = dependsOnlyOn("gateway");

    @ArchTest
    static final ArchRule actionsDependOnNoWayToACollector =
            dependsOnlyOn("actions", "report", "table", "store", "health", "alerting", "gateway");

    @ArchTest
    static final ArchRule awsDependsOnTheTablePort = dependsOnlyOn("aws", "table");

    @ArchTest
    static final ArchRule sqliteDependsOnTheTablePort = dependsOnlyOn("sqlite", "table");

    @ArchTest
    static final ArchRule testkitDependsOnNoOtherModule = dependsOnlyOn("testkit");

    @ArchTest
    static final ArchRule noFunctionDependsOnAnother =
            CompositeArchRule.of(Stream.of("submit", "ingest", "alert", "api", "setup", "act")
                    .map(function -> dependsOnlyOn(
                            function,
                            "report",
                            "intake",
                            "table",
                            "store",
                            "health",
                            "sts",
                            "policies",
                            "alerting",
                            "aws",
                            "gateway",
                            "actions"))
                    .toList());

    /// So that an outage of the collector takes no policy away.
    @ArchTest
    static final ArchRule policyDependsOnTheTableAlone =
            dependsOnlyOn("policy", "report", "table", "store", "sts", "aws");

    @ArchTest
    static final ArchRule probeDependsOnNoReportsAndNoAlerts =
            dependsOnlyOn("probe", "report", "table", "store", "posture", "aws");

    @ArchTest
    static final ArchRule commandLineDependsOnNoStore =
            dependsOnlyOn("cli", "report", "intake", "health", "sts", "posture");

    @ArchTest
    static final ArchRule consoleDependsOnNoWayToACollector =
            dependsOnlyOn("console", "cli", "report", "table", "store", "health", "sts", "actions");

    @ArchTest
    static final ArchRule hostDependsOnNoOperatorCommand =
            noneIn("host").should().dependOnClassesThat().resideInAnyPackage(packages("operate"), packages("command"));

    @ArchTest
    static final ArchRule hostDependsOnNoCloud = noneIn("host")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..", "com.amazonaws..", packages("aws"));

    @ArchTest
    static final ArchRule operateDependsOnNoHost =
            noneIn("operate").should().dependOnClassesThat().resideInAnyPackage(packages("host"), packages("command"));

    @ArchTest
    static final ArchRule onlyTheCommandLineDependsOnPicocli = noClasses()
            .that(resideInAPackage("tlsrpt.."))
            .and(not(resideInAnyPackage(packages("cli"), packages("host"), packages("operate"), packages("command"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("tlsrpt.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule reportDependsOnNoMail =
            noneIn("report").should().dependOnClassesThat().resideInAnyPackage("org.apache.james..", "jakarta.mail..");

    @ArchTest
    static final ArchRule reportDependsOnNoFiles = noneIn("report")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.file..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.(RandomAccess)?File.*");

    @ArchTest
    static final ArchRule readingDependsOnNoCloud = noneIn(
                    "report", "table", "intake", "health", "sts", "posture", "policies", "hosting", "testkit", "cli")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..", "com.amazonaws..");

    @ArchTest
    static final ArchRule storeDependsOnNoLambda = noneIn("store", "alerting", "aws", "gateway", "actions")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.amazonaws..");

    /// A rule about a module that is not on the class path would hold without a look at it.
    @ArchTest
    static void everyModuleIsThere(JavaClasses classes) {
        assertThat(classes.stream()
                        .map(type -> type.getPackageName().split("\\.", 3)[1])
                        .distinct())
                .containsExactlyInAnyOrder(
                        "report",
                        "table",
                        "intake",
                        "store",
                        "health",
                        "sts",
                        "posture",
                        "policies",
                        "hosting",
                        "alerting",
                        "aws",
                        "gateway",
                        "actions",
                        "act",
                        "testkit",
                        "submit",
                        "ingest",
                        "alert",
                        "api",
                        "setup",
                        "probe",
                        "policy",
                        "publish",
                        "cli",
                        "console",
                        "host",
                        "sqlite",
                        "operate",
                        "command");
    }

    @ArchTest
    static void nullsAreMarkedInEveryPackage(JavaClasses classes) {
        assertThat(classes.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allMatch(module -> module.isAnnotatedWith(NullMarked.class));
    }

    private static ArchRule dependsOnlyOn(String module, String... others) {
        var allowed = Stream.concat(Stream.of(module), Stream.of(others))
                .map(LayersTest::packages)
                .toArray(String[]::new);
        return noneIn(module)
                .should()
                .dependOnClassesThat(resideInAPackage("tlsrpt..").and(not(resideInAnyPackage(allowed))));
    }

    private static GivenClassesConjunction noneIn(String... modules) {
        return noClasses()
                .that()
                .resideInAnyPackage(Stream.of(modules).map(LayersTest::packages).toArray(String[]::new));
    }

    private static String packages(String module) {
        return "tlsrpt." + module + "..";
    }
}
