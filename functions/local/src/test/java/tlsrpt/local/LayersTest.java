package tlsrpt.local;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// Which room may know which. The rules stand here because this module sees every room.
@AnalyzeClasses(packages = "tlsrpt", importOptions = DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule reportKnowsNoOtherRoom = onlyKnows("report");

    @ArchTest
    static final ArchRule intakeKnowsOnlyReport = onlyKnows("intake", "report");

    @ArchTest
    static final ArchRule storeKnowsOnlyReport = onlyKnows("store", "report");

    @ArchTest
    static final ArchRule healthKnowsOnlyReport = onlyKnows("health", "report");

    @ArchTest
    static final ArchRule alertingKnowsStoreAndHealth = onlyKnows("alerting", "report", "store", "health", "aws");

    @ArchTest
    static final ArchRule awsKnowsNoRoom = onlyKnows("aws");

    @ArchTest
    static final ArchRule testkitKnowsNoRoom = onlyKnows("testkit");

    /// All but `local`, which wires them.
    @ArchTest
    static final ArchRule noFunctionKnowsAnother =
            CompositeArchRule.of(Stream.of("submit", "ingest", "alert", "watch", "api", "setup")
                    .map(function -> onlyKnows(function, "report", "intake", "store", "health", "alerting", "aws"))
                    .toList());

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("tlsrpt.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule reportKnowsNoMail =
            noneIn("report").should().dependOnClassesThat().resideInAnyPackage("org.apache.james..", "jakarta.mail..");

    @ArchTest
    static final ArchRule reportKnowsNoFiles = noneIn("report")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.file..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.(RandomAccess)?File.*");

    @ArchTest
    static final ArchRule onlyStoreAndFunctionsKnowTheCloud = noneIn("report", "intake", "health", "testkit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..", "com.amazonaws..");

    @ArchTest
    static final ArchRule storeKnowsNoLambda =
            noneIn("store", "alerting", "aws").should().dependOnClassesThat().resideInAPackage("com.amazonaws..");

    @ArchTest
    static void nullsAreMarkedInEveryPackage(JavaClasses classes) {
        assertThat(classes.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allMatch(room -> room.isAnnotatedWith(NullMarked.class));
    }

    private static ArchRule onlyKnows(String room, String... others) {
        var known = Stream.concat(Stream.of(room), Stream.of(others))
                .map(LayersTest::packages)
                .toArray(String[]::new);
        return noneIn(room)
                .should()
                .dependOnClassesThat(resideInAPackage("tlsrpt..").and(not(resideInAnyPackage(known))));
    }

    private static GivenClassesConjunction noneIn(String... rooms) {
        return noClasses()
                .that()
                .resideInAnyPackage(Stream.of(rooms).map(LayersTest::packages).toArray(String[]::new));
    }

    private static String packages(String room) {
        return "tlsrpt." + room + "..";
    }
}
