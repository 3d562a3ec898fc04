package leadhook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rooms and who may enter which: the table in ARCHITECTURE.md, kept true. */
@AnalyzeClasses(packages = "leadhook", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String PLATFORM = "leadhook.platform..";
    private static final String CAMPAIGNS = "leadhook.campaigns..";
    private static final String LOG = "leadhook.log..";
    private static final String LEADS = "leadhook.leads..";
    private static final String INBOUND = "leadhook.inbound..";
    private static final String DELIVERY = "leadhook.delivery..";
    private static final String RETENTION = "leadhook.retention..";
    private static final String VERIFY = "leadhook.verify..";
    private static final String USERS = "leadhook.users..";

    @ArchTest
    static final ArchRule the_platform_knows_no_business = room(PLATFORM);

    @ArchTest
    static final ArchRule campaigns_stand_on_the_platform = room(CAMPAIGNS, PLATFORM);

    @ArchTest
    static final ArchRule the_log_knows_campaigns = room(LOG, PLATFORM, CAMPAIGNS);

    @ArchTest
    static final ArchRule leads_have_never_heard_of_deliveries = room(LEADS, PLATFORM, CAMPAIGNS, LOG);

    @ArchTest
    static final ArchRule third_parties_knock_at_leads = room(INBOUND, PLATFORM, CAMPAIGNS, LEADS);

    @ArchTest
    static final ArchRule delivery_has_never_heard_of_leads = room(DELIVERY, PLATFORM, CAMPAIGNS, LOG);

    @ArchTest
    static final ArchRule what_is_old_goes_from_the_log_and_from_deliveries =
            room(RETENTION, PLATFORM, CAMPAIGNS, LOG, DELIVERY);

    @ArchTest
    static final ArchRule who_verifies_asks_the_tables_and_nobody = room(VERIFY, PLATFORM);

    @ArchTest
    static final ArchRule users_have_never_heard_of_what_they_look_at = room(USERS, PLATFORM);

    private static ArchRule room(String room, String... mayImport) {
        var allowed = new String[mayImport.length + 1];
        System.arraycopy(mayImport, 0, allowed, 0, mayImport.length);
        allowed[mayImport.length] = room;
        return noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("leadhook..")
                        .and(JavaClass.Predicates.resideOutsideOfPackages(allowed)));
    }

    @ArchTest
    static final ArchRule no_room_leads_back_to_itself = slices().matching(
                    "leadhook.(platform|campaigns|log|leads|inbound|delivery|retention|verify|users)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule helidon_is_known_to_one_room = noClasses()
            .that()
            .resideOutsideOfPackage("leadhook.platform.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.helidon..");

    @ArchTest
    static final ArchRule time_is_passed_in = noClasses()
            .that()
            .resideInAnyPackage(CAMPAIGNS, LOG, LEADS, INBOUND, DELIVERY, RETENTION, VERIFY, USERS)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule every_package_has_a_door_sign = classes().should(new DoorSign());

    @Test
    void the_tests_neither_sleep_nor_mock() throws IOException {
        try (var files = Files.walk(Path.of("src", "test"))) {
            var offenders = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("ArchitectureTest.java"))
                    .filter(ArchitectureTest::sleepsOrMocks)
                    .toList();
            assertThat(offenders).isEmpty();
        }
    }

    private static boolean sleepsOrMocks(Path file) {
        try {
            var text = Files.readString(file);
            return text.contains("Thread.sleep") || text.contains("org.mockito") || text.contains("@Disabled");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A package says what it is for, and that nothing in it is null unless it says so. */
    private static final class DoorSign extends ArchCondition<JavaClass> {
        DoorSign() {
            super("lie in a package with a door sign");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            boolean signed = type.getPackage().isAnnotatedWith(NullMarked.class);
            events.add(new SimpleConditionEvent(type, signed, type.getPackageName() + " has no package-info.java"));
        }
    }
}
